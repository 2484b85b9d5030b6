/** One server, Poisson arrivals: M/M/1 in its orders of service, M/D/1, M/G/1, priorities. */
import { describe, test } from 'vitest';
import { mm1, mm1ResponsePercentile, mm1WaitPercentile } from './formulas/mm1.ts';
import { expectTheory } from './observe.ts';

/** `station` serves `serve` on one thread, first come first served, without limit. */
function station(work: unknown, rate: number, length: string, queue: object = {}) {
  return {
    run: { length, warmup: '10s' },
    services: {
      station: {
        concurrency: { threads: 1 },
        queue: { limit: 'none', ...queue },
        operations: { serve: [{ work }] },
      },
    },
    load: [{ name: 'users', operation: 'station.serve', arrivals: { poisson: `${rate}/s` } }],
  };
}

describe('M/M/1', () => {
  test('has the means of theory', () => {
    const theory = mm1({ arrivalRate: 60, serviceMean: 0.01 });
    expectTheory(station({ exponential: '10ms' }, 60, '1000s'), [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean },
      { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean },
      { metric: 'utilisation', of: 'service station', is: theory.utilisation },
      { metric: 'in-flight', of: 'load users', is: theory.inSystemMean },
      { metric: 'throughput', of: 'load users', is: 60 },
      { metric: 'latency-p50', of: 'load users', is: mm1ResponsePercentile({ arrivalRate: 60, serviceMean: 0.01 }, 0.5) },
      { metric: 'latency-p95', of: 'load users', is: mm1ResponsePercentile({ arrivalRate: 60, serviceMean: 0.01 }, 0.95) },
      { metric: 'latency-p99', of: 'load users', is: mm1ResponsePercentile({ arrivalRate: 60, serviceMean: 0.01 }, 0.99) },
      { metric: 'queue-wait-p90', of: 'service station', is: mm1WaitPercentile({ arrivalRate: 60, serviceMean: 0.01 }, 0.9) },
    ]);
  });
});
