/** Retry budgets at work, call by call: who is tried again, and whose failure stands. */
import { describe, expect, test } from 'vitest';
import { factsOf, instantsOf } from './facts.ts';

/** A call every 10 ms, from 10 ms on, that takes 1 ms; while the fault lasts it fails at once. */
function calls(
  retry: Record<string, unknown>,
  fails: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    run: { length: '300ms' },
    services: { web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        policies: [{ retry }],
        ...more,
      },
    ],
    faults: [{ errors: 'web', share: '100%', ...fails }],
  };
}

const EDGE = 'people -> web.ask';

/** How many tries each call got, in the order of the calls. */
function triesOf(system: unknown, calls: number): number[] {
  const instants = instantsOf(factsOf(system), 'try', EDGE);
  return Array.from(
    { length: calls },
    (_, i) => instants.filter((at) => at >= (i + 1) * 10e6 && at < (i + 2) * 10e6).length,
  );
}

test('with a share for a budget every tenth call is tried again', () => {
  const system = calls({ attempts: 3, budget: '10%' }, { at: '0ms' });
  expect(triesOf(system, 25)).toEqual([
    1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1,
  ]);
});

test('where pauses do not count, a burst is retried as one; where they do, a few of it are', () => {
  const burst = (counts: boolean) =>
    instantsOf(
      factsOf({
        ...calls(
          {
            attempts: 2,
            backoff: { base: '5ms', kind: 'fixed' },
            budget: { envoy: { 'count-backoff': counts } },
          },
          { at: '0ms' },
          { arrivals: { bursts: { size: 20, every: '100ms' } } },
        ),
        run: { length: '150ms' },
      }),
      'try',
      EDGE,
    );
  const [counted, uncounted] = [burst(true), burst(false)];
  const first = counted[0];
  expect(counted.filter((at) => at === first + 5e6).length).toBe(3);
  expect(uncounted.filter((at) => at === first + 5e6).length).toBe(20);
});

test("a budget is the caller replica's own, and a restarted one begins anew", () => {
  const system = {
    run: { length: '200ms' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'db.get', retry: { attempts: 2, budget: { aws: { tokens: 10 } } } }] },
      },
      db: { concurrency: { threads: 10 }, operations: { get: [{ fail: '100%' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    faults: [{ crash: 'web', replicas: [0], at: '95ms', for: '1ms' }],
  };
  const tries = instantsOf(factsOf(system), 'try', 'web -> db.get').map((at) => at / 1e6);
  const twice = tries.filter((at, i) => tries[i - 1] === at);
  // Round-robin: replica 0 takes 10, 30, 50 … and has its ten tokens again after 96 ms.
  expect(twice).toEqual([10, 20, 110]);
});

test('what is given up from outside frees its place in the budget', () => {
  const policies = [
    { timeout: '15ms' },
    {
      retry: {
        attempts: 9,
        backoff: { base: '12ms', kind: 'fixed' },
        budget: { envoy: { ratio: '0%', minimum: 1 } },
      },
    },
  ];
  const system = calls({}, { at: '0ms' }, { policies });
  // 10: pauses until 22, fails again, pauses until 34, given up at 25. 20: the place is taken. 30: free again.
  const tries = instantsOf(factsOf({ ...system, run: { length: '75ms' } }), 'try', EDGE);
  expect(tries.map((at) => at / 1e6)).toEqual([10, 20, 22, 30, 40, 42, 50, 60, 62, 70]);
});

describe('the AWS SDK', () => {
  const retry = (more: Record<string, unknown> = {}) => ({
    preset: 'aws-sdk',
    backoff: { base: '0ms', 'base-when-shed': '0ms' },
    budget: { aws: { tokens: 30, ...more } },
  });
  /** The tries of the first calls, ten milliseconds apart. */
  const triesUnder = (fault: Record<string, unknown>, more: Record<string, unknown> = {}, count = 5) =>
    triesOf({ ...calls(retry(more), {}), faults: [{ share: '100%', ...fault }] }, count);

  test('takes what it is told to, as the SDKs do whose quota knows timeouts alone', () => {
    expect(triesUnder({ errors: 'web' }, { cost: 5 })).toEqual([3, 3, 3, 1, 1]);
  });
});

test('without a part of its own one call may take all of the balance', () => {
  const retry = (more: Record<string, unknown> = {}) => ({
    attempts: 100,
    budget: { finagle: { ratio: '20%', minimum: '2/s', 'per-request': '20%', ...more } },
  });
  // The reserve is twenty retries.
  expect(triesOf(calls(retry({ 'per-request': '100%' }), {}), 2)).toEqual([21, 1]);
  const unlimited = { attempts: 100, budget: { finagle: { ratio: '20%', minimum: '2/s' } } };
  expect(triesOf(calls(unlimited, {}), 2)).toEqual([21, 1]);
});

test("Finagle's first call may requeue 21 times while all else is quiet, and others less while it is not", () => {
  // A reserve of a hundred and 0.2 of its own: 20 tries more. The second one has ceil(0.2 × 80).
  const system = calls({ preset: 'finagle', on: ['error'] }, {});
  expect(triesOf(system, 2)).toEqual([21, 17]);
});
