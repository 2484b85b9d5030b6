/** The breaker beside others of a caller and of a chain; its states, call by call, are those of `verify`. */
import { expect, test } from 'vitest';
import { timeline } from './facts.ts';

/** A call every 10 ms, from 10 ms on, that takes 1 ms; while the fault lasts it fails at once. */
function calls(
  breaker: Record<string, unknown>,
  fails: Record<string, unknown>,
  more: Record<string, unknown> = {},
) {
  return {
    run: { length: '200ms' },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        policies: [{ breaker }, ...((more.inside as unknown[]) ?? [])],
      },
    ],
    faults: [{ errors: 'web', share: '100%', ...fails }] as Record<string, unknown>[],
  };
}

const endings = (system: unknown) =>
  timeline(system, ['ended']).map((line) => line.replace(' ended people -> web.ask', ''));

test('a probe that is abandoned from outside gives its place back', () => {
  const breaker = { 'failure-rate': '100%', window: 1, minimum: 1, open: '15ms', probes: 1 };
  const system = calls(breaker, { at: '0ms', for: '15ms' });
  (system.load[0] as { policies: unknown[] }).policies = [{ timeout: '5ms' }, { breaker }];
  system.faults.push({ slow: 'web', factor: 50, name: 'slow', at: '25ms', for: '8ms' });
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
