/** The breaker's states, call by call. */
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

test('it opens at the very call that brings the failure rate to the threshold, and refuses at once', () => {
  const breaker = { 'failure-rate': '50%', window: 4, minimum: 4, open: '1s', probes: 1 };
  // ok ok | error error: two of four.
  expect(endings(calls(breaker, { at: '25ms' })).slice(0, 6)).toEqual([
    '11ms: ok',
    '21ms: ok',
    '30ms: error',
    '40ms: error',
    '50ms: rejected',
    '60ms: rejected',
  ]);
});

test('it does not open before the minimum of calls', () => {
  const breaker = { 'failure-rate': '50%', window: 10, minimum: 5, open: '1s', probes: 1 };
  expect(endings(calls(breaker, { at: '0ms' })).slice(0, 6)).toEqual([
    '10ms: error',
    '20ms: error',
    '30ms: error',
    '40ms: error',
    '50ms: error',
    '60ms: rejected',
  ]);
});

test('only the last calls of the window count', () => {
  const breaker = { 'failure-rate': '100%', window: 2, minimum: 2, open: '1s', probes: 1 };
  // Fails from 25 to 35 and from 45 to 65 ms: error at 30, ok at 41, error at 50 and 60: two in a row.
  const system = calls(breaker, { at: '25ms', for: '10ms' });
  system.faults.push({ errors: 'web', share: '100%', name: 'again', at: '45ms', for: '20ms' });
  expect(endings(system).slice(2, 7)).toEqual([
    '30ms: error',
    '41ms: ok',
    '50ms: error',
    '60ms: error',
    '70ms: rejected',
  ]);
});

test('after its time the next call probes; a good probe closes it', () => {
  const breaker = { 'failure-rate': '100%', window: 2, minimum: 2, open: '29ms', probes: 1 };
  // Open from 20 to 49 ms: the call of 50 ms goes through, and nothing wakes before it.
  expect(endings(calls(breaker, { at: '0ms', for: '45ms' })).slice(0, 8)).toEqual([
    '10ms: error',
    '20ms: error',
    '30ms: rejected',
    '40ms: rejected',
    '51ms: ok',
    '61ms: ok',
    '71ms: ok',
    '81ms: ok',
  ]);
});

test('a bad probe opens it for its whole time again', () => {
  const breaker = { 'failure-rate': '100%', window: 2, minimum: 2, open: '29ms', probes: 1 };
  expect(endings(calls(breaker, { at: '0ms', for: '60ms' })).slice(0, 9)).toEqual([
    '10ms: error',
    '20ms: error',
    '30ms: rejected',
    '40ms: rejected',
    '50ms: error',
    '60ms: rejected',
    '70ms: rejected',
    '81ms: ok',
    '91ms: ok',
  ]);
});

test('half open, no more than its probes go through, and their failure rate decides', () => {
  const breaker = { 'failure-rate': '50%', window: 2, minimum: 2, open: '20ms', probes: 2 };
  const system = calls(breaker, { at: '0ms', for: '25ms' });
  // Open from 20 to 40 ms. The probes of 40 and 50 ms take 35 ms each; whoever comes before both are back is refused.
  system.faults.push({ slow: 'web', factor: 35, name: 'slow', at: '35ms', for: '22ms' });
  expect(endings(system).slice(0, 10)).toEqual([
    '10ms: error',
    '20ms: error',
    '30ms: rejected',
    '60ms: rejected',
    '70ms: rejected',
    '75ms: ok',
    '80ms: rejected',
    '85ms: ok',
    '91ms: ok',
    '101ms: ok',
  ]);
});

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
