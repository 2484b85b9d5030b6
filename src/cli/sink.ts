/** Where a stream of lines goes: standard output or a file. It takes as much as its reader takes, and the writer waits. */
import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { UsageError } from './trouble.ts';

export class Sink {
  private readonly stream: Writable;
  private readonly name: string;
  private isOpen = true;
  private trouble: Error | undefined;
  /** Goes on with a writer that waits for room. */
  private goOn: (() => void) | undefined;

  constructor(stream: Writable, name: string) {
    this.stream = stream;
    this.name = name;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // a reader that has seen enough (`| head`) is no trouble
      if (error.code !== 'EPIPE') this.trouble = error;
      this.close();
    });
    stream.on('close', () => this.close());
    stream.on('drain', () => this.goOn?.());
  }

  /** Writes, and waits until there is room for more. False when nobody reads any more. */
  async write(text: string): Promise<boolean> {
    if (this.isOpen && !this.stream.write(text)) {
      await new Promise<void>((resolve) => {
        this.goOn = resolve;
      });
      this.goOn = undefined;
    }
    if (this.trouble !== undefined)
      throw new UsageError(`${this.name} cannot be written: ${this.trouble.message}`);
    return this.isOpen;
  }

  /** After the last line: the stream is ended, unless others may still write to it. */
  async end(): Promise<void> {
    const { stream } = this;
    if (stream === process.stdout || !this.isOpen) return;
    await new Promise<void>((resolve) => stream.end(resolve));
  }

  /** Whoever waits for room waits no longer, and nothing more is written. */
  giveUp(): void {
    if (this.goOn !== undefined) this.close();
  }

  private close(): void {
    this.isOpen = false;
    this.goOn?.();
  }
}

/** A file that is written from its beginning. */
export function fileSink(file: string): Sink {
  try {
    return new Sink(createWriteStream(file, { fd: openSync(file, 'w') }), file);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
