/** The adaptive rate of the AWS SDKs: the formulas by hand, and who waits for how long. */
import { expect, test } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { adaptiveRate, learnRate, RATE } from '../../src/sim/policy/adaptive-rate.ts';
import { planOf } from '../support/simulate.ts';
import { timeline } from './facts.ts';

/** A client that is answered a hundred times a second from 10 ms on. */
function client() {
  const params = adaptiveRate.params.parse({ preset: 'aws-sdk' });
  const settings = Float64Array.from(adaptiveRate.settingsOf(params));
  const shared = Float64Array.from(adaptiveRate.sharedOf(params));
  const numbers = { settings, shared, clock: new Float64Array(1) };
  let answers = 0;
  /** Well, up to this instant (s) and without it. */
  const well = (until: number) => {
    for (; (answers + 1) / 100 < until; answers++) learnRate(numbers, 0, 0, (answers + 1) / 100, false);
  };
  return {
    well,
    shed: (at: number) => learnRate(numbers, 0, 0, at, true),
    rate: () => shared[RATE],
  };
}

test('after a call that was shed the rate is seven tenths of what was measured', () => {
  const { well, shed, rate } = client();
  well(1.1);
  shed(1.1);
  // Half seconds: 50 answers, the one at 0.5 s included, are 100/s, weighed 0.8; then 50 more: 0.8 × 100 + 0.2 × 80.
  expect(rate()).toBeCloseTo(0.7 * 96, 9);
  well(1.2);
  shed(1.2);
  // It was 67.2/s, or by now a little more, which is less than the 96/s that are measured.
  const back = Math.cbrt((96 * 0.3) / 0.4);
  const grown = 0.4 * (0.09 - back) ** 3 + 96;
  expect(rate()).toBeCloseTo(0.7 * grown, 9);
});

test('it is back where it was after the cube root of 0.3 times the maximum over 0.4, and then goes on by the cube', () => {
  const { well, shed, rate } = client();
  well(1.1);
  shed(1.1);
  const back = Math.cbrt((96 * 0.3) / 0.4);
  const at = (seconds: number) => 0.4 * (seconds - 1.1 - back) ** 3 + 96;
  // The maximum itself after 4.16 s: what an answer at 5.26 s says is 96/s to four digits.
  for (const second of [1.3, 3, 5.26, 8]) {
    well(second + 0.005);
    expect(rate()).toBeCloseTo(at(second), 6);
  }
  // Twice the measured rate is the end.
  well(20);
  expect(rate()).toBeLessThanOrEqual(200);
  expect(rate()).toBeGreaterThan(199.9);
});

test('it never falls below its minimum', () => {
  const { well, shed, rate } = client();
  well(0.6);
  for (let i = 0; i < 40; i++) shed(0.6);
  expect(rate()).toBe(0.5);
});

interface More {
  readonly faults?: object[];
  readonly outside?: object[];
  readonly rate?: object;
}

/** A call every 25 ms. The first one fails, and says that it was too much: ten a second are left. */
function asked({ faults = [], outside = [], rate = {} }: More = {}) {
  return {
    run: { length: '600ms' },
    services: { web: { concurrency: { threads: 90 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '40/s' },
        policies: [...outside, { 'adaptive-rate': { beta: '0%', minimum: '10/s', on: ['error'], ...rate } }],
      },
    ],
    faults: [{ errors: 'web', share: '100%', at: '20ms', for: '10ms' }, ...faults],
  };
}

const triesOf = (system: object) =>
  timeline(system, ['try']).map((line) => line.replace(' try people -> web.ask', ''));

test('who finds no token waits until there is one, with all who come meanwhile; what they took is owed', () => {
  const tries = triesOf(asked());
  // At 50 ms there is a quarter of a token, at 75 ms a half: a whole one is there at 125 ms, for four of them.
  expect(tries.slice(0, 5)).toEqual(['25ms', '125ms', '125ms', '125ms', '125ms']);
  // Three are owed then, so that the next one comes after 400 ms.
  expect(tries[5]).toBe('525ms');
});

test('in turn each waits for a token of its own, as in botocore', () => {
  const rate = { waits: 'in-turn' };
  // A quarter of a token is there at 50 ms, and ten come a second: one each tenth of a second, and nothing is owed.
  expect(triesOf(asked({ rate }))).toEqual(['25ms', '125ms', '225ms', '325ms', '425ms', '525ms']);
  // Whoever leaves lets those behind it move up: the token of 225 ms is for that of 150 ms.
  expect(triesOf(asked({ rate, outside: [{ timeout: '80ms' }] })).slice(0, 3)).toEqual([
    '25ms',
    '125ms',
    '225ms',
  ]);
});

test('in turn the first hears of a rate that has grown, and goes when its token is there', () => {
  // The answer to a call of 15 ms comes at 65 ms, when a push has made ten of two a second.
  const push = { config: 'people', setting: 'adaptive-rate.minimum', to: '10/s', at: '60ms', name: 'push' };
  const slow = { slow: 'web', factor: 50, at: '10ms', for: '8ms', name: 'slow' };
  const early = { burst: 'people', requests: 1, at: '15ms', name: 'early' };
  const rate = { minimum: '2/s', waits: 'in-turn' };
  const tries = triesOf(asked({ faults: [push, slow, early], rate }));
  // From 25 ms on, at two a second, 0.08 of a token by 65 ms; what is missing then takes 92 ms, and not 460.
  expect(tries.slice(0, 3)).toEqual(['15ms', '25ms', '157ms']);
});

test('nobody waits before somebody was shed, nor for failures that do not say so', () => {
  const every25 = Array.from({ length: 23 }, (_, i) => `${25 * (i + 1)}ms`);
  expect(triesOf(asked({ rate: { on: ['shed'] } }))).toEqual(every25);
});

test('who leaves while it waits takes no token', () => {
  const tries = triesOf(asked({ outside: [{ timeout: '60ms' }] }));
  // Those of 75 and 100 ms have waited 50 and 25 ms; that of 50 ms left at 110 ms. Only two are owed.
  expect(tries.slice(0, 4)).toEqual(['25ms', '125ms', '125ms', '125ms']);
});

test('a push changes what it learns from now on, and a crash of the caller makes it forget', () => {
  const push = { config: 'people', setting: 'adaptive-rate.minimum', to: '100/s', at: '22ms', name: 'push' };
  expect(triesOf(asked({ faults: [push] })).slice(0, 4)).toEqual(['25ms', '50ms', '75ms', '100ms']);
  const { services, load, ...rest } = asked();
  const [{ policies, ...people }] = load;
  const behind = {
    ...rest,
    run: { length: '1s' },
    services: {
      ...services,
      front: { concurrency: { threads: 90 }, operations: { ask: [{ call: 'web.ask', policies }] } },
    },
    load: [{ ...people, operation: 'front.ask' }],
  };
  const crash = { crash: 'front', at: '140ms', for: '20ms' };
  const tries = timeline({ ...behind, faults: [...rest.faults, crash] }, ['try']).filter((line) =>
    line.includes('front -> web'),
  );
  expect(tries.slice(5, 8).map((line) => line.split(' ')[0])).toEqual(['175ms', '200ms', '225ms']);
});

test('going back to an instant at which some wait brings them back', () => {
  const run = new Run(planOf(asked()));
  run.advance(90e6);
  const waiting = run.snapshot();
  run.advance(600e6);
  const after = run.hash;
  run.restore(waiting);
  const fork = run.fork();
  run.advance(600e6);
  fork.advance(600e6);
  expect([run.hash, fork.hash]).toEqual([after, after]);
});
