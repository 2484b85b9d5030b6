/** A terminal to test against: a stdout and a stdin with the face of a TTY, and xterm reading what is written. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import type { Terminal } from '../../src/ui/screen/index.ts';

export class TestTerminal {
  readonly xterm: InstanceType<typeof xterm.Terminal>;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** every piece written, in order */
  readonly written: string[] = [];

  constructor(columns: number, rows: number) {
    this.xterm = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      convertEol: true,
      scrollback: 50,
    });
    const written = this.written;
    const screen = this.xterm;
    const stdout: Terminal & EventEmitter = Object.assign(new EventEmitter(), {
      isTTY: true as const,
      columns,
      rows,
      write(text: string | Uint8Array, ...rest: unknown[]): boolean {
        if (text.length > 0) written.push(String(text));
        const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
        screen.write(text, done);
        return true;
      },
    }) as never;
    this.stdout = stdout as unknown as NodeJS.WriteStream;
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: () => stdin,
      ref: () => stdin,
      unref: () => stdin,
    });
    this.stdin = stdin as unknown as NodeJS.ReadStream;
  }

  type(keys: string): void {
    (this.stdin as unknown as PassThrough).write(keys);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.text();
    this.xterm.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }

  get isAlternate(): boolean {
    return this.xterm.buffer.active.type === 'alternate';
  }

  /** What stands on the screen, once xterm has read everything. */
  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.xterm.write('', resolve));
    const buffer = this.xterm.buffer.active;
    return Array.from({ length: this.xterm.rows }, (_, y) =>
      (buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    ).join('\n');
  }
}
