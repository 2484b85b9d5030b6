/** Slow start: what a replica that came back gets, turn by turn. */
import { describe, expect, it, test } from 'vitest';
import { scaleAfter } from '../../src/sim/machine/views.ts';
import { factsOf } from './facts.ts';

const SECOND = 1e9;

describe('the share of its weight that counts', () => {
  const rules = (aggression: number, least = 0.1) => ({ window: 60 * SECOND, least, aggression });

  it('grows in a straight line from the least to all of it', () => {
    const shares = [0, 3, 6, 30, 59, 60, 61].map((at) => scaleAfter(rules(1), at * SECOND));
    expect(shares).toEqual([0.1, 0.1, 0.1, 0.5, 59 / 60, 1, 1]);
  });

  it('grows with the root of time, or with its square', () => {
    expect(scaleAfter(rules(2), 15 * SECOND)).toBe(0.5);
    expect(scaleAfter(rules(0.5), 30 * SECOND)).toBe(0.25);
    expect(scaleAfter(rules(3), 7.5 * SECOND)).toBeCloseTo(0.5, 12);
  });

  it('counts the first millisecond as a whole one', () => {
    expect(scaleAfter(rules(1, 0), 1)).toBe(1e6 / (60 * SECOND));
  });
});

/** web/1 is out from the first check to 10 s, and warms from then on. */
const warming = (slowStart: unknown, more: Record<string, unknown> = {}) => ({
  run: { length: '40s' },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 100 },
      operations: { ask: [{ work: '1ms' }] },
      health: {
        check: { lane: 'dedicated', every: '10s', healthy: 1, unhealthy: 1 },
        panic: '0%',
        'slow-start': slowStart,
      },
      ...more,
    },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
  faults: [{ crash: 'web', replicas: [1], for: '5s' }],
});

/** Where the requests of some seconds went: 0 or 1. */
function turns(system: unknown, from: number, to: number): number[] {
  return factsOf(system)
    .filter(
      ({ what, at, where }) =>
        what === 'try' && where === 'people -> web.ask' && at > from * SECOND && at <= to * SECOND,
    )
    .map(({ replica }) => Number(replica?.slice(-1)));
}

test('before it joins it gets nothing, at a tenth of its weight every eleventh turn', () => {
  const slowly = warming({ window: '1h', 'at-least': '10%' });
  expect(turns(slowly, 0, 10)).not.toContain(1);
  const later = turns(slowly, 10, 40);
  const own = later.flatMap((replica, i) => (replica === 1 ? [i] : []));
  // Ten passes gather one turn.
  expect(own.slice(1).map((at, i) => at - own[i])).toEqual(new Array(own.length - 1).fill(11));
  expect(own[0]).toBeLessThan(11);
});

test('whoever joins again begins to gather its turn anew', () => {
  const once = warming({ window: '1h', 'at-least': '10%' });
  const again = { crash: 'web', replicas: [1], at: '15s', for: '10s', name: 'again' };
  // Some of a turn was left when it went at 20 s. From 30 s on, itself included, it takes ten passes.
  expect(turns({ ...once, faults: [...once.faults, again] }, 29.99, 40).indexOf(1)).toBe(9);
});

test('the turns become more frequent to the instant at which the window is over', () => {
  // In 20 s from a tenth to all: in a straight line the weight is t ÷ 20 s.
  const system = warming('20s');
  const counts = [10, 15, 20, 25].map(
    (from) => turns(system, from, from + 5).filter((each) => each === 1).length,
  );
  // ∫ w ÷ (1 + w) over five seconds of ten requests: 5.8, 13.8, 18.9 and 22.9 of 50, each within a turn.
  [6.2, 13.8, 18.9, 22.7].forEach((expected, i) => {
    expect(Math.abs(counts[i] - expected)).toBeLessThan(1.5);
  });
  const after = turns(system, 30, 40);
  expect(after.slice(1).every((replica, i) => replica !== after[i])).toBe(true);
});

test.each(['random', 'least-requests', 'two-choices', 'weighted', { 'zone-aware': { minimum: 1 } }])(
  'half of its weight is a third of the load of two: %j',
  (balancer) => {
    const system = warming({ window: '1h', 'at-least': '50%' }, { balancer, weights: [1, 1] });
    const busy = {
      ...system,
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '200/s' } }],
    };
    const later = turns(busy, 10, 40);
    const share = later.filter((replica) => replica === 1).length / later.length;
    // 6000 requests: four standard errors of a third are 0.024.
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.025);
  },
);
