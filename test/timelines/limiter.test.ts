/** Limiters, permit by permit. At the callee's door they hold back or shed; around a call they hold back or reject. */
import { describe, expect, test } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { worldOf } from '../laws/inside.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, timeline, type What } from './facts.ts';

type Keys = Record<string, unknown>;

/** So many requests at each of these instants (ms), and no others. */
type Comes = Readonly<Record<number, number>>;

/** The front passes each request on to a service that needs 1 ms for it: one caller, one callee, one replica of each. */
function system(comes: Comes, web: Keys, call: Keys, length: number) {
  return {
    run: { length: `${length}ms` },
    services: {
      front: { concurrency: { threads: 10_000 }, operations: { pass: [{ call: 'web.ask', ...call }] } },
      web: { concurrency: { threads: 1000 }, operations: { ask: [{ work: '1ms' }] }, ...web },
    },
    load: Object.entries(comes).map(([at, size]) => ({
      name: `at-${at.replace('.', '-')}`,
      operation: 'front.pass',
      arrivals: { bursts: { size, every: `${at}ms` } },
      // Once, and not again.
      profile: [{ step: 0, at: `${Number(at) + 0.25}ms` }],
    })),
  };
}

const around = (limiter: Keys, comes: Comes, length = 1000) => system(comes, {}, { limiter }, length);
const atDoor = (limiter: Keys, comes: Comes, length = 1000) =>
  system(comes, { admission: [{ limiter }] }, {}, length);

/** `when how many`, of one kind of fact about the front's calls. */
function counted(scenario: unknown, kind: What, how = ''): string[] {
  const counts = new Map<number, number>();
  for (const fact of factsOf(scenario)) {
    if (fact.where !== 'front -> web.ask' || fact.what !== kind) continue;
    if (how === '' || fact.how === how) counts.set(fact.at, (counts.get(fact.at) ?? 0) + 1);
  }
  return [...counts].map(([at, count]) => `${at / 1e6}ms ${count}`);
}

describe('token bucket', () => {
  test('it starts full, and then lets one in for each gap of its rate', () => {
    const limiter = { kind: 'token-bucket', rate: '10/s', burst: 3 };
    const comes = { 10: 5, 109: 1, 110: 2, 210: 1, 600: 5 };
    expect(counted(around(limiter, comes), 'try')).toEqual(['10ms 3', '110ms 1', '210ms 1', '600ms 3']);
    expect(counted(around(limiter, comes), 'ended', 'rejected')).toEqual([
      '10ms 2',
      '109ms 1',
      '110ms 1',
      '600ms 2',
    ]);
  });

  test('at the door it sheds whom it would reject around a call, at the same instants', () => {
    const limiter = { kind: 'token-bucket', rate: '10/s', burst: 3 };
    const comes = { 10: 5, 109: 1, 110: 2, 210: 1, 600: 5 };
    expect(counted(atDoor(limiter, comes), 'start')).toEqual(['10ms 3', '110ms 1', '210ms 1', '600ms 3']);
    expect(counted(atDoor(limiter, comes), 'turned-away', 'shed')).toEqual(
      counted(around(limiter, comes), 'ended', 'rejected'),
    );
  });

  test('with an interval the permits come in portions, at its end', () => {
    const limiter = { kind: 'token-bucket', rate: '30/s', interval: '100ms', burst: 3 };
    // Three at the start, three at 100 ms, none in between; three at most however long nobody came.
    const comes = { 50: 5, 99: 1, 100: 5, 180: 1, 700: 4 };
    expect(counted(atDoor(limiter, comes), 'start')).toEqual(['50ms 3', '100ms 3', '700ms 3']);
  });

  test('a wait reserves the permits to come, in order, as far as it reaches', () => {
    const limiter = { kind: 'token-bucket', rate: '10/s', burst: 2, wait: '250ms' };
    // Two at once; permits of 110 and 210 ms are reserved; the next one, at 310 ms, is 300 ms away.
    expect(counted(around(limiter, { 10: 5, 20: 1, 70: 1 }), 'try')).toEqual([
      '10ms 2',
      '110ms 1',
      '210ms 1',
      '310ms 1',
    ]);
    expect(counted(around(limiter, { 10: 5, 20: 1, 70: 1 }), 'ended', 'rejected')).toEqual([
      '10ms 1',
      '20ms 1',
    ]);
    expect(counted(atDoor(limiter, { 10: 5, 20: 1, 70: 1 }), 'start')).toEqual([
      '10ms 2',
      '110ms 1',
      '210ms 1',
      '310ms 1',
    ]);
  });

  test('the generic cell rate algorithm lets in the same requests', () => {
    const poisson = (kind: string) => ({
      run: { length: '20s' },
      services: {
        web: {
          concurrency: { threads: 100 },
          admission: [{ limiter: { kind, rate: '37/s', burst: 4 } }],
          operations: { ask: [{ work: '1ms' }] },
        },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '50/s' } }],
    });
    const bucket = timeline(poisson('token-bucket'), ['start', 'turned-away']);
    expect(bucket.filter((line) => line.includes('shed')).length).toBeGreaterThan(100);
    expect(timeline(poisson('gcra'), ['start', 'turned-away'])).toEqual(bucket);
  });
});

describe('leaky bucket', () => {
  const limiter = { kind: 'leaky-bucket', rate: '100/s', queue: 3 };
  const comes = { 10: 6, 35: 2, 200: 1 };
  // Of six one leaves at once and three wait. At 35 ms one still waits: there is room for both.
  const leave = ['10ms 1', '20ms 1', '30ms 1', '40ms 1', '50ms 1', '60ms 1', '200ms 1'];

  test('around a call it sends them evenly, and rejects whom it has no place for', () => {
    expect(counted(around(limiter, comes), 'try')).toEqual(leave);
    expect(counted(around(limiter, comes), 'ended', 'rejected')).toEqual(['10ms 2']);
  });

  test('at the door it starts them evenly, and sheds whom it has no place for', () => {
    expect(counted(atDoor(limiter, comes), 'start')).toEqual(leave);
    expect(counted(atDoor(limiter, comes), 'turned-away', 'shed')).toEqual(['10ms 2']);
  });
});

describe('fixed window', () => {
  test('around an edge of two windows it lets in twice its limit', () => {
    const limiter = { kind: 'fixed-window', limit: 3, window: '100ms' };
    expect(counted(atDoor(limiter, { 99: 4, 100: 4, 199: 1, 200: 1 }), 'start')).toEqual([
      '99ms 3',
      '100ms 3',
      '200ms 1',
    ]);
  });

  test('with a wait it reserves permits of the windows to come, below zero', () => {
    // Two now, two at 100 ms, two at 200 ms; the seventh would have to wait until 300 ms.
    const limiter = { kind: 'fixed-window', limit: 2, window: '100ms', wait: '150ms' };
    expect(counted(around(limiter, { 60: 7, 130: 1, 160: 1 }), 'try')).toEqual([
      '60ms 2',
      '100ms 2',
      '200ms 2',
      '300ms 1',
    ]);
    expect(counted(around(limiter, { 60: 7, 130: 1, 160: 1 }), 'ended', 'rejected')).toEqual([
      '60ms 1',
      '130ms 1',
    ]);
  });

  test('as resilience4j has it, whom it rejects has waited all the same', () => {
    // 50 in 500 ns and a wait of 5 s are the defaults; what is written goes before them.
    const limiter = { preset: 'resilience4j', limit: 2, window: '10ms', wait: '15ms' };
    expect(counted(around(limiter, { 100: 7 }), 'try')).toEqual(['100ms 2', '110ms 2']);
    expect(counted(around(limiter, { 100: 7 }), 'ended', 'rejected')).toEqual(['115ms 3']);
    expect(counted(around({ ...limiter, rejects: 'at-once' }, { 100: 7 }), 'ended', 'rejected')).toEqual([
      '100ms 3',
    ]);
    expect(counted(atDoor(limiter, { 100: 7 }), 'turned-away')).toEqual(['100ms 3']);
  });

  test('without a wait it rejects at once, late or not', () => {
    const limiter = { preset: 'resilience4j', limit: 2, window: '10ms', wait: '0ms' };
    expect(counted(around(limiter, { 100: 3 }), 'ended', 'rejected')).toEqual(['100ms 1']);
  });

  test('whoever leaves before it is told no takes its timer along', () => {
    const limiter = { preset: 'resilience4j', limit: 2, window: '10ms', wait: '9ms' };
    const policies = [{ timeout: '5ms' }, { limiter }];
    const run = new Run(planOf(system({ 101: 7 }, {}, { policies }, 1000)), { windows: false });
    run.advance(107e6);
    // Two went at once, and nobody else gets a permit before 110 ms: all have left by 106 ms.
    expect(worldOf(run).timers.live).toBe(0);
  });

  test('the defaults of resilience4j are 50 in 500 ns', () => {
    const starts = counted(atDoor({ preset: 'resilience4j' }, { 1: 120 }, 10), 'start');
    expect(starts).toEqual(['1ms 50', '1.0005ms 50', '1.001ms 20']);
  });
});

describe('sliding window', () => {
  const both = (count: string) => ({ kind: 'sliding-window', count, limit: 3, window: '100ms' });

  test('a log lets in no more than its limit in any window, wherever it lies', () => {
    // The three of 99 ms count until 199 ms.
    const comes = { 99: 4, 100: 4, 198: 1, 199: 4, 298: 1, 300: 1 };
    expect(counted(atDoor(both('log'), comes), 'start')).toEqual(['99ms 3', '199ms 3', '300ms 1']);
  });

  test('a log with a wait reserves the instants at which there will be room', () => {
    const limiter = { ...both('log'), wait: '120ms' };
    // Room again at 110 and 120 ms for one each, and at 130 for none: that is 125 ms away from 5 ms.
    expect(counted(around(limiter, { 10: 1, 20: 1, 30: 1, 31: 5 }), 'try')).toEqual([
      '10ms 1',
      '20ms 1',
      '30ms 1',
      '110ms 1',
      '120ms 1',
      '130ms 1',
    ]);
    expect(counted(around(limiter, { 10: 1, 20: 1, 30: 1, 31: 5 }), 'ended', 'rejected')).toEqual(['31ms 2']);
  });

  test('a counter lets the window before count by the part of it that still lies within', () => {
    const limiter = { kind: 'sliding-window', count: 'counter', limit: 10, window: '100ms' };
    // Eight in the first window. At 150 ms half of them count: 4 + 6 = 10. At 175 ms 2 + 6, so two more.
    const comes = { 90: 8, 150: 9, 175: 9, 199: 1 };
    expect(counted(atDoor(limiter, comes), 'start')).toEqual(['90ms 8', '150ms 6', '175ms 2', '199ms 1']);
    // Of the window from 100 to 200 ms, with nine let in, 10 % are over at 210 ms: 8.1 and one more.
    expect(counted(atDoor(limiter, { ...comes, 210: 3 }), 'start').slice(4)).toEqual(['210ms 1']);
    // After a window in which nobody came everything is forgotten.
    expect(counted(atDoor(limiter, { ...comes, 300: 3, 400: 11 }), 'start').slice(4)).toEqual([
      '300ms 3',
      '400ms 7',
    ]);
  });

  test('a counter lets in around an edge what a log does not', () => {
    const comes = { 99: 3, 150: 3 };
    expect(counted(atDoor(both('log'), comes), 'start')).toEqual(['99ms 3']);
    expect(counted(atDoor(both('counter'), comes), 'start')).toEqual(['99ms 3', '150ms 1']);
  });
});

describe('concurrency', () => {
  const limiter = { kind: 'concurrency', limit: 2 };

  test('so many at a time: a place is free again with the answer', () => {
    const comes = { 10: 3, 10.9: 1, 11.1: 3, 12: 1, 12.2: 1 };
    expect(counted(around(limiter, comes), 'try')).toEqual(['10ms 2', '11.1ms 2', '12.2ms 1']);
    expect(counted(atDoor(limiter, comes), 'start')).toEqual(['10ms 2', '11.1ms 2', '12.2ms 1']);
  });

  test('around a call a place is free again when a timeout inside or outside of it stops waiting', () => {
    const slow = { operations: { ask: [{ work: '50ms' }] } };
    const comes = { 10: 2, 14: 1, 15.1: 3 };
    for (const policies of [
      [{ limiter }, { timeout: '5ms' }],
      [{ timeout: '5ms' }, { limiter }],
    ])
      expect(counted(system(comes, slow, { policies }, 100), 'try')).toEqual(['10ms 2', '15.1ms 2']);
  });

  test('at the door a place is taken until the work is done, whoever has left', () => {
    const slow = { operations: { ask: [{ work: '50ms' }] }, admission: [{ limiter }] };
    expect(counted(system({ 10: 2, 15.1: 1, 60.1: 3 }, slow, { timeout: '5ms' }, 200), 'start')).toEqual([
      '10ms 2',
      '60.1ms 2',
    ]);
  });

  test('each try of a retry outside of it takes a place of its own', () => {
    const policies = [{ retry: { attempts: 2, on: ['rejected'], backoff: { base: '1.1ms' } } }, { limiter }];
    const scenario = system({ 10: 3 }, {}, { policies }, 100);
    expect(counted(scenario, 'try')).toEqual(['10ms 2', '11.1ms 1']);
  });

  test.each([
    ['envoy', 1024],
    ['polly', 1000],
    ['hystrix', 10],
  ])('%s lets in %i at a time unless told otherwise', (preset, limit) => {
    expect(counted(around({ preset }, { 1: 1100 }, 10), 'try')).toEqual([`1ms ${limit}`]);
    expect(counted(around({ preset, limit: 7 }, { 1: 1100 }, 10), 'try')).toEqual(['1ms 7']);
  });
});

test('a no of which nobody knows how long it lasts asks nobody to stay away', () => {
  const limiter = { kind: 'concurrency', limit: 1 };
  const call = { retry: { attempts: 2, on: ['shed'], backoff: { base: '5ms' } } };
  const scenario = system({ 10: 2 }, { admission: [{ limiter }] }, call, 100);
  expect(counted(scenario, 'try')).toEqual(['10ms 2', '15ms 1']);
});

test('a no that is lost on its way asks nobody to stay away: its caller only sees a reset', () => {
  const limiter = { kind: 'token-bucket', rate: '1/s', burst: 1 };
  const call = { retry: { attempts: 2, on: ['error'], backoff: { base: '5ms' } } };
  const loss = { loss: 'front -> web', share: '100%', tries: 1, again: '1ms', direction: 'back', at: '20ms' };
  const scenario = { ...system({ 10: 1, 30: 1 }, { admission: [{ limiter }] }, call, 500), faults: [loss] };
  const [, first, second] = counted(scenario, 'try');
  expect([first, second]).toEqual(['30ms 1', '36ms 1']);
});

describe('state', () => {
  test('per: key gives each key of the load a limit of its own', () => {
    const keyed = (per: Keys) => ({
      run: { length: '1s' },
      services: {
        web: {
          concurrency: { threads: 1000 },
          admission: [{ limiter: { kind: 'fixed-window', limit: 5, window: '10s', ...per } }],
          operations: { ask: [{ work: '1ms' }] },
        },
      },
      load: [
        {
          name: 'keyed',
          operation: 'web.ask',
          arrivals: { bursts: { size: 300, every: '600ms' } },
          keys: { count: 20 },
        },
        { name: 'none', operation: 'web.ask', arrivals: { bursts: { size: 300, every: '600ms' } } },
      ],
    });
    const started = (per: Keys) => factsOf(keyed(per)).filter(({ what }) => what === 'start').length;
    expect(started({})).toBe(5);
    // Twenty keys, and those without one.
    expect(started({ per: 'key' })).toBe(21 * 5);
    // Twenty keys share seven limits.
    expect(started({ per: 'key', buckets: 7 })).toBe(8 * 5);
  });

  test('each caller replica, and each replica of the callee, has a limit of its own', () => {
    const limiter = { kind: 'fixed-window', limit: 2, window: '1s' };
    const clients = system({ 10: 40 }, {}, { limiter }, 100);
    Object.assign(clients.services.front, { replicas: 4 });
    expect(counted(clients, 'try')).toEqual(['10ms 8']);
    const replicas = system({ 10: 40 }, { replicas: 3, admission: [{ limiter }] }, {}, 100);
    expect(counted(replicas, 'start')).toEqual(['10ms 6']);
  });
});

describe('a config push', () => {
  const limiter = { kind: 'token-bucket', rate: '100/s', burst: 4 };
  // Four come at 10 ms and empty it; at 30 ms there are two tokens, whatever the rate is from then on.
  const comes = { 10: 4, 40: 9 };
  const slower = (config: string, setting: string) => ({ config, setting, to: '1/s', at: '30ms', for: '1s' });

  test('leaves the bucket around the calls of each replica its tokens', () => {
    const scenario = around(limiter, { 10: 16, 40: 16 });
    Object.assign(scenario.services.front, { replicas: 2 });
    const tries = (faults: readonly Keys[]) => counted({ ...scenario, faults }, 'try');
    const pushed = slower('front', 'limiter.rate');
    // At 40 ms a replica with the old rate has three.
    expect(tries([])).toEqual(['10ms 8', '40ms 6']);
    expect(tries([{ ...pushed, replicas: [1] }])).toEqual(['10ms 8', '40ms 5']);
    expect(tries([pushed])).toEqual(['10ms 8', '40ms 4']);
  });

  test('leaves the bucket at a door its tokens', () => {
    const scenario = { ...atDoor(limiter, comes), faults: [slower('web', 'admission.limiter.rate')] };
    expect(counted(scenario, 'start')).toEqual(['10ms 4', '40ms 2']);
  });

  test('leaves each key its tokens', () => {
    const keyed = { ...atDoor({ ...limiter, per: 'key', buckets: 3 }, comes) };
    const load = keyed.load.map((each) => ({ ...each, keys: { count: 1 } }));
    const faults = [slower('web', 'admission.limiter.rate')];
    expect(counted({ ...keyed, load, faults }, 'start')).toEqual(['10ms 4', '40ms 2']);
    // Those without a key have theirs behind all others.
    const without = {
      ...keyed,
      load: [...keyed.load, { ...load[0], name: 'late', profile: [{ step: 0, at: '1ms' }] }],
    };
    expect(counted({ ...without, faults }, 'start')).toEqual(['10ms 4', '40ms 2']);
  });
});
