/** The real thing on a real pseudo-terminal: first paint, help, a fault, resize, quit, and signals. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'knockon-play-'));
  await build({
    entryPoints: [fileURLToPath(new URL('player.ts', import.meta.url))],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // In one file Ink's dynamic import of its developer tools would be a static one.
    splitting: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['react-devtools-core'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Player {
  readonly screen: InstanceType<typeof xterm.Terminal>;
  readonly ended: Promise<number>;
  private readonly process: IPty;

  constructor(columns: number, rows: number, args: readonly string[] = []) {
    this.screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const { CI: _, NO_COLOR: __, ...env } = process.env;
    this.process = spawn(process.execPath, [join(folder, 'player.mjs'), ...args], {
      cols: columns,
      rows,
      env: { ...env, TERM: 'xterm-256color' },
    });
    this.process.onData((data) => this.screen.write(data));
    this.ended = new Promise((resolve) => this.process.onExit(({ exitCode }) => resolve(exitCode)));
  }

  type(keys: string): void {
    this.process.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.process.resize(columns, rows);
  }

  kill(signal: string): void {
    this.process.kill(signal);
  }

  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.screen.write('', resolve));
    const buffer = this.screen.buffer.active;
    return Array.from({ length: buffer.length }, (_, y) =>
      (buffer.getLine(y)?.translateToString(true) ?? '').trimEnd(),
    ).join('\n');
  }

  /** Waits until the screen shows it. */
  async shows(wanted: string): Promise<string> {
    return expect
      .poll(async () => this.text(), { timeout: 10_000, interval: 20 })
      .toContain(wanted)
      .then(() => this.text());
  }

  get isAlternate(): boolean {
    return this.screen.buffer.active.type === 'alternate';
  }
}

test('from the first paint to the summary', async () => {
  const player = new Player(80, 24);
  await player.shows('? help  q quit');
  expect(player.isAlternate).toBe(true);
  expect(player.screen.modes.wraparoundMode).toBe(false);
  player.type('?');
  await player.shows('start again; next seed');
  player.type('?');
  await player.shows('worst calls');
  player.type('\t\t\t');
  await player.shows('calls of web');
  player.type('f');
  await player.shows('a fault for web');
  player.type('\r');
  await player.shows('replicas');
  player.type('\r');
  await player.shows('injected crash-web');
  player.resize(120, 40);
  await expect.poll(async () => (await player.text()).split('\n')[39]).toContain('? help  q quit');
  player.type(' ');
  await player.shows('PAUSED');
  player.type('q');
  expect(await player.ended).toBe(0);
  const text = await player.text();
  expect(player.isAlternate).toBe(false);
  expect(player.screen.modes.wraparoundMode).toBe(true);
  expect(text).toMatch(/^The shop\nstopped at \d:\d\d\.\d of 2:00 · seed 7/);
  expect(text).toContain('  - { crash: web, replicas: one, at: ');
  expect(text).toContain('  knockon run shop.yaml --seed 7');
});

test('Ctrl-C quits like q', async () => {
  const player = new Player(80, 24);
  await player.shows('? help  q quit');
  player.type('\u0003');
  expect(await player.ended).toBe(0);
  expect(await player.text()).toContain('stopped at');
  expect(player.isAlternate).toBe(false);
});

test('a signal ends it with the terminal as it was', async () => {
  const player = new Player(80, 24);
  await player.shows('? help  q quit');
  player.kill('SIGTERM');
  expect(await player.ended).toBe(143);
  await player.text();
  expect(player.isAlternate).toBe(false);
  expect(player.screen.modes.wraparoundMode).toBe(true);
});

test('a mistake of ours gives the terminal back before it is told', async () => {
  const player = new Player(80, 24, ['trouble']);
  await player.shows('? help  q quit');
  expect(await player.ended).toBe(1);
  expect(await player.text()).toContain('the plan broke');
  expect(player.isAlternate).toBe(false);
  expect(player.screen.modes.wraparoundMode).toBe(true);
});
