/** Retries and timeouts, to the nanosecond. */
import { expect, test } from 'vitest';
import { factsOf, instantsOf, timeline } from './facts.ts';

/** One request after 10 ms at a service that does `steps`; the load asks with `policies`. */
function oneRequest(
  steps: unknown[],
  policies: unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    run: { length: '19s' },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: steps }, ...more } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, policies }],
  };
}

const EDGE = 'people -> web.ask';
const FAILS = [{ work: '1ms' }, { fail: '100%' }];
const ms = (lengths: number[]) => lengths.map((length) => (length - 10e9) / 1e6);

function triesWith(backoff: Record<string, unknown> | undefined, attempts: number, seed = '1'): number[] {
  const retry = backoff === undefined ? { attempts } : { attempts, backoff };
  return ms(instantsOf(factsOf(oneRequest(FAILS, [{ retry }]), { seed }), 'try', EDGE));
}

/** The pauses between attempts that take 1 ms each. */
function pausesWith(backoff: Record<string, unknown>, attempts: number, seed = '1'): number[] {
  const tries = triesWith(backoff, attempts, seed);
  return tries.slice(1).map((at, i) => Math.round((at - tries[i] - 1) * 1e6));
}

test('without a backoff the next attempt follows the last one at once', () => {
  expect(triesWith(undefined, 4)).toEqual([0, 1, 2, 3]);
});

test('the pauses double up to the longest', () => {
  expect(triesWith({ base: '10ms', factor: 2, max: '50ms' }, 6)).toEqual([0, 11, 32, 73, 124, 175]);
});

test('full jitter draws each pause from nothing to the whole, the same for the same seed', () => {
  const whole = [10e6, 20e6, 40e6, 40e6];
  const drawn = Array.from({ length: 40 }, (_, seed) =>
    pausesWith({ base: '10ms', max: '40ms', jitter: 'full' }, 5, `${seed}`),
  );
  expect(drawn.filter((pauses) => pauses.some((pause, i) => pause > whole[i]))).toEqual([]);
  expect(Math.min(...drawn.map(([first]) => first))).toBeLessThan(2e6);
  expect(Math.max(...drawn.map(([first]) => first))).toBeGreaterThan(8e6);
  expect(pausesWith({ base: '10ms', max: '40ms', jitter: 'full' }, 5, '7')).toEqual(drawn[7]);
});

test('equal jitter draws from the half of each pause to the whole, with the same luck as full jitter', () => {
  const equal = pausesWith({ base: '10ms', max: '40ms', jitter: 'equal' }, 5);
  const full = pausesWith({ base: '10ms', max: '40ms', jitter: 'full' }, 5);
  const whole = [10e6, 20e6, 40e6, 40e6];
  const halfWay = full.map((pause, i) => whole[i] / 2 + pause / 2);
  expect(Math.max(...equal.map((pause, i) => Math.abs(pause - halfWay[i])))).toBeLessThanOrEqual(1);
});

test('decorrelated jitter draws from the base to three times the last pause, and no more than the longest', () => {
  for (let seed = 0; seed < 40; seed++) {
    const pauses = pausesWith({ base: '10ms', max: '60ms', jitter: 'decorrelated' }, 6, `${seed}`);
    pauses.forEach((pause, i) => {
      const last = i === 0 ? 10e6 : pauses[i - 1];
      expect(pause).toBeGreaterThanOrEqual(10e6);
      // The last pause is kept in whole microseconds.
      expect(pause).toBeLessThanOrEqual(Math.min(60e6, 3 * last + 2000));
    });
  }
});

test('a timeout inside of a retry ends one attempt; outside of it, all of them', () => {
  const slow = [{ work: '100ms' }];
  expect(
    timeline(
      oneRequest(slow, [
        { retry: { attempts: 3, backoff: { base: '5ms', factor: 1 } } },
        { timeout: '20ms' },
      ]),
      ['try', 'tried', 'ended'],
    ),
  ).toEqual([
    '10000ms try people -> web.ask',
    '10020ms tried people -> web.ask: timed-out',
    '10025ms try people -> web.ask',
    '10045ms tried people -> web.ask: timed-out',
    '10050ms try people -> web.ask',
    '10070ms tried people -> web.ask: timed-out',
    '10070ms ended people -> web.ask: timed-out',
  ]);
  expect(
    timeline(
      oneRequest(FAILS, [
        { timeout: '20ms' },
        { retry: { attempts: 9, backoff: { base: '5ms', factor: 1 } } },
      ]),
      ['try', 'tried', 'ended'],
    ),
  ).toEqual([
    '10000ms try people -> web.ask',
    '10001ms tried people -> web.ask: error',
    '10006ms try people -> web.ask',
    '10007ms tried people -> web.ask: error',
    '10012ms try people -> web.ask',
    '10013ms tried people -> web.ask: error',
    '10018ms try people -> web.ask',
    '10019ms tried people -> web.ask: error',
    '10020ms ended people -> web.ask: timed-out',
  ]);
});

test('a total timeout cuts the last of the attempts short that a timeout of their own would have let live', () => {
  const policies = [{ timeout: '50ms' }, { retry: { attempts: 5 } }, { timeout: '20ms' }];
  expect(timeline(oneRequest([{ work: '100ms' }], policies), ['tried', 'ended'])).toEqual([
    '10020ms tried people -> web.ask: timed-out',
    '10040ms tried people -> web.ask: timed-out',
    '10050ms tried people -> web.ask: timed-out',
    '10050ms ended people -> web.ask: timed-out',
  ]);
});

test('an answer at the very instant of the timeout is in time; a nanosecond later it is not', () => {
  const answered = (timeout: string, work = '20ms') =>
    timeline(oneRequest([{ work }], [{ timeout }]), ['ended']);
  expect(answered('20ms')).toEqual(['10020ms ended people -> web.ask: ok']);
  expect(answered('20ms', '20000001ns')).toEqual(['10020ms ended people -> web.ask: timed-out']);
  const far = { ...oneRequest([{ work: '10ms' }], [{ timeout: '20ms' }]), network: { latency: '5ms' } };
  expect(timeline(far, ['ended'])).toEqual(['10020ms ended people -> web.ask: ok']);
});

test('nobody tries again what a retry is not for', () => {
  const policies = (on: string[]) => [{ retry: { attempts: 3, on } }];
  expect(timeline(oneRequest(FAILS, policies(['timed-out'])), ['try']).length).toBe(1);
  expect(timeline(oneRequest(FAILS, policies(['error'])), ['try']).length).toBe(3);
});

test('a deadline travels: the callee that drops what is too late knows how long its caller waits', () => {
  const system = {
    run: { length: '16s' },
    services: {
      web: {
        concurrency: { threads: 10 },
        deadlines: 'propagate',
        operations: { ask: [{ work: '10ms' }, { call: 'db.get' }] },
      },
      db: { concurrency: { threads: 1 }, cancellation: 'queued', operations: { get: [{ work: '40ms' }] } },
    },
    load: [
      {
        name: 'first',
        operation: 'web.ask',
        arrivals: { constant: '0.1/s' },
        timeout: '80ms',
        deadlines: 'propagate',
      },
      {
        name: 'second',
        operation: 'web.ask',
        arrivals: { constant: '0.1/s' },
        timeout: '80ms',
        deadlines: 'propagate',
      },
    ],
  };
  // Both reach the db at 10 ms; the second waits until 50 ms, and is done at 90 ms: its deadline of 80 ms ends it everywhere.
  expect(timeline(system, ['start', 'tried', 'done', 'ended'])).toEqual([
    '10000ms start first -> web.ask',
    '10000ms start second -> web.ask',
    '10010ms start web -> db.get',
    '10050ms done web -> db.get: ok',
    '10050ms start web -> db.get',
    '10050ms tried web -> db.get: ok',
    '10050ms ended web -> db.get: ok',
    '10050ms done first -> web.ask: ok',
    '10050ms tried first -> web.ask: ok',
    '10050ms ended first -> web.ask: ok',
    '10080ms tried second -> web.ask: timed-out',
    '10080ms ended second -> web.ask: timed-out',
    '10080ms tried web -> db.get: timed-out',
    '10080ms ended web -> db.get: timed-out',
    '10080ms done second -> web.ask: error, unwanted',
    '10090ms done web -> db.get: ok, unwanted',
  ]);
});
