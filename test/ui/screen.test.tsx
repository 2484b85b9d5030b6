/**
 * Ink and the painter on one terminal. After every upset (resize, dialog, moved layout) the screen must show
 * what a fresh start at that size and state shows: nothing left over, nothing missing.
 */
import { Box, render, renderToString, Text, useApp, useInput, useWindowSize } from 'ink';
import { type ReactNode, useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { CanvasColour } from '../../src/ui/screen/canvas.tsx';
import { Canvas, Cover, type Mounted, mount } from '../../src/ui/screen/index.ts';
import { TestTerminal } from './terminal.ts';

type State = {
  view: 'plain' | 'dialog over' | 'dialog instead' | 'taller' | 'no picture';
  side: number;
  beat: number;
};
const START: State = { view: 'plain', side: 0, beat: 0 };

/** Shows a picture made of one digit beside changing text, and obeys `set`. */
function App({
  initial,
  hold,
}: {
  initial: State;
  hold: (set: (change: Partial<State>) => void) => void;
}): ReactNode {
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const [state, setState] = useState(initial);
  hold((change) => setState((before) => ({ ...before, ...change })));
  useInput((input) => {
    if (input === 'q') exit();
  });
  const digit = String(state.beat % 10);
  const height = rows - (state.view === 'taller' ? 6 : 4);
  const dialog = (
    <Box borderStyle="round" width={16} height={4} flexDirection="column">
      <Text>a dialog</Text>
      <Text>beat {state.beat}</Text>
    </Box>
  );
  const picture = (
    <Canvas
      width={columns - 12}
      height={height}
      paint={(cells) => cells.fill(0, 0, cells.width, cells.height, digit)}
    />
  );
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Text>title {state.view}</Text>
      {state.view === 'taller' && <Text>two more{'\n'}lines of text</Text>}
      <Box height={height} flexShrink={0}>
        {state.view === 'dialog instead' ? <Box width={columns - 12}>{dialog}</Box> : null}
        {state.view === 'no picture' ? <Box width={columns - 12} /> : null}
        {state.view.endsWith('instead') || state.view === 'no picture' ? null : picture}
        <Box width={12} height={height} borderStyle="single">
          <Text>side {state.side}</Text>
        </Box>
      </Box>
      <Text>log</Text>
      <Text>footer</Text>
      {state.view === 'dialog over' && (
        <Cover x={5} y={3} width={16} height={4}>
          {dialog}
        </Cover>
      )}
    </Box>
  );
}

type World = {
  terminal: TestTerminal;
  mounted: Mounted;
  /** changes the state, and no more */
  change: (part: Partial<State>) => void;
  /** changes the state and waits until it is on the screen */
  set: (part: Partial<State>) => Promise<void>;
};

const open: World[] = [];
afterEach(async () => {
  for (const { mounted } of open.splice(0)) {
    mounted.app.unmount();
    await mounted.ended;
  }
});

/** Ink holds frames back to its frame rate; 1000 a second is as good as at once. */
async function start(columns: number, rows: number, initial: State = START, maxFps = 1000): Promise<World> {
  const terminal = new TestTerminal(columns, rows);
  let change: (change: Partial<State>) => void = () => {};
  const mounted = mount(<App initial={initial} hold={(set) => (change = set)} />, {
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    colour: 'ansi',
    maxFps,
    patchConsole: false,
  });
  const settled = async (): Promise<void> => {
    await mounted.app.waitUntilRenderFlush();
    await new Promise((resolve) => setImmediate(resolve));
    await mounted.app.waitUntilRenderFlush();
  };
  const world = {
    terminal,
    mounted,
    change: (part: Partial<State>): void => change(part),
    set: async (part: Partial<State>): Promise<void> => {
      change(part);
      await settled();
    },
  };
  open.push(world);
  await settled();
  return world;
}

async function freshText(columns: number, rows: number, state: State): Promise<string> {
  const { terminal } = await start(columns, rows, state);
  return terminal.text();
}

test('the picture stands where the layout left room for it, from the first frame on', async () => {
  const { terminal } = await start(30, 8);
  expect(await terminal.text()).toBe(
    [
      'title plain',
      '000000000000000000┌──────────┐',
      '000000000000000000│side 0    │',
      '000000000000000000│          │',
      '000000000000000000└──────────┘',
      'log',
      'footer',
      '',
    ].join('\n'),
  );
  expect(terminal.isAlternate).toBe(true);
});

test('text that Ink rewrites on the same rows leaves the picture whole', async () => {
  const { terminal, set } = await start(30, 8);
  await set({ side: 1 });
  await set({ side: 22 });
  expect(await terminal.text()).toBe(await freshText(30, 8, { ...START, side: 22 }));
});

test('what a frame of Ink erases is painted again before the terminal shows that frame', async () => {
  const { terminal, set } = await start(40, 12, { ...START, view: 'dialog over' });
  terminal.written.length = 0;
  await set({ beat: 1 });
  const [first, ...rest] = terminal.written.join('').split('\u001b[?2026l');
  expect(first).toMatch(/│.*\u001b7.*1111/s);
  expect(rest).toEqual(['']);
});

test('between two frames of Ink only the cells that changed are written', async () => {
  const { terminal, mounted } = await start(40, 10);
  let lit = 0;
  mounted.app.rerender(
    <Box width={40} height={10}>
      <Canvas width={20} height={5} paint={(cells) => cells.put(lit, 2, '*')} />
    </Box>,
  );
  await mounted.app.waitUntilRenderFlush();
  terminal.written.length = 0;
  lit = 7;
  mounted.screen?.paint();
  expect(terminal.written).toEqual([
    '\u001b[?2026h\u001b7\u001b[3;1H\u001b[0m \u001b[6C*\u001b8\u001b[?2026l',
  ]);
  mounted.screen?.paint();
  expect(terminal.written.length).toBe(1);
});

test('a dialog over the picture stays on top while the picture moves, and leaves nothing behind', async () => {
  const { terminal, mounted, set } = await start(40, 12);
  const before = await terminal.text();
  await set({ view: 'dialog over' });
  await set({ beat: 3 });
  mounted.screen?.paint();
  expect(await terminal.text()).toBe(await freshText(40, 12, { ...START, view: 'dialog over', beat: 3 }));
  expect(await terminal.text()).toContain('a dialog');
  await set({ view: 'plain', beat: 0 });
  expect(await terminal.text()).toBe(before);
});

test('a picture that goes away is wiped, and one that comes back is painted', async () => {
  const { terminal, set } = await start(40, 12);
  for (const view of ['dialog instead', 'plain', 'no picture', 'plain'] as const) {
    await set({ view });
    expect(await terminal.text(), view).toBe(await freshText(40, 12, { ...START, view }));
  }
});

test('a picture that comes and goes between two frames of Ink leaves no trace', async () => {
  const { terminal, change, set } = await start(40, 12, { ...START, view: 'dialog instead' }, 10);
  const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  change({ side: 1 }); // drawn at once; the next frame of Ink is a tenth of a second away
  await soon();
  change({ view: 'plain' });
  await soon();
  change({ view: 'dialog instead' });
  await set({});
  expect(await terminal.text()).toBe(await freshText(40, 12, { ...START, view: 'dialog instead', side: 1 }));
});

test('a picture moves when the layout does', async () => {
  const { terminal, set } = await start(40, 14);
  await set({ view: 'taller' });
  expect(await terminal.text()).toBe(await freshText(40, 14, { ...START, view: 'taller' }));
  await set({ view: 'plain' });
  expect(await terminal.text()).toBe(await freshText(40, 14, START));
});

test.each([
  [90, 20],
  [30, 9],
  [40, 40],
  [64, 10],
])('after a resize to %i×%i nothing wraps, scrolls or stays', async (columns, rows) => {
  const { terminal, set } = await start(60, 20);
  await terminal.resize(columns, rows);
  await set({});
  expect(await terminal.text()).toBe(await freshText(columns, rows, START));
  await terminal.resize(60, 20);
  await set({ view: 'dialog over' });
  expect(await terminal.text()).toBe(await freshText(60, 20, { ...START, view: 'dialog over' }));
});

test('a redraw brings back what somebody else wrote over', async () => {
  const { terminal, mounted, set } = await start(40, 10);
  const before = await terminal.text();
  terminal.stdout.write('\u001b[5;5Hrubbish\u001b[1;1Hrubbish');
  mounted.screen?.redraw();
  await set({});
  expect(await terminal.text()).toBe(before);
});

test('quitting gives the terminal back: normal screen, cursor shown, and not a cell painted after', async () => {
  const { terminal, mounted } = await start(40, 10);
  terminal.type('q');
  await mounted.ended;
  await terminal.text();
  expect(terminal.isAlternate).toBe(false);
  const all = terminal.written.join('');
  expect(all.lastIndexOf('\u001b[?25h')).toBeGreaterThan(all.lastIndexOf('\u001b[?25l'));
  expect(all.lastIndexOf('\u001b[?7h')).toBeGreaterThan(all.lastIndexOf('\u001b[?7l'));
  expect(all.lastIndexOf('\u001b7')).toBeLessThan(all.lastIndexOf('\u001b[?1049l'));
  const count = terminal.written.length;
  mounted.screen?.paint();
  terminal.stdout.emit('resize');
  expect(terminal.written.length).toBe(count);
});

test('without a screen the same picture comes as text, and with colours if wanted', () => {
  const picture = (
    <Canvas width={6} height={2} label="two words" paint={(cells) => cells.write(1, 0, 'ab', 3)} />
  );
  expect(renderToString(picture, { columns: 20 }).trimEnd()).toBe(' ab');
  expect(renderToString(<CanvasColour value="ansi">{picture}</CanvasColour>, { columns: 20 })).toContain(
    '\u001b[',
  );
});

test('a screen reader hears what the picture says', async () => {
  const terminal = new TestTerminal(40, 10);
  const app = render(<Canvas width={6} height={2} label="checkout is failing" paint={() => {}} />, {
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    isScreenReaderEnabled: true,
    interactive: true,
    patchConsole: false,
  });
  await app.waitUntilRenderFlush();
  expect(await terminal.text()).toContain('checkout is failing');
  app.unmount();
  await app.waitUntilExit();
});

test('with the canvas switched off the full screen works as plain Ink', async () => {
  const terminal = new TestTerminal(30, 8);
  const mounted = mount(<App initial={START} hold={() => {}} />, {
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    canvas: false,
    patchConsole: false,
    colour: 'none',
  });
  await mounted.app.waitUntilRenderFlush();
  expect(await terminal.text()).toBe(await freshText(30, 8, START));
  expect(mounted.screen).toBeUndefined();
  mounted.app.unmount();
  await mounted.ended;
});
