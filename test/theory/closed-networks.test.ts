/** Users who wait for their answer before they ask again: the machine repairman, and networks by exact MVA. */
import { describe, test } from 'vitest';
import { finiteSource } from '../../src/verify/formulas/finite-source.ts';
import { closedNetwork } from '../../src/verify/formulas/mva.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

describe('the machine repairman', () => {
  for (const threads of [1, 3]) {
    test(`twelve users who think keep ${threads === 1 ? 'one thread' : `${threads} threads`} as busy as theory says`, () => {
      const serviceMean = threads * 0.02;
      const theory = finiteSource({ users: 12, thinkMean: 0.2, serviceMean, servers: threads });
      const system = station({
        seconds: 500,
        threads,
        step: { work: { exponential: `${serviceMean * 1000}ms` } },
        load: { users: 12, think: { exponential: '200ms' } },
      });
      expectTheory(system, [
        { metric: 'throughput', of: 'load users', is: theory.throughput },
        { metric: 'utilisation', of: 'service station', is: theory.utilisation },
        { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
        { metric: 'in-flight', of: 'load users', is: theory.inSystemMean },
      ]);
    });
  }
});

describe('closed networks', () => {
  // A queue needs exponential work for the theory to hold, a shared core does not.
  const processors = [
    { name: 'a queue', concurrency: { threads: 1 }, work: { exponential: '8ms' } },
    {
      name: 'a shared core',
      concurrency: { async: 1_000_000 },
      work: { hyperexponential: { mean: '8ms', cv: 1.5 } },
    },
  ];
  for (const { name, concurrency, work } of processors) {
    test(`users between ${name}, two stores and their own thoughts go round as in mean value analysis`, () => {
      // A request visits the processor 2.5 times, each time with one look at one of two stores.
      const stations = [
        { kind: 'delay', demand: 0.5 },
        { kind: 'queue', demand: 2.5 * 0.008 },
        { kind: 'queue', demand: 2.5 * 0.7 * 0.03, servers: 3 },
        { kind: 'queue', demand: 2.5 * 0.3 * 0.02 },
      ] as const;
      const theory = closedNetwork(stations, 25);
      const server = (mean: string, threads: number) => ({
        concurrency: { threads },
        queue: { limit: 'none' },
        operations: { serve: [{ work: { exponential: mean } }] },
      });
      const stores = {
        branch: [
          { share: '70%', steps: [{ call: 'large.serve' }] },
          { share: '30%', steps: [{ call: 'small.serve' }] },
        ],
      };
      const system = {
        run: { length: '320s', warmup: '20s' },
        services: {
          front: {
            concurrency: { async: 1_000_000 },
            operations: { go: [{ repeat: { again: '60%', steps: [{ call: 'processor.serve' }, stores] } }] },
          },
          processor: { concurrency, queue: { limit: 'none' }, operations: { serve: [{ work }] } },
          large: server('30ms', 3),
          small: server('20ms', 1),
        },
        load: [{ name: 'users', operation: 'front.go', users: 25, think: { exponential: '500ms' } }],
      };
      const [, processor, large, small] = theory.responseMeans;
      expectTheory(system, [
        { metric: 'throughput', of: 'load users', is: theory.throughput },
        { metric: 'latency-mean', of: 'load users', is: theory.roundMean - 0.5, halfWidthMax: 0.03 },
        { metric: 'latency-mean', of: 'service processor', is: processor / 2.5, halfWidthMax: 0.035 },
        { metric: 'latency-mean', of: 'service large', is: large / 2.5 / 0.7 },
        { metric: 'latency-mean', of: 'service small', is: small / 2.5 / 0.3, halfWidthMax: 0.035 },
      ]);
    });
  }
});
