/** A run watched in frames is the run itself. */
import { expect, test } from 'vitest';
import { faultSpans, sayFault } from '../../../src/present/fault-spans.ts';
import { nodeNow } from '../../../src/present/live.ts';
import { mapOf } from '../../../src/present/map.ts';
import { narrow } from '../../../src/present/words.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import { metricNamed, parseSystem, Run } from '../../../src/sim/index.ts';
import { nextSeed } from '../../../src/ui/live/desk.ts';
import { Session } from '../../../src/ui/live/session.ts';
import { summaryLines } from '../../../src/ui/live/summary.ts';
import { planOf } from '../../support/simulate.ts';
import { SHOP, shopPlan, tickingClock } from './shop.ts';

const plan = shopPlan();
const start = (clock = tickingClock(0)) => new Session(plan, '7', clock);

/** Health of everybody just now, by name. */
function healthOf(session: Session): Record<string, string> {
  const interval = session.look();
  return Object.fromEntries(
    mapOf(plan.directory).nodes.map((node) => [node.name, nodeNow(interval, node).health]),
  );
}

test('in frames of any length the run is the same as in one go', () => {
  const straight = new Run(plan, { seed: '7' });
  straight.advance(30e9);
  const session = start();
  for (let frame = 0; session.run.now < 30e9; frame++) {
    session.frame(10, frame % 3 === 0 ? 7 : 83, 50);
    session.look();
    if (session.run.now > 29e9) session.goal = 30e9;
  }
  expect(session.run.now).toBe(30e9);
  expect(session.run.hash).toBe(straight.hash);
});

test('an overloaded frame ends when its time is up, and the next one goes on from there', () => {
  // Each look at the clock costs 20 ms, so a slice takes 20 and a frame of 50 has room for three.
  const session = start(tickingClock(20));
  session.frame(Number.POSITIVE_INFINITY, 80, 50);
  const first = session.run.events;
  expect(session.run.now).toBeLessThan(plan.length);
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(20_000);
  session.frame(Number.POSITIVE_INFINITY, 80, 50);
  expect(session.run.events).toBeGreaterThan(first);
});

test('a step is one event', () => {
  const session = start();
  session.run.advance(1e9);
  const before = session.run.events;
  session.step();
  session.step();
  expect(session.run.events).toBe(before + 2);
});

test('the next window is where its numbers are complete', () => {
  const session = start();
  session.run.advance(3.4e9);
  session.toNextWindow();
  session.frame(0.1, 10, 50);
  expect(session.run.now).toBe(4e9);
  expect(session.goal).toBeUndefined();
});

test('looking back covers about a second, whatever the speed', () => {
  const session = start();
  for (const [speed, frames] of [
    [1, 60],
    [0.1, 200],
    [20, 10],
  ]) {
    for (let i = 0; i < frames; i++) {
      session.frame(speed, 80, 50);
      session.look();
    }
    const seconds = session.look().seconds;
    expect(seconds, `at ${speed}`).toBeGreaterThanOrEqual(1);
    expect(seconds, `at ${speed}`).toBeLessThan(3.3);
  }
});

test('before anything has happened everybody is idle, then all is well', () => {
  const session = start();
  expect(new Set(Object.values(healthOf(session)))).toEqual(new Set(['idle']));
  session.run.advance(3e9);
  session.look();
  session.run.advance(5e9);
  expect(healthOf(session)).toEqual({
    shoppers: 'ok',
    visitors: 'ok',
    web: 'ok',
    orders: 'ok',
    payments: 'ok',
    biller: 'ok',
    invoices: 'ok',
  });
});

test('a crash shows where it is and whom it hurts, and nobody else', () => {
  const session = start();
  session.run.advance(5e9);
  session.look();
  session.inject({ crash: 'payments' });
  session.run.advance(7e9);
  session.look();
  session.run.advance(9e9);
  expect(healthOf(session)).toEqual({
    shoppers: 'down',
    visitors: 'ok',
    web: 'failing',
    orders: 'failing',
    payments: 'down',
    biller: 'idle',
    invoices: 'idle',
  });
});

test('a fault of an instant is there now, and then over', () => {
  const session = start();
  session.run.advance(5e9);
  expect(session.inject({ burst: 'shoppers', requests: 200 })).toHaveProperty('name');
  const said = () => {
    const [, span] = faultSpans(session.run);
    return sayFault(span, plan, session.run.now);
  };
  while (said() === 'burst-shoppers about to begin') session.step();
  expect(session.run.now).toBe(5e9);
  expect(said()).toBe('burst-shoppers now');
  session.run.advance(5e9 + 1000);
  expect(said()).toBe('burst-shoppers over');
});

test('a fault is to come, under way and over, and one that is lifted is over at once', () => {
  const session = start();
  const said = () => {
    const { run } = session;
    return faultSpans(run).map((span) => `${span.stage}: ${sayFault(span, plan, run.now)}`);
  };
  session.run.advance(50e9);
  expect(said()).toEqual(['planned: slow-payments in 10s']);
  session.inject({ crash: 'web', replicas: 'one' });
  session.run.advance(65e9);
  expect(said()).toEqual(['active: slow-payments 15s left', 'active: crash-web until lifted']);
  session.lift('slow-payments');
  session.run.advance(65.1e9);
  expect(said()).toEqual(['past: slow-payments over', 'active: crash-web until lifted']);
});

test('a planned fault can be called off, and left out the next time', () => {
  const session = start();
  session.run.advance(10e9);
  session.lift('slow-payments');
  session.run.advance(90e9);
  const [span] = faultSpans(session.run);
  expect(sayFault(span, plan, session.run.now)).toBe('slow-payments called off');
  const lines = told(session);
  expect(lines[lines.length - 1]).toBe('  knockon run shop.yaml --seed 7 --without slow-payments');
});

test('a fault that is wrong is told, and nothing has happened', () => {
  const session = start();
  session.run.advance(1e9);
  expect(session.inject({ slow: 'payments', factor: 'much' })).toHaveProperty('problem');
  expect(session.inject({ slow: 'paymints', factor: 2 })).toMatchObject({
    problem: expect.stringContaining('payments'),
  });
  expect(session.run.commands).toEqual([]);
  expect(session.run.faults.length).toBe(1);
});

test('a restart forgets what was injected and meets the same luck', () => {
  const session = start();
  session.inject({ crash: 'web' });
  session.run.advance(5e9);
  session.restart('7');
  session.run.advance(5e9);
  const fresh = new Run(plan, { seed: '7' });
  fresh.advance(5e9);
  expect(session.run.hash).toBe(fresh.hash);
  expect(session.injections).toEqual([]);
});

test('the next seed is one more', () => {
  expect(['7', 'storm', 'storm-9', '0041'].map(nextSeed)).toEqual(['8', 'storm-2', 'storm-10', '42']);
});

const told = (session: Session) => summaryLines(session, { title: 'Shop', file: 'shop.yaml' });

test('at the end it is told how far the run came and what users got', () => {
  const session = start();
  session.run.advance(70e9);
  const lines = told(session);
  expect(lines.slice(0, 2).join(' ')).toMatch(/^Shop stopped at 1:10\.0 of 2:00 · seed 7 · [\d,]+ events$/);
  expect(lines[2]).toMatch(/^goodput of shoppers: 100% before faults · \d+% during faults so far$/);
  expect(lines[lines.length - 1]).toBe('  knockon run shop.yaml --seed 7');
});

test('a fault that is lifted is over there: what comes then is told as after it, to the instant', () => {
  const session = start();
  session.run.advance(65.3e9);
  session.lift('slow-payments');
  session.run.advance(110e9);
  const goodput = metricNamed('goodput');
  const share = (from: number, to: number) =>
    narrow.sayShare(
      goodput?.valueOf(session.run.interval(from, to), { kind: 'load', index: 0 }) ?? Number.NaN,
    );
  const during = share(60e9, 65.3e9);
  expect(told(session)[2]).toMatch(
    new RegExp(
      `^goodput of shoppers: 100% before faults · ${during} during faults · [>\\d]+% after faults so far$`,
    ),
  );
  const line = told(session).at(-1) as string;
  expect(line).toMatch(/--set faults.slow-payments.for=5.3s$/);
  expect(runAgain(SHOP, line, 110e9).phases).toEqual(session.run.phases);
});

test('a fault that is called off keeps its phase, as in the run without it that is told', () => {
  const session = start();
  session.run.advance(10e9);
  session.lift('slow-payments');
  session.run.advance(100e9);
  expect(told(session)[2]).toMatch(
    /before faults · (100|>99)% during faults · (100|>99)% after faults so far$/,
  );
  const loaded = loadScenario(
    { name: 'shop.yaml', text: JSON.stringify({ title: 'Shop', ...SHOP }) },
    { without: ['slow-payments'] },
  );
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics[0].sentence);
  expect(session.run.phases).toEqual(new Run(loaded.scenario.plan, { seed: '7' }).phases);
});

test('where there are no faults nothing is said to be before them', () => {
  const quiet = new Session(planOf({ ...SHOP, faults: [] }), '7', tickingClock(0));
  quiet.run.advance(70e9);
  expect(told(quiet)[2]).toMatch(/^goodput of shoppers: 100% so far$/);
  quiet.inject({ crash: 'web' });
  quiet.run.advance(80e9);
  expect(told(quiet)[2]).toMatch(/before faults · \d+% during faults so far$/);
});

test('what was done by hand is told so that it can be planned', () => {
  const session = start();
  session.run.advance(20.5e9);
  session.inject({ delay: 'orders -> payments', by: '200ms' });
  session.run.advance(30e9);
  session.lift('delay-orders-to-payments');
  session.inject({ crash: 'web', replicas: 'one', for: '5s' });
  session.run.advance(65e9);
  session.lift('slow-payments');
  session.inject({ crash: 'web', replicas: 'one' });
  const lines = told(session);
  expect(lines).toContain('  - { delay: orders -> payments, by: 200ms, at: 20.5s, until: 30s }');
  expect(lines).toContain('  - { crash: web, replicas: one, for: 5s, at: 30s }');
  expect(lines).toContain('  - { crash: web, name: crash-web-2, replicas: one, at: 65s }');
  expect(lines[lines.length - 1]).toBe('  knockon run shop.yaml --seed 7 --set faults.slow-payments.for=5s');
});

/** The run that the last line of a summary stands for, at an instant (ns). */
function runAgain(system: unknown, line: string, at: number): Run {
  const text = JSON.stringify({ title: 'Shop', ...(system as object) });
  const set = [...line.matchAll(/--set (\S+)/g)].map(([, setting]) => setting);
  const loaded = loadScenario({ name: 'shop.yaml', text }, { set });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics[0].sentence);
  const run = new Run(loaded.scenario.plan, { seed: '7' });
  run.advance(at);
  return run;
}

test.each([
  ['for', { slow: 'payments', factor: 10, at: '60s', for: '20s' }, 'for=7.25s'],
  ['until', { slow: 'payments', factor: 10, at: '60s', until: '80s' }, 'until=67.25s'],
  ['no end', { crash: 'web', replicas: 'one', at: '60s' }, 'for=7.25s'],
])('after the lift of a fault with %s the line that is told makes the very same run', (_, fault, end) => {
  const system = { ...SHOP, faults: [fault] };
  const spec = parseSystem(system);
  const session = new Session(planOf(system), '7', tickingClock(0));
  session.run.advance(67.25e9);
  expect(session.run.faults[0].begun).toBeLessThan(67.25e9);
  const { name } = session.run.faults[0];
  session.lift(name);
  session.run.advance(90e9);
  const lines = summaryLines(session, { title: 'Shop', file: 'shop.yaml', faults: spec.faults ?? [] });
  const line = lines[lines.length - 1];
  expect(line).toBe(`  knockon run shop.yaml --seed 7 --set faults.${name}.${end}`);
  expect(runAgain(system, line, 90e9).hash).toBe(session.run.hash);
});

test.each([
  ['repeats', { crash: 'web', at: '20s', for: '5s', repeat: { every: '20s', times: 4 } }],
  ['fades', { slow: 'web', factor: 3, at: '20s', for: '50s', ramp: { out: '1s' } }],
  ['comes back in a way of its own', { crash: 'web', at: '20s', for: '50s', restart: '5s' }],
  ['waits for something', { crash: 'web', when: { utilisation: 'payments', above: '1%' }, for: '60s' }],
])('of a fault that %s it is said that no scenario ends it in the middle', (_, fault) => {
  const system = { ...SHOP, faults: [fault] };
  const session = new Session(planOf(system), '7', tickingClock(0));
  session.run.advance(42e9);
  const { name } = session.run.faults[0];
  session.lift(name);
  expect(told(session)).toContain(
    `  # ${name} was lifted at 42s: no scenario ends one like it in the middle`,
  );
});

test('where nothing was planned, one line does it, and users meet the very same run', () => {
  const { faults: _, ...calm } = SHOP;
  const session = new Session(planOf(calm), '7', tickingClock(0));
  session.run.advance(10.25e9);
  session.inject({ slow: 'payments', factor: 10, for: '9s' });
  session.run.advance(40e9);
  const lines = told(session);
  const entry = '{ slow: payments, factor: 10, for: 9s, at: 10.25s }';
  expect(lines[lines.length - 1]).toBe(`  knockon run shop.yaml --seed 7 --set 'faults=[${entry}]'`);
  const planned = new Run(
    planOf({ ...calm, faults: [{ slow: 'payments', factor: 10, for: '9s', at: '10.25s' }] }),
    {
      seed: '7',
    },
  );
  planned.advance(40e9);
  expect([0, 1].map((load) => planned.loadHash(load))).toEqual(
    [0, 1].map((load) => session.run.loadHash(load)),
  );
});
