/** Messages by luck: consumers as servers, redelivery as retries, a visibility timeout as a hedge. */
import { hedgedExponentialMean, hedgedExponentialTries } from '../formulas/hedging.ts';
import { mmc, mmcResponsePercentile } from '../formulas/mmc.ts';
import { amplification, successAfterRetries } from '../formulas/retries.ts';
import type { Theory } from './contract.ts';

const roomy = { concurrency: { async: 1_000_000 } };

/** Users whose messages, so many a second, are handled by `steps`, at most `concurrency` at a time. */
function queue(rate: number, steps: readonly unknown[], jobs: object, concurrency: number) {
  return {
    services: {
      web: { ...roomy, operations: { ask: [{ send: 'jobs' }] } },
      worker: { ...roomy, operations: { work: steps } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs } } },
    consumers: [{ from: 'jobs', call: 'worker.work', concurrency }],
    load: [{ name: 'users', operation: 'web.ask', arrivals: { poisson: `${rate}/s` } }],
  };
}

const two = { arrivalRate: 60, serviceMean: 0.02, servers: 2 };
/** So many deliveries that the last of them is never reached. */
const hidden = { delay: 0.06, tries: 100 };

export const messages: readonly Theory[] = [
  {
    name: 'consumers',
    title: 'A queue with two consumers is an M/M/2',
    source: 'Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.3',
    seconds: 180,
    system: queue(60, [{ sleep: { exponential: '20ms' } }], { limit: 'none' }, 2),
    claims: [
      {
        what: 'handled after, mean',
        metric: 'handled-after-mean',
        of: 'queue jobs',
        formula: 's + C/(c/s − λ)',
        is: mmc(two).responseMean,
      },
      {
        what: 'handled after, p90',
        metric: 'handled-after-p90',
        of: 'queue jobs',
        formula: 'P(wait + work > t) = 0.1',
        is: mmcResponsePercentile(two, 0.9),
      },
    ],
  },
  {
    name: 'redelivery',
    title: 'Three deliveries that each fail with probability 0.5, then a dead letter',
    source: 'Amazon SQS Developer Guide, Dead-letter queues; the truncated geometric series',
    seconds: 25,
    system: queue(100, [{ fail: '50%' }], { receives: 3, 'on-failure': 'now' }, 100),
    claims: [
      {
        what: 'deliveries',
        metric: 'delivered',
        of: 'queue jobs',
        formula: 'λ(1 − pⁿ)/(1 − p)',
        is: 100 * amplification(0.5, 3),
      },
      {
        what: 'acknowledged',
        metric: 'acknowledged',
        of: 'queue jobs',
        formula: 'λ(1 − pⁿ)',
        is: 100 * successAfterRetries(0.5, 3),
      },
      {
        what: 'redelivered',
        metric: 'redelivered',
        of: 'queue jobs',
        formula: '1 − (1 − p)/(1 − pⁿ)',
        is: 1 - 1 / amplification(0.5, 3),
      },
    ],
  },
  {
    name: 'visibility',
    title: 'Hidden for 60 ms, handled in 40 on average: a redelivery is a hedge',
    source: 'Amazon SQS API Reference, ReceiveMessage, VisibilityTimeout; the least of delayed draws',
    seconds: 25,
    system: queue(100, [{ sleep: { exponential: '40ms' } }], { visibility: '60ms' }, 10_000),
    claims: [
      {
        what: 'deliveries',
        metric: 'delivered',
        of: 'queue jobs',
        formula: 'λ(1 + Σ e^(−(1+…+k)v/s))',
        is: 100 * hedgedExponentialTries(0.04, hidden),
      },
      {
        what: 'handled after, mean',
        metric: 'handled-after-mean',
        of: 'queue jobs',
        formula: 'mean of the least draw',
        is: hedgedExponentialMean(0.04, hidden),
      },
    ],
  },
];
