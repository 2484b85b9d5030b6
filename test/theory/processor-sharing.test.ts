/** Shared cores: everybody computes at once and slower. */
import { describe, test } from 'vitest';
import {
  psCoresResponseMean,
  psResponseMean,
  psResponseMeanOf,
} from '../../src/verify/formulas/processor-sharing.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

const WORKS = [
  { name: 'constant', work: '10ms', seconds: 500 },
  { name: 'exponential', work: { exponential: '10ms' }, seconds: 800 },
  { name: 'hyperexponential', work: { hyperexponential: { mean: '10ms', cv: 2 } }, seconds: 1000 },
];

describe('processor sharing', () => {
  for (const { name, work, seconds } of WORKS) {
    test(`one core shared by ${name} work answers as M/M/1 does`, () => {
      const queue = { arrivalRate: 60, serviceMean: 0.01 };
      const system = station({
        seconds,
        service: { concurrency: { async: 1_000_000 } },
        step: { work },
        rate: queue.arrivalRate,
      });
      expectTheory(system, [
        { metric: 'latency-mean', of: 'load users', is: psResponseMean(queue) },
        { metric: 'cores-utilisation', of: 'service station', is: 0.6 },
      ]);
    });

    test(`three cores shared by ${name} work answer as M/M/3 does`, () => {
      const queue = { arrivalRate: 210, serviceMean: 0.01, servers: 3 };
      const system = station({
        seconds: seconds / 3,
        threads: 100_000,
        service: { cores: 3 },
        step: { work },
        rate: queue.arrivalRate,
      });
      expectTheory(system, [
        { metric: 'latency-mean', of: 'load users', is: psCoresResponseMean(queue) },
        { metric: 'cores-utilisation', of: 'service station', is: 0.7 },
      ]);
    });
  }

  test('short and long work are slowed alike', () => {
    // Two works of 5 and 20 ms, 60 and 15 times a second: utilisation 0.6, so each takes 2.5 times as long.
    const queue = { arrivalRate: 75, serviceMean: 0.008 };
    const system = {
      run: { length: '630s', warmup: '30s' },
      services: {
        station: {
          concurrency: { async: 1_000_000 },
          operations: { short: [{ work: '5ms' }], long: [{ work: '20ms' }] },
        },
      },
      load: [
        { name: 'short', operation: 'station.short', arrivals: { poisson: '60/s' } },
        { name: 'long', operation: 'station.long', arrivals: { poisson: '15/s' } },
      ],
    };
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load short', is: psResponseMeanOf(queue, 0.005) },
      { metric: 'latency-mean', of: 'load long', is: psResponseMeanOf(queue, 0.02) },
    ]);
  });
});
