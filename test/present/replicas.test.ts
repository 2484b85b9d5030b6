/** Is it all of them, or one? Read from runs in which one replica fares otherwise. */
import { expect, test } from 'vitest';
import { replicasNow } from '../../src/present/replicas.ts';
import { Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const SECOND = 1e9;

/** How three replicas of a stock fare between ten and twenty seconds. */
function fare(faults: readonly object[], stock: object = {}) {
  const plan = planOf({
    run: { length: '30s', seed: 1 },
    services: {
      stock: {
        replicas: 3,
        concurrency: { threads: 4 },
        operations: { take: [{ work: '10ms' }] },
        ...stock,
      },
    },
    load: [{ name: 'users', operation: 'stock.take', arrivals: { constant: '150/s' } }],
    faults,
  });
  const run = new Run(plan, { moments: [10 * SECOND, 20 * SECOND] });
  run.advance(20 * SECOND);
  return replicasNow(run.interval(10 * SECOND, 20 * SECOND), 0, (replica) => run.standingOf(replica));
}

test('replicas that do the same fare alike', () => {
  const all = fare([]);
  expect(all.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok']);
  for (const { answered } of all) expect(answered).toBeCloseTo(50, 0);
});

test('one that answers nothing but errors is down among those that answer', () => {
  const [first, ...others] = fare([{ errors: 'stock', share: '100%', replicas: 'one', at: '5s' }]);
  expect(first).toMatchObject({ health: 'down', answered: 0 });
  expect(others.map(({ health }) => health)).toEqual(['ok', 'ok']);
});

test('one that has died has nothing to do, as one that is drained; which it is stands beside', () => {
  const [first, second] = fare([{ crash: 'stock', replicas: 'one', at: '5s' }]);
  expect(first).toMatchObject({ standing: 'dead', health: 'idle', answered: 0 });
  expect(second).toMatchObject({ standing: 'serving', health: 'ok' });
  const [drained] = fare([{ drain: 'stock', replicas: 'one', at: '5s' }]);
  expect(drained).toMatchObject({ standing: 'draining', health: 'idle', answered: 0 });
});

test('one that is slow enough is strained, and answers less than it is asked', () => {
  const [first] = fare([{ slow: 'stock', factor: 20, replicas: 'one', at: '5s' }]);
  expect(first.health).toBe('strained');
  expect(first.answered).toBeLessThan(25);
});

test('one that waits to be scaled in is not there', () => {
  const all = fare([], { scaling: { most: 4 } });
  expect(all.map(({ isThere }) => isThere)).toEqual([true, true, true, false]);
});
