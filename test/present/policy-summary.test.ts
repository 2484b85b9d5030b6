/** What is told of policies: where they did something, and nothing where everybody passed. */
import { describe, expect, test } from 'vitest';
import { sayPolicies } from '../../src/present/policy-summary.ts';
import { summarise } from '../../src/present/summary.ts';
import { simulate } from '../support/simulate.ts';

type Keys = Record<string, unknown>;

/** A call every 10 ms; all fail from 100 to 200 ms. */
function told(policies: readonly Keys[], admission: readonly Keys[] = []) {
  const run = simulate({
    run: { length: '400ms' },
    services: {
      web: { concurrency: { threads: 50 }, operations: { ask: [{ work: '1ms' }] }, admission },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies }],
    faults: [{ errors: 'web', share: '100%', at: '100ms', for: '100ms' }],
  });
  return summarise(run).policies.map((each) => `${each.who}: ${sayPolicies(each)}`);
}

describe('the policies of a run', () => {
  test('are told of where a breaker opened and turned calls back', () => {
    // The calls of 100 and 110 ms fail; it is open for the rest of the fault and 10 ms after it.
    const breaker = { 'failure-rate': '100%', window: 2, minimum: 2, open: '100ms', probes: 1 };
    expect(told([{ breaker }])).toEqual([
      'people -> web.ask: breaker open 0% → 90% → 10%, tries turned back 0% → 80% → 10%',
    ]);
  });

  test('are told of where a budget withheld retries', () => {
    expect(told([{ retry: { attempts: 2, budget: { grpc: { tokens: 4, ratio: '10%' } } } }])).toEqual([
      'people -> web.ask: retries withheld – → 90% → –',
    ]);
  });

  test('are told of where a cache answered, phase by phase', () => {
    // Kept at 11 and 71 ms, which serves to 126 ms; what fails until 200 ms is not kept. Then one call in six asks.
    expect(told([{ cache: { ttl: '55ms' } }])).toEqual(['people -> web.ask: cache hits 77.8% → 30% → 80%']);
  });

  test('are not told of where everybody passed and no limit moved', () => {
    const learned = { 'adaptive-concurrency': { kind: 'aimd', initial: 20, min: 1 } };
    expect(
      told([{ bulkhead: { limit: 25 } }, learned], [{ limiter: { kind: 'concurrency', limit: 40 } }]),
    ).toEqual([]);
  });

  test('are told of at the door, too, where a limit was learned', () => {
    const slow = { 'adaptive-concurrency': { kind: 'aimd', initial: 20, min: 1, timeout: '500us' } };
    expect(told([], [slow])).toEqual([expect.stringMatching(/^web: limit 1\d(\.\d+)? → [\d.]+ → [\d.]+$/)]);
  });
});
