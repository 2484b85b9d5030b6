/** One request, many calls: it takes as long as the slowest of them. */
import { describe, test } from 'vitest';
import { forkJoinTwo } from '../../src/verify/formulas/fork-join.ts';
import { maximumMean, maximumMeanOf, maximumPercentile } from '../../src/verify/formulas/maximum.ts';
import { mm1 } from '../../src/verify/formulas/mm1.ts';
import { expectTheory } from './observe.ts';

const front = (calls: readonly unknown[]) => ({
  concurrency: { async: 1_000_000 },
  operations: { go: [{ parallel: calls }] },
});

describe('fan-out', () => {
  for (const n of [2, 10]) {
    test(`the slowest of ${n} exponential answers takes the harmonic number times the mean`, () => {
      const system = {
        run: { length: `${1100 / n}s`, warmup: '5s' },
        services: {
          front: front(Array.from({ length: n }, () => ({ call: 'behind.look' }))),
          behind: {
            concurrency: { async: 1_000_000 },
            operations: { look: [{ sleep: { exponential: '10ms' } }] },
          },
        },
        load: [{ name: 'users', operation: 'front.go', arrivals: { poisson: '50/s' } }],
      };
      expectTheory(system, [
        { metric: 'latency-mean', of: 'load users', is: maximumMean(0.01, n) },
        { metric: 'latency-p50', of: 'load users', is: maximumPercentile(0.01, n, 0.5) },
        { metric: 'latency-p95', of: 'load users', is: maximumPercentile(0.01, n, 0.95) },
      ]);
    });
  }

  test('strands of one operation that wait for different times take the longest of them', () => {
    const means = [5, 10, 20];
    const system = {
      run: { length: '205s', warmup: '5s' },
      services: { front: front(means.map((mean) => [{ sleep: { exponential: `${mean}ms` } }])) },
      load: [{ name: 'users', operation: 'front.go', arrivals: { poisson: '100/s' } }],
    };
    expectTheory(system, [{ metric: 'latency-mean', of: 'load users', is: maximumMeanOf(means) / 1000 }]);
  });
});

describe('fork and join', () => {
  test('two queues that meet the same arrivals join as Flatto and Hahn say', () => {
    const queue = { arrivalRate: 60, serviceMean: 0.01 };
    const server = {
      concurrency: { threads: 1 },
      queue: { limit: 'none' },
      operations: { serve: [{ work: { exponential: '10ms' } }] },
    };
    const system = {
      run: { length: '850s', warmup: '50s' },
      services: {
        front: front([{ call: 'left.serve' }, { call: 'right.serve' }]),
        left: server,
        right: server,
      },
      load: [{ name: 'users', operation: 'front.go', arrivals: { poisson: '60/s' } }],
    };
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: forkJoinTwo(queue) },
      { metric: 'latency-mean', of: 'service left', is: mm1(queue).responseMean },
      { metric: 'latency-mean', of: 'service right', is: mm1(queue).responseMean },
    ]);
  });
});
