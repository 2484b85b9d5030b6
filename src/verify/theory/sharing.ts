/** Shared cores, and slots that are held while their frame waits for somebody else. */
import { heldSlotCapacity, numberPresent } from '../formulas/little.ts';
import { psCoresResponseMean, psResponseMeanOf } from '../formulas/processor-sharing.ts';
import type { Theory } from './contract.ts';
import { station, usersOfFront } from './station.ts';

// Two works of 5 and 20 ms, 60 and 15 times a second: ρ = 0.6, and a mean of 8 ms.
const shared = { arrivalRate: 75, serviceMean: 0.008 };
const capacity = heldSlotCapacity(8, 0.001, 0.015);

export const sharing: readonly Theory[] = [
  {
    name: 'processor-sharing',
    title: 'M/G/1-PS: one core shared by short and long work, ρ = 0.6',
    source: 'Kleinrock, Queueing Systems II (1976), section 4.4',
    seconds: 300,
    system: {
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
    },
    claims: [
      {
        what: 'response to 5 ms',
        metric: 'latency-mean',
        of: 'load short',
        formula: 'work/(1 − ρ)',
        is: psResponseMeanOf(shared, 0.005),
      },
      {
        what: 'response to 20 ms',
        metric: 'latency-mean',
        of: 'load long',
        formula: 'work/(1 − ρ)',
        is: psResponseMeanOf(shared, 0.02),
      },
    ],
  },
  {
    name: 'shared-cores',
    title: 'Three cores shared by wild work (cv 2), ρ = 0.6',
    source: 'Cohen, Generalized processor sharing (1979)',
    seconds: 100,
    system: station({
      step: { work: { hyperexponential: { mean: '10ms', cv: 2 } } },
      threads: 100_000,
      rate: 180,
      service: { cores: 3 },
    }),
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'as M/M/3: s + C/(c/s − λ)',
        is: psCoresResponseMean({ arrivalRate: 180, serviceMean: 0.01, servers: 3 }),
      },
      {
        what: 'cores in use',
        metric: 'cores-utilisation',
        of: 'service station',
        formula: 'λs/c',
        is: 0.6,
      },
    ],
  },
  {
    name: 'held-slots',
    title: 'Eight slots held while a dependency answers, 1.6 times too much',
    source: 'Little, A proof for the queuing formula L = λW (1961)',
    seconds: 8,
    system: {
      services: {
        front: {
          concurrency: { threads: 8 },
          queue: { limit: 50 },
          operations: { go: [{ work: '1ms' }, { call: 'behind.look' }] },
        },
        behind: {
          concurrency: { async: 1_000_000 },
          operations: { look: [{ sleep: { exponential: '15ms' } }] },
        },
      },
      load: [usersOfFront(800)],
    },
    claims: [
      {
        what: 'throughput',
        metric: 'throughput',
        of: 'load users',
        formula: 'slots/(work + answer)',
        is: capacity,
      },
      {
        what: 'in the dependency',
        metric: 'in-flight',
        of: 'service behind',
        formula: 'L = λW',
        is: numberPresent(capacity, 0.015),
      },
    ],
  },
];
