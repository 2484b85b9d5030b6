/** Shedding: who is turned away when, by each way to judge the load. */
import { describe, expect, test } from 'vitest';
import { factsOf, type What } from './facts.ts';

type Keys = Record<string, unknown>;

/** So many requests of a priority, at an instant (ms). */
interface Burst {
  readonly at: number;
  readonly size: number;
  readonly priority?: number;
  readonly operation?: string;
}

/** One thread; an operation takes 10 ms, the other one 20 ms. */
function shop(shed: Keys, bursts: readonly Burst[], web: Keys = {}, more: Keys = {}) {
  return {
    run: { length: '2s' },
    services: {
      web: {
        concurrency: { threads: 1 },
        queue: { limit: 100 },
        admission: [{ shed }],
        operations: { ask: [{ work: '10ms' }], twice: [{ work: '20ms' }] },
        ...web,
      },
    },
    load: bursts.map(({ at, size, priority = 0, operation = 'ask' }, i) => ({
      name: `p${priority}-${i}`,
      operation: `web.${operation}`,
      priority,
      arrivals: { bursts: { size, every: `${at}ms` } },
      profile: [{ step: 0, at: `${at + 0.25}ms` }],
    })),
    ...more,
  };
}

/** `when priority how many`, of one kind of fact. */
function counted(system: unknown, kind: What): string[] {
  const counts = new Map<string, number>();
  for (const { at, what, where } of factsOf(system)) {
    const key = `${at / 1e6}ms ${where.slice(0, 2)}`;
    if (what === kind) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} ${count}`);
}

describe('by queue length', () => {
  test('it sheds while so many wait', () => {
    const shed = { by: 'queue-length', limit: 3 };
    // One runs and three wait. At 35 ms one of them still does.
    expect(
      counted(
        shop(shed, [
          { at: 10, size: 6 },
          { at: 35, size: 3 },
        ]),
        'turned-away',
      ),
    ).toEqual(['10ms p0 2', '35ms p0 1']);
  });

  test('each priority has its own part of the limit, the last one written that of all that follow', () => {
    const shed = { by: 'queue-length', limit: 4, levels: ['100%', '50%', '0%'] };
    const bursts = [
      { at: 10, size: 3, priority: 1 },
      { at: 11, size: 1, priority: 1 },
      { at: 12, size: 3, priority: 0 },
      // Nobody waits then, and still: none of it is for them.
      { at: 200, size: 1, priority: 2 },
      { at: 210, size: 1, priority: 9 },
    ];
    expect(counted(shop(shed, bursts), 'turned-away')).toEqual([
      '11ms p1 1',
      '12ms p0 1',
      '200ms p2 1',
      '210ms p9 1',
    ]);
  });
});

describe('by the wait to expect', () => {
  test('it is those who wait, and oneself, times the mean time in a slot, by the slots', () => {
    // Ten of 10 ms first. Then one runs, and with 10 ms a place the third who waits would wait 30 ms.
    const shed = { by: 'expected-wait', target: '25ms' };
    const first = Array.from({ length: 10 }, (_, i) => ({ at: 10 + 15 * i, size: 1 }));
    const bursts = [...first, { at: 500, size: 5 }];
    expect(counted(shop(shed, bursts), 'turned-away')).toEqual(['500ms p0 2']);
    // With two threads a place costs 5 ms: two run, and five may wait.
    const two = { concurrency: { threads: 2 } };
    expect(counted(shop(shed, [...first, { at: 500, size: 9 }], two), 'turned-away')).toEqual(['500ms p0 2']);
  });

  test('nobody has been served yet, nobody is shed; a free slot is no wait', () => {
    const shed = { by: 'expected-wait', target: '1ns' };
    const bursts = [
      { at: 10, size: 5 },
      { at: 61, size: 2 },
      { at: 80, size: 1 },
    ];
    // Whoever has to wait at all would wait longer than that.
    expect(counted(shop(shed, bursts), 'turned-away')).toEqual(['61ms p0 1']);
  });

  test('the mean is a moving one', () => {
    // 10 ms, then 20 ms with a weight of a half: 15 ms.
    const shed = (target: string) => ({ by: 'expected-wait', target, smoothing: '50%' });
    const bursts = [
      { at: 10, size: 1 },
      { at: 30, size: 1, operation: 'twice' },
      { at: 100, size: 2 },
    ];
    expect(counted(shop(shed('15ms'), bursts), 'turned-away')).toEqual([]);
    expect(counted(shop(shed('14999999ns'), bursts), 'turned-away')).toEqual(['100ms p0 1']);
  });

  test('each priority has its own part of the target', () => {
    const shed = { by: 'expected-wait', target: '30ms', levels: ['100%', '50%'] };
    const bursts = [
      { at: 10, size: 1 },
      { at: 100, size: 5, priority: 1 },
      { at: 101, size: 5, priority: 0 },
    ];
    expect(counted(shop(shed, bursts), 'turned-away')).toEqual(['100ms p1 3', '101ms p0 3']);
  });
});

describe('by utilisation', () => {
  /** Looks each 100 ms, at the first arrival after; half of the new look and half of the old mean. */
  const shed = { by: 'utilisation', above: '50%', interval: '100ms', smoothing: '50%' };

  test('it sheds by a moving average of looks at what was in use', () => {
    // Ten of 10 ms at 100 ms: 0 until then, so all come in; in use from 100 to 200 ms.
    const bursts = [
      { at: 100, size: 10 },
      { at: 150, size: 1 }, // No look is due.
      { at: 200, size: 1 }, // All in use since 100 ms: 0.5, which is not above.
      { at: 300, size: 1 }, // In use until 220 ms: 0.35.
      { at: 400, size: 20 }, // 0.1 since: 0.225.
      { at: 500, size: 1 }, // 1 since: 0.6125.
      { at: 590, size: 1 }, // No look is due.
      { at: 600, size: 1 }, // 1: 0.80625.
      { at: 1000, size: 1 }, // Four intervals, one half in use: 0.269 and so on.
    ];
    expect(counted(shop(shed, bursts), 'turned-away')).toEqual(['500ms p0 1', '590ms p0 1', '600ms p0 1']);
  });

  test('where cores are shared it is theirs', () => {
    const async = { concurrency: { async: 100 } };
    const bursts = [
      { at: 100, size: 20 },
      { at: 200, size: 1 },
      { at: 300, size: 1 },
    ];
    // The slots are hardly in use, the core is: 0.5, then 0.75.
    expect(counted(shop(shed, bursts, async), 'turned-away')).toEqual(['300ms p0 1']);
  });

  test('between above and all, ever more are shed by luck', () => {
    const between = { ...shed, above: '0%', all: '100%', interval: '400ms', smoothing: '100%' };
    const share = (busy: number) => {
      const bursts = [
        { at: 400, size: busy },
        { at: 800, size: 1000 },
      ];
      const web = { queue: { limit: 10_000 } };
      return factsOf(shop(between, bursts, web)).filter(({ what }) => what === 'turned-away').length / 1000;
    };
    // 4 · 10 ms of 400 ms, and 20, and 40 of them. Within four standard deviations of 1000 draws.
    expect(Math.abs(share(4) - 0.1)).toBeLessThan(0.04);
    expect(Math.abs(share(20) - 0.5)).toBeLessThan(0.064);
    expect(share(40)).toBe(1);
  });

  test('the least important are shed at a lower utilisation', () => {
    const levels = { ...shed, levels: ['100%', '40%'] };
    const bursts = [
      { at: 100, size: 10 },
      { at: 200, size: 1, priority: 0 },
      { at: 201, size: 1, priority: 1 },
    ];
    expect(counted(shop(levels, bursts), 'turned-away')).toEqual(['201ms p1 1']);
  });
});

describe('DAGOR', () => {
  /** Windows of 100 ms, one level a priority; after overload a fifth fewer, otherwise a tenth more. */
  const dagor = {
    by: 'dagor',
    target: '20ms',
    window: '100ms',
    down: '20%',
    up: '10%',
    'user-levels': 1,
  };

  test('a window is over, too, with so many requests', () => {
    const few = { ...dagor, requests: 10, window: '10s' };
    const bursts = [
      { at: 100, size: 10, priority: 1 },
      { at: 250, size: 5, priority: 1 },
      { at: 251, size: 5, priority: 0 },
    ];
    // All ten are of one priority, and eight are expected: nobody of it comes in.
    expect(counted(shop(few, bursts), 'turned-away')).toEqual(['250ms p1 5']);
  });

  test('the most important are let in however long they wait', () => {
    const bursts = [100, 200, 300, 400].map((at) => ({ at, size: 10, priority: 0 }));
    expect(counted(shop(dagor, bursts), 'turned-away')).toEqual([]);
  });

  test('after a window without anybody all are let in', () => {
    const bursts = [
      { at: 100, size: 10, priority: 1 },
      { at: 201, size: 1, priority: 1 },
      { at: 900, size: 1, priority: 1 },
    ];
    // Shed at 201 ms. At 900 ms the window of 201 ms had nobody served, so was not overloaded.
    expect(counted(shop(dagor, bursts), 'turned-away')).toEqual(['201ms p1 1']);
  });

  test('users are told apart by their key: the same ones are let in at every service', () => {
    const users = { ...dagor, 'user-levels': 128, window: '500ms', target: '1ms' };
    const web = { concurrency: { threads: 1 }, admission: [{ shed: users }] };
    const system = {
      run: { length: '6s' },
      services: {
        front: {
          concurrency: { threads: 10_000 },
          operations: { go: [{ parallel: [{ call: 'one.ask' }, { call: 'two.ask' }] }] },
        },
        one: { ...web, queue: { limit: 1000 }, operations: { ask: [{ work: '10ms' }] } },
        two: { ...web, queue: { limit: 1000 }, operations: { ask: [{ work: '10ms' }] } },
      },
      load: [{ name: 'people', operation: 'front.go', arrivals: { poisson: '130/s' }, keys: { count: 500 } }],
    };
    const fates = (keys: boolean) => {
      const load = keys ? system.load : system.load.map(({ keys: _keys, ...rest }) => rest);
      const found = new Map<string, number>();
      for (const { what, where, how } of factsOf({ ...system, load })) {
        if (what !== 'ended' || where === 'people -> front.go') continue;
        found.set(`${where.slice(9, 12)} ${how}`, (found.get(`${where.slice(9, 12)} ${how}`) ?? 0) + 1);
      }
      const shed = (found.get('one shed') ?? 0) + (found.get('two shed') ?? 0);
      const both = factsOf({ ...system, load }).filter(
        ({ what, where, how }) => what === 'ended' && where === 'people -> front.go' && how === 'error',
      ).length;
      return { shed, both };
    };
    const keyed = fates(true);
    const unkeyed = fates(false);
    expect(keyed.shed).toBeGreaterThan(100);
    // Whoever is shed at one is shed at the other: half as many requests fail as attempts are shed.
    expect(keyed.both).toBe(keyed.shed / 2);
    expect(unkeyed.both).toBeGreaterThan(0.6 * unkeyed.shed);
  });
});

test('where cores are shared, the utilisation is that of all of them', () => {
  // A hundred a second of 10 ms each keep one of two cores busy.
  const by = (above: string) => ({
    run: { length: '4s' },
    services: {
      web: {
        concurrency: { async: 20 },
        cores: 2,
        admission: [{ shed: { by: 'utilisation', above, interval: '100ms', smoothing: '50%' } }],
        operations: { ask: [{ work: '10ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
  });
  const shedBy = (above: string) => factsOf(by(above)).filter(({ what }) => what === 'turned-away').length;
  expect(shedBy('60%')).toBe(0);
  expect(shedBy('40%')).toBeGreaterThan(50);
});
