/** At the callee's door: who is held, who leaves meanwhile, who is told, and what turning away costs. */
import { describe, expect, test } from 'vitest';
import { compile, metricNamed, Run } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, timeline, type What } from './facts.ts';

type Keys = Record<string, unknown>;

/** Three loads that come once each, at 10, 20 and 30 ms, so many at a time; work takes 5 ms. */
function shop(web: Keys, sizes: readonly [number, number, number], more: Keys = {}, load: Keys = {}) {
  return {
    run: { length: '300ms' },
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '5ms' }] }, ...web },
    },
    load: sizes.map((size, i) => ({
      name: 'abc'[i],
      operation: 'web.ask',
      arrivals: { bursts: { size: Math.max(1, size), every: `${10 * (i + 1)}ms` } },
      profile: [{ step: 0, at: size === 0 ? '0ms' : `${10 * (i + 1)}.5ms` }],
      ...load,
    })),
    ...more,
  };
}

const KINDS: What[] = ['start', 'done', 'turned-away', 'tried', 'ended'];
const told = (system: unknown, kinds: readonly What[] = KINDS) =>
  timeline(system, kinds).map((line) => line.replace(' -> web.ask', ''));

/** Every 20 ms one may start, and any number may wait for it. */
const evenly = { limiter: { kind: 'leaky-bucket', rate: '50/s', queue: 10 } };

test('a fault that sets slots or queues leaves the numbers of gates alone, here and elsewhere', () => {
  const one = { limiter: { kind: 'concurrency', limit: 1 } };
  const idle = { concurrency: { threads: 1 }, operations: { rest: [] } };
  const set = (setting: string, to: number, i: number) =>
    ['web', 'idle'].map((config) => ({
      config,
      setting,
      to,
      at: '15ms',
      for: '10ms',
      name: `${config}-${i}`,
    }));
  const web = { concurrency: { threads: 2 }, queue: { limit: 9 }, admission: [one] };
  const services = shop(web, [3, 3, 3]).services;
  const faults = [...set('slots', 5, 1), ...set('queue.limit', 3, 2)];
  const system = { ...shop(web, [3, 3, 3]), services: { ...services, idle } };
  const lines = ['10ms start a', '20ms start b', '30ms start c'];
  expect(told(system, ['start'])).toEqual(lines);
  expect(told({ ...system, faults }, ['start'])).toEqual(lines);
  // And the slots are set: with room for one by the gate's word, two by its own and one by the fault's.
  const wide = { ...web, admission: [{ limiter: { kind: 'concurrency', limit: 3 } }] };
  const narrow = [{ config: 'web', setting: 'slots', to: 1, at: '15ms', for: '10ms' }];
  expect(told(shop(wide, [0, 2, 2], { faults: narrow }), ['start'])).toEqual([
    '20ms start b',
    '25ms start b',
    '30ms start c',
    '30ms start c',
  ]);
});

describe('held at the door', () => {
  test('an attempt that is held has no slot and no place in the queue', () => {
    const web = { queue: { limit: 0 }, admission: [evenly] };
    expect(told(shop(web, [3, 0, 0]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '30ms start a',
      '50ms start a',
    ]);
  });

  test('then it finds what everybody finds: here no free slot, and no place to wait', () => {
    const web = { queue: { limit: 0 }, admission: [evenly], operations: { ask: [{ work: '35ms' }] } };
    expect(told(shop(web, [3, 0, 0]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '30ms turned-away a: refused',
      '50ms start a',
    ]);
  });

  const leaving = (cancellation: string) =>
    shop(
      { admission: [evenly], cancellation },
      [2, 0, 0],
      { network: { latency: '1ms' } },
      { timeout: '10ms' },
    );

  test('it starts for a caller who has left, where nobody listens', () => {
    expect(told(leaving('none'), ['start', 'done', 'turned-away', 'tried'])).toEqual([
      '11ms start a',
      '16ms done a: ok',
      '17ms tried a: ok',
      '20ms tried a: timed-out',
      '31ms start a',
      '36ms done a: ok, unwanted',
    ]);
  });

  test('it is dropped when its time comes, where who waits listens; at the news, where everybody does', () => {
    expect(told(leaving('queued'), ['turned-away'])).toEqual(['31ms turned-away a: cancelled']);
    expect(told(leaving('full'), ['turned-away'])).toEqual(['21ms turned-away a: cancelled']);
  });

  test('it expires when its deadline has passed meanwhile, where who waits listens', () => {
    // Asked at 10 ms with a deadline of 55 ms; the news that the caller has left comes at 75 ms only.
    const system = (deadlines: string) =>
      shop(
        { admission: [evenly], cancellation: 'queued' },
        [3, 0, 0],
        { network: { latency: '20ms' } },
        { timeout: '45ms', deadlines },
      );
    expect(told(system('propagate'), ['start', 'turned-away'])).toEqual([
      '30ms start a',
      '50ms start a',
      '70ms turned-away a: expired',
    ]);
    expect(told(system('local'), ['start'])).toEqual(['30ms start a', '50ms start a', '70ms start a']);
  });

  test('it dies with its replica, and its caller hears a reset', () => {
    const system = shop({ admission: [evenly] }, [3, 0, 0], {
      network: { latency: '1ms' },
      faults: [{ crash: 'web', at: '20ms', for: '5ms' }],
    });
    expect(told(system, ['start', 'turned-away', 'tried'])).toEqual([
      '11ms start a',
      '17ms tried a: ok',
      '20ms turned-away a: error',
      '20ms turned-away a: error',
      '21ms tried a: error',
      '21ms tried a: error',
    ]);
  });

  test('a restarted replica has forgotten what its gates knew', () => {
    const once = { limiter: { kind: 'fixed-window', limit: 1, window: '1s' } };
    const faults = [{ crash: 'web', at: '21ms', for: '5ms' }];
    expect(told(shop({ admission: [once] }, [1, 1, 1]), ['start'])).toEqual(['10ms start a']);
    expect(told(shop({ admission: [once] }, [1, 1, 1], { faults }), ['start'])).toEqual([
      '10ms start a',
      '30ms start c',
    ]);
  });
});

describe('several gates', () => {
  const two = { limiter: { kind: 'concurrency', limit: 2 } };
  const everySecond = { limiter: { kind: 'token-bucket', rate: '1/s', burst: 1 } };

  test('the first is asked first: whom it turns away costs the second nothing', () => {
    // One token: the first gate lets two in, the second one of them. The other has left the first one, too.
    const web = { concurrency: { threads: 9 }, admission: [two, everySecond] };
    expect(told(shop(web, [4, 2, 0]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      ...new Array(3).fill('10ms turned-away a: shed'),
      ...new Array(2).fill('20ms turned-away b: shed'),
    ]);
    // The other way round the token is taken by the first of each four, whoever gets in.
    const none = { limiter: { kind: 'concurrency', limit: 1 } };
    const slow = {
      concurrency: { threads: 9 },
      operations: { ask: [{ work: '15ms' }] },
      admission: [{ limiter: { kind: 'token-bucket', rate: '1/s', burst: 3 } }, none],
    };
    expect(told(shop(slow, [2, 0, 2]), ['start'])).toEqual(['10ms start a', '30ms start c']);
    expect(told(shop({ ...slow, admission: slow.admission.toReversed() }, [3, 0, 2]), ['start'])).toEqual([
      '10ms start a',
      '30ms start c',
    ]);
    expect(told(shop(slow, [3, 0, 2]), ['start'])).toEqual(['10ms start a']);
  });

  test('one that is held goes on with the gate behind the one that held it', () => {
    const web = { concurrency: { threads: 9 }, operations: { ask: [{ work: '30ms' }] } };
    const one = { limiter: { kind: 'concurrency', limit: 1 } };
    expect(told(shop({ ...web, admission: [evenly, one] }, [2, 0, 0]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '30ms turned-away a: shed',
    ]);
  });

  test('a place at the first gate is free again whenever, and however, it ends behind it', () => {
    const shed = { queue: { limit: 0 }, admission: [two], operations: { ask: [{ work: '15ms' }] } };
    // Two come in, one is refused by the full queue and out again: there is room for one at 20 ms, who is refused.
    expect(told(shop(shed, [3, 2, 1]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: refused',
      '10ms turned-away a: refused',
      '20ms turned-away b: refused',
      '20ms turned-away b: refused',
      '30ms start c',
    ]);
    const waiting = { queue: { limit: 9, wait: '3ms' }, admission: [two] };
    expect(told(shop(waiting, [3, 3, 0]), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: shed',
      '13ms turned-away a: expired',
      '20ms start b',
      '20ms turned-away b: shed',
      '23ms turned-away b: expired',
    ]);
  });
});

describe('what turning away costs', () => {
  const at = (limit: number) => ({ limiter: { kind: 'concurrency', limit }, 'reject-cost': '2ms' });

  test('it takes a free slot for that long, and then the answer goes', () => {
    const web = { concurrency: { threads: 2 }, admission: [at(1)] };
    expect(told(shop(web, [2, 0, 0], { network: { latency: '1ms' } }))).toEqual([
      '11ms start a',
      '13ms turned-away a: shed',
      '14ms tried a: shed',
      '14ms ended a: shed',
      '16ms done a: ok',
      '17ms tried a: ok',
      '17ms ended a: ok',
    ]);
  });

  test('where no slot is free it has the next one, before anybody who waits', () => {
    // a starts, one waits, two are turned away: from 15 to 17 and from 17 to 19 ms.
    const web = { concurrency: { threads: 1 }, admission: [at(2)] };
    expect(told(shop(web, [4, 0, 0]), ['start', 'done', 'turned-away'])).toEqual([
      '10ms start a',
      '15ms done a: ok',
      '17ms turned-away a: shed',
      '19ms turned-away a: shed',
      '19ms start a',
      '24ms done a: ok',
    ]);
  });

  test('a slow fault makes it slower, too', () => {
    const web = { concurrency: { threads: 2 }, admission: [at(1)] };
    const faults = [{ slow: 'web', factor: 2, at: '0ms' }];
    expect(told(shop(web, [2, 0, 0], { faults }), ['turned-away', 'done'])).toEqual([
      '14ms turned-away a: shed',
      '20ms done a: ok',
    ]);
  });

  test('where cores are shared it computes on them, and slows whoever computes', () => {
    // On one core: both at half speed from 10 to 14 ms, then 3 ms of work are left.
    const web = { concurrency: { async: 100 }, admission: [at(1)] };
    expect(told(shop(web, [2, 0, 0]), ['start', 'turned-away', 'done'])).toEqual([
      '10ms start a',
      '14ms turned-away a: shed',
      '17ms done a: ok',
    ]);
  });

  test('where cores are shared it takes no slot: who may come in starts at once', () => {
    // Two slots. a has one from 10 ms on, and the core has to turn two others away besides, when b comes.
    const bucket = { limiter: { kind: 'token-bucket', rate: '100/s', burst: 1 }, 'reject-cost': '12ms' };
    const web = { concurrency: { async: 2 }, cores: 1, admission: [bucket] };
    expect(told(shop(web, [3, 1, 0]), ['start'])).toEqual(['10ms start a', '20ms start b']);
    const own = { ...web, concurrency: { threads: 2 }, cores: undefined };
    // Where each slot computes on its own those turned away have the slots until 22 ms.
    expect(told(shop(own, [3, 1, 0]), ['start'])).toEqual(['10ms start a', '22ms start b']);
  });

  test('where cores are shared a slot is free though all of them would be taken with those turned away', () => {
    // Three slots; it expects a wait of 5 ms ÷ 3 once none is free. One starts and three are turned away at the inner door.
    const inner = { limiter: { kind: 'concurrency', limit: 1 }, 'reject-cost': '1ms' };
    const outer = { shed: { by: 'expected-wait', target: '1ms' } };
    const shared = { concurrency: { async: 3 }, cores: 1, admission: [outer, inner] };
    const turnedAway = (web: Keys) => told(shop(web, [1, 4, 0]), ['turned-away']);
    // All three compute with the first, a quarter of the core each.
    expect(turnedAway(shared)).toEqual(new Array(3).fill('24ms turned-away b: shed'));
    // Where each slot computes on its own two of them are taken so, and the outer door says no to the third.
    expect(turnedAway({ ...shared, concurrency: { threads: 3 }, cores: undefined })).toEqual([
      '20ms turned-away b: shed',
      '21ms turned-away b: shed',
      '21ms turned-away b: shed',
    ]);
  });

  test('what it took of shared cores is counted when it is done, and is never more than all of them', () => {
    // One turned away from 10 to 30 ms, alone on the core once the other is done.
    const slow = { limiter: { kind: 'concurrency', limit: 1 }, 'reject-cost': '20ms' };
    const web = { concurrency: { async: 100 }, cores: 1, admission: [slow] };
    const run = new Run(planOf(shop(web, [2, 0, 0])), { moments: [0, 34e6, 36e6, 100e6] });
    run.advance();
    const rejecting = (from: number, to: number) =>
      metricNamed('rejecting')?.valueOf(run.interval(from * 1e6, to * 1e6), { kind: 'service', index: 0 });
    // Half the core until the other is done at 20 ms, then all of it until 35 ms.
    expect(rejecting(0, 100)).toBe(0.2);
    expect(rejecting(34, 36)).toBe(1);
  });

  test('it goes on when the caller leaves, and dies with the replica', () => {
    const slots = { concurrency: { threads: 2 }, cancellation: 'full', admission: [at(1)] };
    expect(told(shop(slots, [2, 0, 0], {}, { timeout: '1ms' }), ['turned-away'])).toEqual([
      '12ms turned-away a: shed',
    ]);
    const faults = [{ crash: 'web', at: '11ms', for: '1ms' }];
    for (const web of [
      slots,
      { ...slots, concurrency: { async: 100 } },
      { ...slots, concurrency: { threads: 1 } },
    ])
      expect(told(shop(web, [2, 0, 0], { faults }), ['done', 'turned-away', 'tried'])).toEqual([
        '11ms done a: error',
        '11ms turned-away a: error',
        '11ms tried a: error',
        '11ms tried a: error',
      ]);
  });

  test('one too many of those who wait to be turned away is refused for nothing', () => {
    const web = { admission: [at(1)], operations: { ask: [{ work: '1s' }] } };
    const facts = factsOf(shop(web, [4098, 0, 0])).filter(({ what }) => what === 'turned-away');
    expect(facts.map(({ at: when, how }) => `${when / 1e6}ms ${how}`)).toEqual(['10ms refused']);
  });
});

describe('for how long it would be no', () => {
  const once = { limiter: { kind: 'fixed-window', limit: 1, window: '40ms' } };
  const again = (pushback: string, admission: unknown = once) =>
    shop(
      { admission: [admission] },
      [2, 0, 0],
      {},
      { retry: { attempts: 2, backoff: { base: '1ms' }, pushback } },
    );

  test('is told to whoever is turned away, and a retry that honours it waits so long', () => {
    expect(told(again('honour'), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: shed',
      '40ms start a',
    ]);
    expect(told(again('ignore'), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: shed',
      '11ms turned-away a: shed',
    ]);
  });

  test('is counted from when it is told: turning away that is work ends later', () => {
    // The one slot is taken until 15 ms, then 2 ms are spent to say 30 ms.
    expect(told(again('honour', { ...once, 'reject-cost': '2ms' }), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '17ms turned-away a: shed',
      '47ms start a',
    ]);
  });
});

describe('a written retry-after', () => {
  // Work takes 50 ms, so whoever comes again before 60 ms is turned away once more.
  const twice = (gate: Keys, pushback = 'honour') =>
    told(
      shop(
        { queue: { limit: 10 }, admission: [gate], operations: { ask: [{ work: '50ms' }] } },
        [2, 0, 0],
        {},
        { retry: { attempts: 2, backoff: { base: '1ms', jitter: 'none' }, pushback } },
      ),
      ['start', 'turned-away', 'ended'],
    );
  const one = { limiter: { kind: 'concurrency', limit: 1 } };
  const learned = { 'adaptive-concurrency': { kind: 'aimd', initial: 1, min: 1, max: 1 } };
  const after = (wait: string) => [
    '10ms start a',
    '10ms turned-away a: shed',
    '60ms ended a: ok',
    `${wait} start a`,
  ];

  test.each([
    ['a limit at a time', one],
    ['a learned limit', learned],
  ])('gives %s, which cannot know, something to say', (_, gate) => {
    expect(twice({ ...gate, 'retry-after': '70ms' })).toEqual([...after('80ms'), '130ms ended a: ok']);
    // Without it the retry has nothing but its own pause.
    expect(twice(gate).slice(1, 3)).toEqual(['10ms turned-away a: shed', '11ms turned-away a: shed']);
  });

  test('gives shedding something to say', () => {
    const shed = { shed: { by: 'queue-length', limit: 1 }, 'retry-after': '60ms' };
    const web = { admission: [shed], operations: { ask: [{ work: '20ms' }] } };
    const patient = { retry: { attempts: 2, backoff: { base: '1ms' } } };
    // The first has the slot and the second waits; the third comes when both are done.
    expect(told(shop(web, [3, 0, 0], {}, patient), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: shed',
      '30ms start a',
      '70ms start a',
    ]);
  });

  test('never stops a retry that honours or clamps it, and not one that ignores it', () => {
    const never = { ...one, 'retry-after': 'never' };
    const stopped = ['10ms start a', '10ms turned-away a: shed', '10ms ended a: shed', '60ms ended a: ok'];
    expect(twice(never)).toEqual(stopped);
    expect(twice(never, 'clamp')).toEqual(stopped);
    expect(twice(never, 'ignore')[2]).toBe('11ms turned-away a: shed');
  });

  test('wins over what a limiter knows by itself', () => {
    const window = { limiter: { kind: 'fixed-window', limit: 1, window: '40ms' } };
    expect(twice({ ...window, 'retry-after': '55ms' })[3]).toBe('65ms start a');
    expect(twice({ ...window, 'retry-after': 'never' })).toHaveLength(4);
    const short = twice({ ...window, 'retry-after': '2ms' });
    expect(short.slice(1, 3)).toEqual(['10ms turned-away a: shed', '12ms turned-away a: shed']);
  });

  test('is said by the gate that says no, and by no other', () => {
    const wide = { limiter: { kind: 'concurrency', limit: 9 }, 'retry-after': 'never' };
    const web = { admission: [wide, { ...one, 'retry-after': '15ms' }] };
    const patient = { retry: { attempts: 2, backoff: { base: '1ms' } } };
    expect(told(shop(web, [2, 0, 0], {}, patient), ['start'])).toEqual(['10ms start a', '25ms start a']);
  });

  test('costs nobody a retry who was refused because too many waited to be turned away', () => {
    const cost = { ...one, 'reject-cost': '1ms', 'retry-after': 'never' };
    const web = { admission: [cost], operations: { ask: [{ work: '20ms' }] } };
    const patient = { retry: { attempts: 2, backoff: { base: '5ms' }, on: ['refused'] } };
    const tries = factsOf(shop(web, [4098, 0, 0], {}, patient), { until: 16e6 });
    expect(tries.filter(({ what, at: when }) => what === 'try' && when === 15e6)).toHaveLength(1);
  });
});

describe('asked for more than a token bucket gives', () => {
  const bucket = { limiter: { kind: 'token-bucket', rate: '20/s', burst: 1 } };

  test('a retry that honours the door waits for exactly its next token', () => {
    const patient = { retry: { attempts: 3, backoff: { base: '1ms' } } };
    // Both who found no token come again with the next one, at 60 ms, and one of them at 110 ms.
    expect(told(shop({ admission: [bucket] }, [3, 0, 0], {}, patient), ['start', 'turned-away'])).toEqual([
      '10ms start a',
      '10ms turned-away a: shed',
      '10ms turned-away a: shed',
      '60ms start a',
      '60ms turned-away a: shed',
      '110ms start a',
    ]);
  });

  test('a limiter of the caller itself tells its retry nothing: that has its own pause', () => {
    const own = { retry: { attempts: 3, backoff: { base: '30ms', factor: 1 }, on: ['rejected'] }, ...bucket };
    expect(told(shop({}, [2, 0, 0], {}, own), ['try', 'ended'])).toEqual([
      '10ms try a',
      '15ms ended a: ok',
      '70ms try a',
      '75ms ended a: ok',
    ]);
  });
});

describe('a config push', () => {
  const bucket = { limiter: { kind: 'token-bucket', rate: '1000/s', burst: 1 } };
  const push = (setting: string, to: number | string, more: Keys = {}) => ({
    faults: [{ config: 'web', setting, to, at: '15ms', for: '10ms', ...more }],
  });
  const turnedAway = (more: Keys, web: Keys = {}) =>
    told(shop({ admission: [bucket], ...web }, [1, 1, 1], more), ['turned-away']);

  test('reaches what stands at the door of a service, and is over when it ends', () => {
    const pairs = { limiter: { kind: 'fixed-window', limit: 2, window: '10ms' } };
    const away = (more: Keys) => told(shop({ admission: [pairs] }, [2, 2, 2], more), ['turned-away']);
    expect(away({})).toEqual([]);
    expect(away(push('admission.limiter.limit', 1))).toEqual(['20ms turned-away b: shed']);
  });

  test('what a bucket lacks comes at the rate in force', () => {
    // At 20 ms the next token is 20 ms away; at 25 ms, when the push is over, the rest of it is there in 0.75 ms.
    const slower = push('admission.limiter.rate', '50/s');
    const patient = { retry: { attempts: 2 } };
    expect(told(shop({ admission: [bucket] }, [1, 2, 1], slower, patient), ['start', 'turned-away'])).toEqual(
      ['10ms start a', '20ms start b', '20ms turned-away b: shed', '30ms start c', '40ms start b'],
    );
  });

  test('reaches the slots and the queue of a service with a door, too', () => {
    const slow = { operations: { ask: [{ work: '25ms' }] } };
    expect(turnedAway(push('queue.limit', 0), slow)).toEqual(['20ms turned-away b: refused']);
  });

  test('of where a learned limit begins is refused: it has begun', () => {
    const learned = { 'adaptive-concurrency': { initial: 4, min: 1, max: 9 } };
    const late = push('admission.adaptive-concurrency.initial', 2);
    const [problem] = compile(parseSystem(shop({ admission: [learned] }, [1, 1, 1], late))).problems ?? [];
    expect(problem?.sentence).toContain('a limit begins once');
  });

  test('says what there is to push where a name is unknown', () => {
    const system = shop({ admission: [bucket] }, [1, 1, 1], push('admission.limiter.rat', 0));
    const [problem] = compile(parseSystem(system)).problems ?? [];
    expect(`${problem?.sentence}; ${problem?.hint}`).toContain('did you mean "admission.limiter.rate"');
  });
});

describe('a replica that stands still', () => {
  const still = (at: string, length: string) => ({
    faults: [{ pause: 'web', at, for: length }],
  });

  test('holds nobody less long, and lets in whoever is due when it moves again', () => {
    const web = { admission: [evenly] };
    expect(told(shop(web, [2, 0, 0], still('20ms', '5ms')), ['start'])).toEqual([
      '10ms start a',
      '30ms start a',
    ]);
    expect(told(shop(web, [2, 0, 0], still('20ms', '15ms')), ['start'])).toEqual([
      '10ms start a',
      '35ms start a',
    ]);
  });

  test('turns nobody away meanwhile: that work takes longer by as much as it was taken', () => {
    const none = { limiter: { kind: 'fixed-window', limit: 1, window: '1s' }, 'reject-cost': '4ms' };
    expect(
      told(shop({ admission: [none] }, [2, 0, 0], still('17ms', '20ms')), ['done', 'turned-away']),
    ).toEqual(['15ms done a: ok', '39ms turned-away a: shed']);
    const sharing = { cores: 1, concurrency: { threads: 2 }, admission: [none] };
    expect(told(shop(sharing, [2, 0, 0], still('17ms', '20ms')), ['done', 'turned-away'])).toEqual([
      '38ms turned-away a: shed',
      '39ms done a: ok',
    ]);
  });
});
