/**
 * What a frame of the live screen costs: the shop of scenarios/retry-storm.yaml in its collapse, ten
 * times as fast as real time, on a terminal of 120×40 that takes everything and shows nothing. Only the
 * screen is timed, map, chart, table and header: what the run itself costs, others measure.
 *
 * `node bench/frame.ts` prints it.
 */
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { invariant } from '../src/base/assert.ts';
import { loadScenario } from '../src/scenario/index.ts';

export interface FrameCost {
  readonly columns: number;
  readonly rows: number;
  readonly frames: number;
  /** CPU of the process, garbage collection included, ms a frame. */
  readonly cpuMs: number;
  /** Longest single frame on the wall, ms. */
  readonly longestMs: number;
  /** Bytes sent to the terminal, a frame. */
  readonly bytes: number;
}

export interface FrameBenchOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly frames?: number;
}

/** Frames not counted: the first ones compile. */
const WARM_UP = 120;
/** Simulated time of a frame: a twelfth of a second at ten times the speed. */
const FRAME = 833e6;

export async function benchFrame(options: FrameBenchOptions = {}): Promise<FrameCost> {
  const { columns = 120, rows = 40, frames = 200 } = options;
  const { App, Desk, Session, createElement, mount } = await loadScreen();
  const loaded = loadScenario({
    name: 'retry-storm.yaml',
    text: readFileSync(new URL('../scenarios/retry-storm.yaml', import.meta.url), 'utf8'),
  });
  invariant('scenario' in loaded, 'the scenario that comes along is right');
  const { plan, title } = loaded.scenario;

  // The screen looks at the numbers by the wall clock: it is told that frames come twelve times a second.
  let wall = 0;
  const clock = (): number => wall;
  const session = new Session(plan, '7', () => performance.now());
  const desk = new Desk(session, { title, ascii: false, speed: 6, isPaused: false, clock });
  const terminal = deafTerminal(columns, rows);
  const { app, screen, ended } = mount(createElement(App, { desk }), {
    ...terminal,
    colour: 'ansi',
    patchConsole: false,
  });
  invariant(screen !== undefined, 'a terminal is painted on');
  await app.waitUntilRenderFlush();
  desk.key('tab');
  await app.waitUntilRenderFlush();
  let cpu = 0;
  let longest = 0;
  for (let frame = -WARM_UP; frame < frames; frame++) {
    if (session.run.now + FRAME >= plan.length) session.restart('7');
    session.run.advance(session.run.now + FRAME);
    wall += 1000 / 12;
    if (frame === 0) terminal.sent.bytes = 0;
    const before = process.cpuUsage();
    const start = performance.now();
    screen.paint();
    if (frame < 0) continue;
    longest = Math.max(longest, performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000;
  }
  const { bytes } = terminal.sent;
  app.unmount();
  await ended;
  invariant(bytes > frames * 100, 'every frame had something new to show');
  return { columns, rows, frames, cpuMs: cpu / frames, longestMs: longest, bytes: bytes / frames };
}

/** A terminal in size and name only. */
function deafTerminal(columns: number, rows: number) {
  const sent = { bytes: 0 };
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write(text: string, ...rest: unknown[]): boolean {
      sent.bytes += text.length;
      const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
      done?.();
      return true;
    },
  });
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  return {
    sent,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
  };
}

/** The screen as it is shipped: Node does not read JSX, and the development build of React is not what people run. */
async function loadScreen() {
  type Loaded = Pick<typeof import('../src/ui/live/desk.ts'), 'Desk'> &
    Pick<typeof import('../src/ui/live/session.ts'), 'Session'> &
    Pick<typeof import('react'), 'createElement'> & {
      // The .tsx files are named by what they export: a type import would ask Node's checker for JSX.
      readonly App: import('react').ComponentType<{ readonly desk: InstanceType<Loaded['Desk']> }>;
      readonly mount: typeof import('../src/ui/screen/index.ts').mount;
    };
  const folder = mkdtempSync(join(tmpdir(), 'knockon-frame-'));
  try {
    await build({
      stdin: {
        contents: `
          export { createElement } from 'react';
          export { App } from './src/ui/live/app.tsx';
          export { Desk } from './src/ui/live/desk.ts';
          export { Session } from './src/ui/live/session.ts';
          export { mount } from './src/ui/screen/index.ts';`,
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      outdir: folder,
      entryNames: 'screen',
      outExtension: { '.js': '.mjs' },
      bundle: true,
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
    return (await import(pathToFileURL(join(folder, 'screen.mjs')).href)) as Loaded;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
    [200, 60],
  ]) {
    const { cpuMs, longestMs, bytes } = await benchFrame({ columns, rows });
    console.log(
      `${columns}x${rows}: ${cpuMs.toFixed(2)} ms CPU a frame, longest ${longestMs.toFixed(1)} ms, ${bytes.toFixed(0)} bytes`,
    );
  }
}
