/** The breaker beside others of a caller and of a chain; its states, call by call, are those of `verify`. */
import { expect, test } from 'vitest';
import { timeline } from './facts.ts';
import { endings, steadyCalls } from './steady-calls.ts';

test('a probe that is abandoned from outside gives its place back', () => {
  const breaker = { 'failure-rate': '100%', window: 1, minimum: 1, open: '15ms', probes: 1 };
  const slow = { slow: 'web', factor: 50, name: 'slow', at: '25ms', for: '8ms' };
  const system = steadyCalls([{ timeout: '5ms' }, { breaker }], [[0, 15]], { faults: [slow] });
  // The probe at 30 ms is abandoned at 35 ms: nothing was learned, and the next call is a probe again.
  expect(endings(system).slice(0, 5)).toEqual([
    '10ms: error',
    '20ms: rejected',
    '35ms: timed-out',
    '41ms: ok',
    '51ms: ok',
  ]);
});

test('each replica of the caller has to learn for itself', () => {
  const breaker = { 'failure-rate': '100%', window: 1, minimum: 1, open: '1s', probes: 1 };
  const system = {
    run: { length: '200ms' },
    services: {
      web: { replicas: 2, concurrency: { threads: 10 }, operations: { ask: [{ call: 'db.get', breaker }] } },
      db: { concurrency: { threads: 10 }, operations: { get: [{ work: '1ms' }, { fail: '100%' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
  };
  expect(
    timeline(system, ['ended'])
      .filter((line) => line.includes('db.get'))
      .slice(0, 4),
  ).toEqual([
    '11ms ended web -> db.get: error',
    '21ms ended web -> db.get: error',
    '30ms ended web -> db.get: rejected',
    '40ms ended web -> db.get: rejected',
  ]);
});
