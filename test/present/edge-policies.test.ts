/** What stands around a call, as a person on call would ask for it. */
import { expect, test } from 'vitest';
import { edgePolicies } from '../../src/present/edge-policies.ts';
import { planOf } from '../support/simulate.ts';

/** A front that calls a stock twice, in these ways. */
const said = (...calls: readonly object[]): string => {
  const plan = planOf({
    run: { length: '10s' },
    services: {
      front: {
        concurrency: { threads: 4 },
        operations: { order: calls.map((call) => ({ call: 'stock.take', ...call })) },
      },
      stock: { concurrency: { threads: 4 }, operations: { take: [{ work: '1ms' }] } },
    },
    load: [{ name: 'users', operation: 'front.order', arrivals: { constant: '1/s' } }],
  });
  return edgePolicies(
    plan,
    plan.directory.edges.findIndex(({ name }) => name === 'front -> stock.take'),
  );
};

test('policies are said in the order in which they stand, with the number that matters', () => {
  expect(said({ timeout: '1s', retry: { attempts: 3 } })).toBe('timeout 1s, retry 3');
  expect(said({ retry: { attempts: 3 }, timeout: '250ms' })).toBe('retry 3, timeout 250ms');
  expect(said({ bulkhead: { limit: 5 } })).toBe('bulkhead 5');
});

test('a policy that has no such number is said by its name', () => {
  expect(said({ fallback: { value: 'degraded' }, breaker: { consecutive: 5 } })).toMatch(
    /^fallback, breaker/,
  );
});

test('where the same calls are made with different numbers, all of them are said', () => {
  expect(said({ timeout: '1s' }, { timeout: '2s' })).toBe('timeout 1s or 2s');
});

test('where there is no policy there is nothing to say', () => {
  expect(said({})).toBe('');
});
