/** What stands around a call, as a person on call would ask for it. */
import { expect, test } from 'vitest';
import { edgePolicies } from '../../src/present/edge-policies.ts';
import { sayPushes } from '../../src/present/say-pushed.ts';
import { Run } from '../../src/sim/index.ts';
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

/** Three fronts call a stock of two; some seconds after a push. What is said of the calls, of the front and of the stock. */
function pushed(faults: readonly object[], at = 6) {
  const plan = planOf({
    run: { length: '30s' },
    services: {
      front: {
        replicas: 3,
        concurrency: { threads: 4 },
        operations: {
          order: [
            { call: 'stock.take', retry: { attempts: 3, backoff: { base: '50ms' } }, timeout: '300ms' },
          ],
        },
      },
      stock: { replicas: 2, concurrency: { threads: 4 }, operations: { take: [{ work: '1ms' }] } },
    },
    load: [{ name: 'users', operation: 'front.order', arrivals: { constant: '10/s' } }],
    faults,
  });
  const run = new Run(plan);
  run.advance(at * 1e9);
  const edge = plan.directory.edges.findIndex(({ name }) => name === 'front -> stock.take');
  return {
    calls: edgePolicies(plan, edge, run.pushedAt('front -> stock.take')),
    front: sayPushes(run.pushedAt('front')),
    stock: sayPushes(run.pushedAt('stock')),
  };
}
const push = (setting: string, to: string | number, more: object = {}) => ({
  config: 'front',
  setting,
  to,
  at: '5s',
  for: '10s',
  ...more,
});

test('after a push the value in force is said, and that it was pushed, until it is taken back', () => {
  const faults = [push('timeout.after', '20ms')];
  expect(pushed(faults)).toEqual({
    calls: 'retry 3, timeout 20ms (pushed)',
    front: ['pushed timeout.after 20ms (was 300ms)'],
    stock: [],
  });
  expect(pushed(faults, 4)).toEqual({ calls: 'retry 3, timeout 300ms', front: [], stock: [] });
  expect(pushed(faults, 16)).toEqual({ calls: 'retry 3, timeout 300ms', front: [], stock: [] });
});

test('of a push that has reached some of the callers both values are said', () => {
  const staged = pushed([push('timeout.after', '20ms', { every: '2s' })]);
  expect(staged.calls).toBe('retry 3, timeout 300ms, at 1 of 3 20ms (pushed)');
  expect(staged.front).toEqual(['pushed timeout.after 20ms at 1 of 3 (was 300ms)']);
});

test('the last of two pushes is the one in force; a parameter that is not said otherwise is said with its name', () => {
  const twice = [push('retry.attempts', 5), push('retry.attempts', 7, { at: '5500ms', name: 'later' })];
  expect(pushed(twice).calls).toBe('retry 7 (pushed), timeout 300ms');
  expect(pushed([push('retry.backoff.base', '2s')]).calls).toBe(
    'retry 3, retry.backoff.base 2s (pushed), timeout 300ms',
  );
});

test('what a cure sets counts as pushed, and so do the slots of a service', () => {
  expect(pushed([{ 'no-retries': 'front', at: '5s' }]).calls).toBe('retry 1 (pushed), timeout 300ms');
  const slots = [{ config: 'stock', setting: 'slots', to: 2, at: '5s' }];
  expect(pushed(slots)).toMatchObject({ front: [], stock: ['pushed slots 2 (was 4)'] });
});
