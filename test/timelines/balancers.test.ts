/** Each call goes by the balancer that it names: callers of one service differ, and so do two calls of one operation. */
import { describe, expect, test } from 'vitest';
import { type Fact, factsOf } from './facts.ts';

const SECOND = 1e9;
const async = { concurrency: { async: 100 } };

/** Three replicas of which the first weighs three times as much as another: a a b a c, smoothly. */
const db = { ...async, replicas: 3, weights: [3, 1, 1], operations: { get: [{ work: '1ms' }] } };

/** Where the attempts of one edge went, one after another. */
function placesOf(facts: readonly Fact[], edge: string): number[] {
  return facts
    .filter(({ what, where }) => what === 'try' && where === edge)
    .map(({ replica }) => Number(replica?.split('/')[1]));
}

/** Every place is the one behind that before. */
function goesRound(places: readonly number[], count: number): boolean {
  return places.every((place, i) => i === 0 || place === (places[i - 1] + 1) % count);
}

const EVERY_SECOND = { arrivals: { constant: '1/s' } };

describe('two callers of one service', () => {
  const asking = (call: Record<string, unknown>) => ({ ...async, operations: { ask: [call] } });
  const system = (own: Record<string, unknown>) => ({
    run: { length: '21s' },
    services: {
      grpc: asking({ call: 'db.get', balancer: 'round-robin' }),
      mesh: asking({ call: 'db.get', balancer: 'weighted' }),
      plain: asking({ call: 'db.get' }),
      db: { ...db, ...own },
    },
    load: ['grpc', 'mesh', 'plain'].map((name) => ({
      name: `for-${name}`,
      operation: `${name}.ask`,
      keys: { count: 1 },
      ...EVERY_SECOND,
    })),
  });
  const facts = factsOf(system({ balancer: 'ring-hash' }));

  test('one in turn, one by weight, and one as the callee says: to the owner of its key', () => {
    expect(placesOf(facts, 'grpc -> db.get')).toHaveLength(20);
    expect(goesRound(placesOf(facts, 'grpc -> db.get'), 3)).toBe(true);
    expect(placesOf(facts, 'mesh -> db.get').slice(0, 10)).toEqual([0, 1, 0, 2, 0, 0, 1, 0, 2, 0]);
    expect(new Set(placesOf(facts, 'plain -> db.get')).size).toBe(1);
  });

  test('what the callee says reaches only those who say nothing', () => {
    const other = factsOf(system({}));
    expect(placesOf(other, 'grpc -> db.get')).toEqual(placesOf(facts, 'grpc -> db.get'));
    expect(placesOf(other, 'mesh -> db.get')).toEqual(placesOf(facts, 'mesh -> db.get'));
    expect(goesRound(placesOf(other, 'plain -> db.get'), 3)).toBe(true);
  });
});

describe('the call that a fallback makes', () => {
  const facts = (beside: Record<string, unknown>, own: Record<string, unknown>) =>
    factsOf({
      run: { length: '21s' },
      services: {
        web: {
          ...async,
          operations: { ask: [{ call: 'gone.get', fallback: { call: 'db.get', ...beside } }] },
        },
        gone: { ...async, operations: { get: [] } },
        db: { ...db, ...own },
      },
      load: [{ name: 'people', operation: 'web.ask', keys: { count: 1 }, ...EVERY_SECOND }],
      faults: [{ crash: 'gone' }],
    });

  test('goes by the balancer beside it, or else by that of its callee: to the owner of what the request is about', () => {
    const ring = placesOf(facts({ balancer: 'ring-hash' }, {}), 'web -> db.get');
    expect(ring).toHaveLength(20);
    expect(new Set(ring).size).toBe(1);
    expect(placesOf(facts({}, { balancer: 'ring-hash' }), 'web -> db.get')).toEqual(ring);
    expect(goesRound(placesOf(facts({}, {}), 'web -> db.get'), 3)).toBe(true);
    expect(
      goesRound(placesOf(facts({ balancer: 'round-robin' }, { balancer: 'ring-hash' }), 'web -> db.get'), 3),
    ).toBe(true);
  });
});

describe('two calls of one operation', () => {
  const places = (first: unknown, second: unknown) =>
    placesOf(
      factsOf({
        run: { length: '11s' },
        services: {
          web: {
            ...async,
            operations: {
              ask: [
                { call: 'db.get', balancer: first },
                { call: 'db.get', balancer: second },
              ],
            },
          },
          db,
        },
        load: [{ name: 'people', operation: 'web.ask', ...EVERY_SECOND }],
      }),
      'web -> db.get',
    );

  test('by different balancers each have turns of their own', () => {
    const both = places('round-robin', 'weighted');
    expect(both).toHaveLength(20);
    expect(
      goesRound(
        both.filter((_, i) => i % 2 === 0),
        3,
      ),
    ).toBe(true);
    expect(both.filter((_, i) => i % 2 === 1)).toEqual([0, 1, 0, 2, 0, 0, 1, 0, 2, 0]);
  });

  test('by the same one share its turns, however it is written', () => {
    expect(goesRound(places('round-robin', 'round-robin'), 3)).toBe(true);
    expect(goesRound(places('round-robin', { 'round-robin': {} }), 3)).toBe(true);
    expect(goesRound(places(undefined, 'round-robin'), 3)).toBe(true);
    expect(places('weighted', { weighted: {} }).slice(0, 5)).toEqual([0, 1, 0, 2, 0]);
  });

  test('see what the other has in flight', () => {
    const facts = factsOf({
      run: { length: '11s' },
      services: {
        web: {
          ...async,
          operations: {
            ask: [
              {
                parallel: [
                  { call: 'db.get', balancer: 'round-robin' },
                  { call: 'db.get', balancer: 'least-requests' },
                ],
              },
            ],
          },
        },
        db: { ...db, replicas: 2, weights: [1, 1] },
      },
      load: [{ name: 'people', operation: 'web.ask', ...EVERY_SECOND }],
    });
    const both = placesOf(facts, 'web -> db.get');
    expect(both).toHaveLength(20);
    // The second always finds the first under way, and goes to the other replica.
    for (let i = 0; i < both.length; i += 2) expect(both[i + 1]).toBe(1 - both[i]);
  });
});

test('a notify, a load and a consumer go by theirs', () => {
  const facts = factsOf({
    run: { length: '11s' },
    services: {
      web: {
        ...async,
        operations: { ask: [{ notify: 'db.get', balancer: 'weighted' }, { send: 'jobs' }] },
      },
      db: { ...db, balancer: 'ring-hash' },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: {} } } },
    consumers: [{ from: 'jobs', call: 'db.get', balancer: 'round-robin' }],
    load: [
      { name: 'people', operation: 'web.ask', ...EVERY_SECOND },
      { name: 'robots', operation: 'db.get', balancer: 'weighted', ...EVERY_SECOND },
    ],
  });
  const smooth = [0, 1, 0, 2, 0];
  expect(placesOf(facts, 'web ~> db.get').slice(0, 5)).toEqual(smooth);
  expect(placesOf(facts, 'people -> db.get')).toEqual([]);
  expect(placesOf(facts, 'robots -> db.get').slice(0, 5)).toEqual(smooth);
  const taken = placesOf(facts, 'jobs -> db.get');
  expect(taken.length).toBeGreaterThan(8);
  expect(goesRound(taken, 3)).toBe(true);
});

test('a replica that died begins all of its turns anew', () => {
  const facts = factsOf({
    run: { length: '31s' },
    services: {
      web: {
        ...async,
        operations: {
          ask: [
            { call: 'db.get', balancer: 'weighted' },
            { call: 'db.get', balancer: 'round-robin' },
          ],
        },
      },
      db,
    },
    load: [{ name: 'people', operation: 'web.ask', ...EVERY_SECOND }],
    // After seven of each the next by weight would be replica 0 once more, then 2.
    faults: [{ crash: 'web', at: '7500ms', for: '1ms' }],
  });
  const later = facts.filter(({ at }) => at > 7.5 * SECOND);
  const before = facts.filter(({ at }) => at < 7.5 * SECOND);
  expect(placesOf(before, 'web -> db.get').filter((_, i) => i % 2 === 0)).toEqual([0, 1, 0, 2, 0, 0, 1]);
  expect(
    placesOf(later, 'web -> db.get')
      .filter((_, i) => i % 2 === 0)
      .slice(0, 5),
  ).toEqual([0, 1, 0, 2, 0]);
});

test('a replica that warms gathers its turns with each balancer for itself', () => {
  const system = (balancers: readonly unknown[]) => ({
    run: { length: '60s' },
    services: {
      web: {
        ...async,
        operations: { ask: balancers.map((balancer) => ({ call: 'db.get', balancer })) },
      },
      db: {
        ...db,
        replicas: 2,
        weights: [1, 1],
        health: {
          check: { lane: 'dedicated', every: '1s', timeout: '100ms', unhealthy: 1, healthy: 1 },
          panic: '0%',
          'slow-start': { window: '1h', 'at-least': '10%' },
        },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults: [{ crash: 'db', replicas: [1], for: '5s' }],
  });
  const turns = (balancers: readonly unknown[], nth: number) => {
    const late = factsOf(system(balancers)).filter(({ at }) => at > 20 * SECOND);
    const own = placesOf(late, 'web -> db.get').filter((_, i) => i % balancers.length === nth);
    const when = own.flatMap((place, i) => (place === 1 ? [i] : []));
    return new Set(when.slice(1).map((at, i) => at - when[i]));
  };
  // At a tenth of its weight, after ten passes each.
  expect(turns(['round-robin'], 0)).toEqual(new Set([11]));
  for (const nth of [0, 1]) expect(turns(['round-robin', 'zone-aware'], nth)).toEqual(new Set([11]));
});

describe('peak EWMA', () => {
  // One replica answers in 100 ms, the other in a second; one request a second, so never two in flight.
  const places = (decay: string) =>
    placesOf(
      factsOf({
        run: { length: '200s' },
        services: {
          web: { ...async, operations: { ask: [{ call: 'db.get' }] } },
          db: {
            ...async,
            replicas: 2,
            balancer: { 'peak-ewma': { decay } },
            operations: { get: [{ work: '100ms' }] },
          },
        },
        load: [{ name: 'people', operation: 'web.ask', ...EVERY_SECOND }],
        faults: [{ slow: 'db', factor: 10, replicas: 'one' }],
      }),
      'web -> db.get',
    );
  const gaps = (decay: string) => {
    const slow = places(decay).flatMap((place, i) => (place === 0 ? [i] : []));
    return slow.slice(1).map((at, i) => at - slow[i]);
  };

  test('asks the slow replica again when what it remembers, 1 s × e^(−t ÷ decay), is less than the 100 ms of the other', () => {
    // The other's own 100 ms are 0.9 s old at each request: t ≥ decay × ln 10 + 0.9 s, counted from the answer, at a whole second.
    expect(new Set(gaps('10s'))).toEqual(new Set([1 + Math.ceil(10 * Math.log(10) + 0.9)]));
    expect(new Set(gaps('5s'))).toEqual(new Set([1 + Math.ceil(5 * Math.log(10) + 0.9)]));
  });
});
