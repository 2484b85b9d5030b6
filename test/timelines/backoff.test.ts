/** How long retries pause: every schedule to the nanosecond, every jitter by its bounds and its distribution. */
import { expect, test } from 'vitest';
import { policies } from '../../src/sim/index.ts';
import { kolmogorovCritical, kolmogorovDistance } from '../support/statistics.ts';
import { factsOf, instantsOf } from './facts.ts';

const EDGE = 'people -> web.ask';

/** The pauses of each request (one every so many seconds, which fails at once every time), ns. */
function pausesOf(retry: Record<string, unknown>, requests = 1, every = 100): number[][] {
  const system = {
    run: { length: `${every * (requests + 0.5)}s` },
    services: { web: { concurrency: { async: 10 }, operations: { ask: [{ fail: '100%' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: `${1 / every}/s` }, retry }],
  };
  const tries = instantsOf(factsOf(system), 'try', EDGE);
  const attempts = tries.length / requests;
  return Array.from({ length: requests }, (_, i) => {
    const own = tries.slice(i * attempts, (i + 1) * attempts);
    return own.slice(1).map((at, j) => at - own[j]);
  });
}

const inMs = (pauses: number[][]) => pauses[0].map((pause) => pause / 1e6);

test.each<[string, Record<string, unknown>, number[]]>([
  ['fixed pauses are the base', { kind: 'fixed', base: '500ms' }, [500, 500, 500, 500, 500]],
  ['linear ones grow by the base', { kind: 'linear', base: '2s', max: '7s' }, [2000, 4000, 6000, 7000, 7000]],
  ['exponential ones double unless told', { base: '100ms', max: '1s' }, [100, 200, 400, 800, 1000]],
  [
    'or grow by their factor',
    { kind: 'exponential', base: '500ms', factor: 1.5 },
    [500, 750, 1125, 1687.5, 2531.25],
  ],
  ['no pause is longer than 10s unless told', { base: '4s', factor: 2 }, [4000, 8000, 10000, 10000, 10000]],
  [
    "Envoy's are (2^n - 1) times the base, and ten times at most",
    { kind: 'envoy', base: '25ms' },
    [25, 75, 175, 250, 250],
  ],
  [
    "which a longest pause of one's own replaces",
    { kind: 'envoy', base: '25ms', max: '400ms' },
    [25, 75, 175, 375, 400],
  ],
  ['where nothing caps them they go on', { base: '4s', max: 'none' }, [4000, 8000, 16_000, 32_000, 64_000]],
])('%s', (_, backoff, pauses) => {
  expect(inMs(pausesOf({ attempts: 6, backoff }, 1, 1000))).toEqual(pauses);
});

test.each([
  ['resilience4j', { kind: 'exponential', factor: 1.5 }, 11, [500, 750, 1125, 1687.5, 2531.25, 3796.875]],
  ['polly', { kind: 'exponential' }, 5, [2000, 4000, 8000, 16_000, 32_000]],
])('an exponential back-off of %s has no longest pause', (preset, backoff, retries, begin) => {
  const pauses = inMs(pausesOf({ preset, attempts: retries + 1, backoff }, 1, 1000));
  expect(pauses.slice(0, begin.length)).toEqual(begin);
  const growth = pauses[1] / pauses[0];
  expect(pauses[retries - 1]).toBeCloseTo(pauses[0] * growth ** (retries - 1), 3);
  expect(pauses[retries - 1]).toBeGreaterThan(10_000);
});

test("Polly's jitter has none either", () => {
  const pauses = pausesOf({ attempts: 6, backoff: { base: '4s', jitter: 'polly' } }, 50, 1000).map(
    (each) => each[4],
  );
  expect(Math.max(...pauses)).toBeGreaterThan(40e9);
});

/** The n-th pause of 2000 requests, as a sample against P(pause ≤ x). */
function expectSpread(backoff: Record<string, unknown>, nth: number, below: (pause: number) => number): void {
  const sample = pausesOf({ attempts: nth + 1, backoff }, 2000).map((pauses) => pauses[nth - 1]);
  const distance = kolmogorovDistance(sample, below);
  expect(distance).toBeLessThan(kolmogorovCritical(sample.length));
}

const uniform = (from: number, to: number) => (pause: number) =>
  Math.min(1, Math.max(0, (pause - from) / (to - from)));

test.each<[string, Record<string, unknown>, number, number, number]>([
  ['full jitter is uniform from nothing to the pause', { base: '10ms', jitter: 'full' }, 3, 0, 40e6],
  ['equal jitter from its half', { base: '10ms', jitter: 'equal' }, 2, 10e6, 20e6],
  ["gRPC's is 20% around it", { base: '100ms', max: '1s', jitter: '20%' }, 2, 160e6, 240e6],
  [
    'around the longest pause, too: it may be exceeded',
    { base: '1s', max: '1s', jitter: '20%' },
    1,
    0.8e9,
    1.2e9,
  ],
  ["resilience4j's is 50% around it", { base: '500ms', factor: 1.5, jitter: '50%' }, 2, 375e6, 1125e6],
  [
    "Envoy's is uniform up to (2^n - 1) times the base",
    { base: '25ms', kind: 'envoy', jitter: 'full' },
    3,
    0,
    175e6,
  ],
  [
    'decorrelated jitter begins uniform from the base to three times the base',
    { base: '10ms', jitter: 'decorrelated' },
    1,
    10e6,
    30e6,
  ],
])('%s', (_, backoff, nth, from, to) => {
  const sample = pausesOf({ attempts: nth + 1, backoff }, 2000).map((pauses) => pauses[nth - 1]);
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...sample)).toBeLessThanOrEqual(to);
  expectSpread(backoff, nth, uniform(from, to));
});

test("Polly's jitter follows its formula, and the draws of a request hang together", () => {
  const base = 2e9;
  const growth = (t: number) => 2 ** t * Math.tanh(Math.sqrt(4 * t));
  // The luck behind each pause, found again from the pause and the luck before it.
  const luckIn = (pause: number, nth: number, before: number) => {
    const wanted = before + (pause * 1.4) / base;
    let [low, high] = [0, 1];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (growth(nth - 1 + middle) < wanted) low = middle;
      else high = middle;
    }
    return low;
  };
  const backoff = { base: '2s', max: '50s', jitter: 'polly' };
  const lucks = pausesOf({ attempts: 4, backoff }, 1000).map((pauses) => {
    let before = 0;
    return pauses.map((pause, i) => {
      const luck = luckIn(pause, i + 1, before);
      before = growth(i + luck);
      return luck;
    });
  });
  for (const nth of [0, 1, 2]) {
    const sample = lucks.map((own) => own[nth]);
    expect(kolmogorovDistance(sample, uniform(0, 1))).toBeLessThan(kolmogorovCritical(sample.length));
  }
});

test('after it was shed a client may begin from another base', () => {
  const settings = (backoff: Record<string, unknown>) =>
    policies.retry.settingsOf(policies.retry.params.parse({ attempts: 2, backoff }));
  const { settings: names } = policies.retry;
  expect(settings({ base: '100ms' })[names.indexOf('base-when-shed')]).toBe(100e6);
  expect(settings({ base: '100ms', 'base-when-shed': '500ms' })[names.indexOf('base-when-shed')]).toBe(500e6);
});

test('what would do nothing is refused, with what to write instead', () => {
  const told = (backoff: Record<string, unknown>) => {
    const parsed = policies.retry.params.safeParse({ attempts: 2, backoff: { base: '1s', ...backoff } });
    return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  expect(told({ kind: 'fixed', factor: 2 })).toEqual([
    'backoff.factor: a factor does nothing to fixed pauses; write `kind: exponential` or leave it out',
  ]);
  expect(told({ kind: 'linear', jitter: 'decorrelated' })).toEqual([
    'backoff.kind: jitter decorrelated has a growth of its own; leave `kind` out',
  ]);
  expect(told({ jitter: 'fulll' })?.[0]).toContain('backoff.jitter');
  expect(told({ jitter: 0.2 })).toEqual(['backoff.jitter: 0.2 has no unit; write 20% (or 0.2%)']);
  expect(told({ factor: 2, jitter: 'decorrelated' })).toBe(undefined);
});
