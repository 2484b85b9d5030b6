/** The whole screen on a terminal: keys in, cells out. */
import { afterEach, expect, test } from 'vitest';
import { App } from '../../../src/ui/live/app.tsx';
import { Desk } from '../../../src/ui/live/desk.ts';
import { FIRST_SPEED, speedNear } from '../../../src/ui/live/pace.ts';
import { Session } from '../../../src/ui/live/session.ts';
import { type Mounted, mount } from '../../../src/ui/screen/index.ts';
import { TestTerminal } from '../terminal.ts';
import { shopPlan, tickingClock } from './shop.ts';

type Stage = { readonly terminal: TestTerminal; readonly desk: Desk; readonly mounted: Mounted };
const open: Stage[] = [];
afterEach(async () => {
  for (const { mounted } of open.splice(0)) {
    mounted.app.unmount();
    await mounted.ended;
  }
});

async function start(columns = 80, rows = 24, canvas = true, ascii = false, tick = 0.01): Promise<Stage> {
  const clock = tickingClock(tick);
  const desk = new Desk(new Session(shopPlan(), '7', clock), {
    title: 'The shop',
    ascii,
    speed: speedNear(FIRST_SPEED),
    isPaused: false,
    clock,
  });
  const terminal = new TestTerminal(columns, rows);
  const { stdout, stdin } = terminal;
  const mounted = mount(<App desk={desk} />, {
    stdout,
    stdin,
    colour: 'ansi',
    canvas,
    maxFps: 1000,
    patchConsole: false,
  });
  desk.onQuit = () => mounted.app.unmount();
  const stage = { terminal, desk, mounted };
  open.push(stage);
  await settled(stage);
  return stage;
}

async function settled({ mounted }: Stage): Promise<void> {
  // An Esc may be the beginning of a sequence: Ink waits a moment for the rest.
  await new Promise((resolve) => setTimeout(resolve, 25));
  await mounted.app.waitUntilRenderFlush();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Types, one report of the terminal for each key, and shows what stands there then. */
async function type(stage: Stage, ...keys: string[]): Promise<string> {
  for (const key of keys) {
    stage.terminal.type(key);
    await settled(stage);
  }
  stage.mounted.screen?.paint();
  return stage.terminal.text();
}

/** As many frames at ten times the speed as make so many simulated seconds. */
function run({ desk }: Stage, seconds: number): void {
  for (let i = 0; i < seconds; i++) desk.frame(100, 1000);
}

test('the first frame shows the map, the faults to come and the keys', async () => {
  const text = await (await start()).terminal.text();
  expect(text).toContain('The shop');
  for (const name of ['shoppers', 'web', 'payments', 'invoices', 'slow-payments in 60s', '? help  q quit']) {
    expect(text).toContain(name);
  }
});

test('a fault is injected with keys, hurts, and is lifted', async () => {
  const stage = await start();
  run(stage, 5);
  expect(await type(stage, '\t', '\t', '\t', 'f')).toContain('a fault for web');
  expect(await type(stage, '\r')).toContain('crash web');
  expect(await type(stage, 'a', 'l', 'l', '\r')).toContain('injected crash-web');
  run(stage, 4);
  const hurt = await type(stage, ' ');
  expect(hurt).toContain('✖');
  expect(hurt).toContain('crash-web until lifted');
  expect(hurt).toContain('PAUSED');
  expect(await type(stage, 'x')).toContain('lift a fault');
  expect(await type(stage, '\r')).toContain('lifted crash-web');
  expect(stage.desk.session.run.commands.map(({ kind }) => kind)).toEqual(['inject', 'lift']);
});

test('what is wrong with a fault is said where it is typed', async () => {
  const stage = await start();
  const text = await type(stage, '\t', '\t', '\t', 'f', '\r', 'm', 'o', 's', 't', '\r');
  expect(text).toContain('replicas: expected all, one, a number');
  expect(stage.desk.session.run.commands).toEqual([]);
});

test('dialogs open and close without leaving a trace', async () => {
  const stage = await start();
  run(stage, 3);
  const before = await type(stage, ' ', '\t');
  expect(await type(stage, '?')).toContain('run or pause');
  await type(stage, '\u001b', 'f');
  expect(await type(stage, '\u001b')).toBe(before);
});

test.each([
  [120, 40],
  [200, 60],
  [60, 20],
])('after a resize to %ix%i the screen is what a fresh one would be', async (columns, rows) => {
  const stage = await start();
  await type(stage, ' ');
  await stage.terminal.resize(columns, rows);
  const fresh = await start(columns, rows);
  expect(await type(stage)).toBe(await type(fresh, ' '));
});

test('a terminal too small says what it needs, and goes on when it has grown', async () => {
  const stage = await start();
  const before = await type(stage, ' ');
  await stage.terminal.resize(50, 12);
  expect((await type(stage)).trim()).toBe('needs 60x20, has 50x12; enlarge, or q\npaused at 0:00.0');
  await stage.terminal.resize(80, 24);
  expect(await type(stage)).toBe(before);
});

test('the run stands still while a dialog is open, says so, and goes on at the same speed', async () => {
  const stage = await start();
  const { run: simulated } = stage.desk.session;
  run(stage, 5);
  const before = simulated.now;
  const speed = stage.desk.state.speed;
  expect(await type(stage, '\t', '\t', '\t', 'f')).toMatch(
    /a fault for web {2}1-16 of \d+ {2}the run stands still at 0:05\.0/,
  );
  run(stage, 3);
  expect(await type(stage, '\r')).toContain('crash web  the run stands still at 0:05.0');
  run(stage, 3);
  expect(simulated.now).toBe(before);
  expect(await type(stage, '\r')).toContain('injected crash-web');
  expect(simulated.commands.map(({ at }) => at)).toEqual([before]);
  run(stage, 2);
  expect(simulated.now).toBe(before + 2e9);
  expect(await type(stage, '?')).toContain('the run stands still at 0:07.0');
  run(stage, 3);
  await type(stage, '?');
  run(stage, 1);
  expect(simulated.now).toBe(before + 3e9);
  expect(stage.desk.state).toMatchObject({ speed, isPaused: false });
  expect(await type(stage, ' ', '?')).toContain('paused at 0:08.0');
  await type(stage, '?');
  run(stage, 3);
  expect(simulated.now).toBe(before + 3e9);
});

test('behind a terminal that is too small the run stands still, and only the end is heard', async () => {
  const stage = await start();
  const { run: simulated } = stage.desk.session;
  run(stage, 5);
  await stage.terminal.resize(50, 12);
  await settled(stage);
  run(stage, 3);
  expect((await type(stage, ' ', 'r')).trim()).toBe(
    'needs 60x20, has 50x12; enlarge, or q\nthe run stands still at 0:05.0',
  );
  await stage.terminal.resize(80, 24);
  await settled(stage);
  run(stage, 1);
  expect(stage.desk.session.run).toBe(simulated);
  expect(simulated.now).toBe(6e9);
});

test('behind a terminal that is too small q quits, even where it would be a letter', async () => {
  const stage = await start();
  await type(stage, '\t', '\t', '\t', 'f', '\r');
  await stage.terminal.resize(50, 12);
  await settled(stage);
  stage.terminal.type('q');
  await stage.mounted.ended;
  await stage.terminal.text();
  expect(stage.terminal.isAlternate).toBe(false);
});

test('keys that come in one report are all heard', async () => {
  const stage = await start();
  const text = await type(stage, '\t\t\tf', '\r', '\t56s', '\u00159s', '\r');
  expect(text).toContain('injected crash-web');
  expect(stage.desk.session.injections.map(({ fault }) => fault)).toEqual([
    { crash: 'web', replicas: 'one', for: '9s' },
  ]);
});

test('what is pasted is no key: it quits nothing, and goes where there is something to write in', async () => {
  const stage = await start();
  const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`;
  expect(await type(stage, pasted('q\rsq'))).toContain('what is pasted does nothing here');
  expect(stage.desk.session.seed).toBe('7');
  expect(await type(stage, '/', pasted('pay\nq'))).toContain('find  /pay');
  expect(await type(stage, '\r')).toContain('calls of payments');
});

test('the footer turns when somebody gets into trouble, though nobody presses a key', async () => {
  // Numbers are looked at by the clock.
  const stage = await start(80, 24, true, false, 10);
  run(stage, 30);
  const calm = await type(stage);
  expect(calm).toContain('i about');
  expect(calm).not.toContain('w trouble');
  stage.desk.session.run.advance(66e9);
  for (let second = 0; second < 5; second++) {
    run(stage, 1);
    await type(stage);
  }
  expect(await type(stage)).toContain('w trouble');
});

test('a cure is found among few, and begins', async () => {
  const stage = await start();
  run(stage, 3);
  const cures = await type(stage, '/', 'p', 'a', 'y', '\r', 'c');
  expect(cures).toContain('a cure for payments');
  expect(cures).toContain('no-retries orders -> payments');
  expect(cures).not.toContain('crash payments');
  const push = await type(stage, 'c', 'o', 'n', 'f', 'i', 'g', ' ', 'o', 'r', '\r');
  expect(push).toContain('◂ retry.attempts');
  expect(push).toContain('3 in the scenario');
  expect(await type(stage, '\t', '1', '\r')).toContain('began config-orders-to-payments');
});

test.each([
  [80, 24],
  [120, 40],
])(
  'a dialog that is open while the terminal becomes %ix%i is what a fresh one would be',
  async (columns, rows) => {
    const stage = await start(100, 30);
    await type(stage, ' ', '\t', '\t', '\t', 'f');
    await stage.terminal.resize(40, 12);
    await stage.terminal.resize(columns, rows);
    const fresh = await start(columns, rows);
    expect(await type(stage)).toBe(await type(fresh, ' ', '\t', '\t', '\t', 'f'));
  },
);

test('a message is gone after a while, whether the run goes on or not', async () => {
  let time = 0;
  const clock = () => time;
  const options = { title: 'The shop', ascii: false, speed: 6, isPaused: true, clock };
  const desk = new Desk(new Session(shopPlan(), '7', clock), options);
  desk.key('w');
  desk.frame(80, 1000);
  expect(desk.state.message?.text).toBe('nobody is in trouble');
  time = 3000;
  desk.frame(80, 1000);
  expect(desk.state.message?.text).toBe('nobody is in trouble');
  time = 10_000;
  desk.frame(80, 1000);
  expect(desk.state.message).toBeUndefined();
});

test('without the painter the same picture comes as text', async () => {
  const painted = await start();
  const plain = await start(80, 24, false);
  expect(await type(plain, ' ')).toBe(await type(painted, ' '));
});

test('on a terminal that has nothing but ASCII the keys are written in it, too', async () => {
  const stage = await start(80, 24, true, true);
  for (const keys of [[' '], ['v'], ['f'], ['\r'], ['\u001b', '\u001b', '/'], ['\u001b', '?'], ['?', 'i']]) {
    expect(await type(stage, ...keys), JSON.stringify(keys)).toMatch(/^[ -~\n]*$/);
  }
  expect(await type(stage, 'i', 'f')).toContain('left right target');
  // What stands beside the title has to be cut there.
  const small = await start(60, 20, true, true);
  run(small, 70);
  expect(await type(small, 'x')).toMatch(/^[ -~\n]*it ends now, for good {2}the run [ -~]*~[ -~\n]*$/);
});

test('q gives the terminal back', async () => {
  const stage = await start();
  stage.terminal.type('q');
  await stage.mounted.ended;
  await stage.terminal.text();
  expect(stage.terminal.isAlternate).toBe(false);
});
