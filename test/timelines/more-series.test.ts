/** Series of operations, replicas and policies, window by window, where it is known what they must be. */
import { expect, test } from 'vitest';
import { MORE_SERIES, metricNamed, Run, type RunOptions } from '../../src/sim/index.ts';
import type { Windows } from '../../src/sim/observe/index.ts';
import { planOf } from '../support/simulate.ts';

function windowsOf(system: unknown, options: RunOptions = { series: MORE_SERIES }): Windows {
  const run = new Run(planOf(system), options);
  run.advance();
  if (run.windows === undefined) throw new Error('a run has windows');
  return run.windows;
}

const told = (series: Float64Array) => [...series].map((value) => Number(value.toFixed(9)));

/** Two operations of one service with two replicas, taken in turns; requests every 10 ms, windows of 100 ms. */
const shop = {
  run: { length: '401ms', window: '100ms' },
  services: {
    shop: {
      replicas: 2,
      concurrency: { threads: 2 },
      balancer: 'round-robin',
      operations: { look: [{ work: '4ms' }], buy: [{ work: '8ms' }, { call: 'bank.pay', timeout: '2ms' }] },
    },
    bank: { concurrency: { threads: 5 }, operations: { pay: [{ work: '5ms' }] } },
  },
  load: [
    { name: 'lookers', operation: 'shop.look', arrivals: { bursts: { size: 1, every: '10ms' } } },
    {
      name: 'buyers',
      operation: 'shop.buy',
      arrivals: { bursts: { size: 1, every: '50ms' } },
      timeout: '9ms',
    },
  ],
};

test('of an operation: who called it, and what it did', () => {
  const windows = windowsOf(shop);
  const [look, buy, pay] = windows.of('operation').map(({ index }) => index);
  expect(told(windows.series('operation', look, 'offered'))).toEqual([9, 10, 10, 10]);
  expect(told(windows.series('operation', look, 'latency-p50')).map((ns) => Math.round(ns / 1e6))).toEqual([
    4, 4, 4, 4,
  ]);
  expect(told(windows.series('operation', buy, 'failed'))).toEqual([1, 2, 2, 2]);
  expect(told(windows.series('operation', buy, 'ended'))).toEqual([1, 2, 2, 2]);
  // The buyer leaves after 9 ms, the shop its bank after 10 ms; the bank has begun by then.
  expect(told(windows.series('operation', buy, 'unwanted'))).toEqual([1, 2, 2, 2]);
  expect(told(windows.series('operation', pay, 'unwanted'))).toEqual([1, 2, 2, 2]);
});

test('of a replica: its own slots, and whether it is there', () => {
  const spare = {
    run: { length: '401ms', window: '100ms' },
    services: {
      web: {
        replicas: 1,
        scaling: { most: 2, 'start-up': '50ms', grace: '0s' },
        concurrency: { threads: 2 },
        operations: { ask: [{ work: '10ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 1, every: '20ms' } } }],
    faults: [{ scale: 'web', to: 2, at: '100ms', for: '200ms' }],
  };
  const windows = windowsOf(spare);
  expect(told(windows.series('replica', 1, 'in-service'))).toEqual([0, 0.5, 1, 0]);
  expect([...windows.series('replica', 1, 'utilisation')][0]).toBeNaN();
  const started = [0, 1].map((replica) => told(windows.series('replica', replica, 'started')));
  expect(started[0].map((count, i) => count + started[1][i])).toEqual(
    told(windows.series('service', 0, 'started')),
  );
  // In each of its windows of service it is asked every other time: 10 ms of 2 slots, each 40 ms.
  expect(told(windows.series('replica', 1, 'utilisation')).slice(2, 3)).toEqual([0.15]);
  expect(started[1]).toEqual([0, 1, 3, 0]);
});

test('of policies: how long breakers were open, and what limits allowed, on average', () => {
  const guarded = {
    run: { length: '401ms', window: '100ms' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 50 },
        operations: { ask: [{ call: 'shop.buy', bulkhead: { limit: 6 } }] },
      },
      shop: {
        concurrency: { threads: 50 },
        admission: [{ limiter: { kind: 'concurrency', limit: 8 } }],
        operations: { buy: [{ work: '1ms' }] },
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        breaker: { 'failure-rate': '100%', window: 1, minimum: 1, open: '10s', probes: 1 },
      },
    ],
    faults: [
      { errors: 'web', share: '100%', at: '145ms', for: '10ms' },
      { config: 'web -> shop.buy', setting: 'bulkhead.limit', to: 2, at: '250ms' },
    ],
  };
  const windows = windowsOf(guarded);
  const names = windows.of('policy').map(({ name }) => name);
  expect(names).toEqual(['web -> shop.buy', 'people -> web.ask', 'shop/0']);
  const [web, people, door] = names.map((_, i) => i);
  // It opens at 150 ms, when the first request fails; from 160 ms on it turns back each of them.
  expect(told(windows.series('policy', people, 'open'))).toEqual([0, 0.5, 1, 1]);
  expect(told(windows.series('policy', people, 'openings'))).toEqual([0, 1, 0, 0]);
  expect(told(windows.series('policy', people, 'limit'))).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(told(windows.series('policy', people, 'turned-back'))).toEqual([0, 4, 10, 10]);
  for (const name of ['retries-withheld', 'fallbacks'] as const)
    expect(told(windows.series('policy', people, name)).every(Number.isNaN)).toBe(true);
  expect(told(windows.series('policy', web, 'limit'))).toEqual([6, 6, 4, 2]);
  expect(told(windows.series('policy', door, 'limit'))).toEqual([8, 8, 8, 8]);
});

test('who does not ask for them has none, and the run is the same', () => {
  const [without, all] = [{}, { series: MORE_SERIES }].map((options) => {
    const run = new Run(planOf(shop), options);
    run.advance();
    return run;
  });
  expect(without.windows?.keeps('replica')).toBe(false);
  expect(without.hash).toBe(all.hash);
  expect(without.windows?.series('service', 0, 'utilisation')).toEqual(
    all.windows?.series('service', 0, 'utilisation'),
  );
});

test('of health: in each window what the metrics say of it', () => {
  const system = {
    run: { length: '20s', window: '1s' },
    services: {
      web: { concurrency: { async: 1000 }, operations: { ask: [{ call: 'back.work', timeout: '500ms' }] } },
      back: {
        replicas: 4,
        concurrency: { threads: 10 },
        operations: { work: [{ work: '5ms' }] },
        ejection: { preset: 'envoy', most: '50%' },
        health: {
          check: {
            lane: 'dedicated',
            every: '1s',
            timeout: '300ms',
            unhealthy: 2,
            healthy: 2,
            'on-failure': 'restart',
          },
          panic: '60%',
        },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '200/s' } }],
    faults: [
      { errors: 'back', share: '100%', replicas: [0, 1], at: '3s', for: '6s' },
      { pause: 'back', replicas: [2], at: '5s', for: '4s' },
    ],
  };
  const ends = Array.from({ length: 21 }, (_, i) => i * 1e9);
  const run = new Run(planOf(system), { moments: ends });
  run.advance();
  const { windows } = run;
  if (windows === undefined) throw new Error('a run has windows');
  expect(windows.of('health').map(({ name }) => name)).toEqual(['back']);
  const service = { kind: 'service', index: 1 } as const;
  for (const name of ['healthy', 'ejected', 'panic', 'ejections', 'restarts'] as const) {
    const series = windows.series('health', 0, name);
    expect(series.length).toBe(20);
    for (const [at, value] of series.entries()) {
      const metric = metricNamed(name)?.valueOf(run.interval(ends[at], ends[at + 1]), service) ?? Number.NaN;
      expect(value, `${name} in window ${at}`).toBeCloseTo(metric, 9);
    }
    expect(new Set(series).size, `${name} is told of`).toBeGreaterThan(1);
  }
});
