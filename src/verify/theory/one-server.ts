/** One server and its queue: M/M/1, M/D/1, M/G/1, GI/M/1, and orders of service. */
import { constantGaps, gim1 } from '../formulas/gim1.ts';
import { md1 } from '../formulas/md1.ts';
import { mg1 } from '../formulas/mg1.ts';
import { mm1, mm1ResponsePercentile, mm1ResponseTail } from '../formulas/mm1.ts';
import { mm1Lifo, mm1LifoWaitPercentile } from '../formulas/mm1-lifo.ts';
import { exponential, lognormalThrough } from '../formulas/moments.ts';
import { priorityWaitMeans } from '../formulas/priority.ts';
import type { Theory } from './contract.ts';
import { station } from './station.ts';

const queue = { arrivalRate: 50, serviceMean: 0.01 };
const exponentialWork = { work: { exponential: '10ms' } };

const lognormal = lognormalThrough(0.008, 0.02);
const clockwork = gim1(constantGaps(0.02), 0.012);

const classes = [
  { name: 'first', priority: 0, rate: 25, mean: 0.008 },
  { name: 'second', priority: 1, rate: 25, mean: 0.014 },
];
const [firstWait, secondWait] = priorityWaitMeans(
  classes.map(({ rate, mean }) => ({ arrivalRate: rate, service: exponential(mean) })),
);

export const oneServer: readonly Theory[] = [
  {
    name: 'mm1',
    title: 'M/M/1: one server, exponential work, ρ = 0.5',
    source: 'Kleinrock, Queueing Systems I (1975), sections 3.2 and 5.12',
    seconds: 450,
    system: station({ step: exponentialWork, rate: 50 }),
    claims: [
      {
        what: 'utilisation',
        metric: 'utilisation',
        of: 'service station',
        formula: 'λs',
        is: mm1(queue).utilisation,
      },
      {
        what: 'mean in system',
        metric: 'in-flight',
        of: 'load users',
        formula: 'ρ/(1 − ρ)',
        is: mm1(queue).inSystemMean,
      },
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'ρs/(1 − ρ)',
        is: mm1(queue).waitMean,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's/(1 − ρ)',
        is: mm1(queue).responseMean,
      },
      {
        what: 'response, p95',
        metric: 'latency-p95',
        of: 'load users',
        formula: '−ln 0.05 · s/(1 − ρ)',
        is: mm1ResponsePercentile(queue, 0.95),
      },
    ],
  },
  {
    name: 'mm1-timeout',
    title: 'M/M/1 with callers who leave after 40 ms, which stops no work',
    source: 'Kleinrock, Queueing Systems I (1975), section 5.12: P(response > t)',
    seconds: 550,
    system: station({ step: exponentialWork, rate: 50, load: { timeout: '40ms' } }),
    claims: [
      {
        what: 'timed out',
        metric: 'timed-out',
        of: 'load users',
        formula: 'e^(−t(1 − ρ)/s)',
        is: mm1ResponseTail(queue, 0.04),
      },
      {
        what: 'served for nobody',
        metric: 'unwanted',
        of: 'service station',
        formula: 'e^(−t(1 − ρ)/s)',
        is: mm1ResponseTail(queue, 0.04),
      },
      {
        what: 'utilisation',
        metric: 'utilisation',
        of: 'service station',
        formula: 'λs, as without timeouts',
        is: mm1(queue).utilisation,
      },
    ],
  },
  {
    name: 'mm1-lifo',
    title: 'M/M/1, last come first served: the same mean, a longer tail',
    source: 'Kleinrock, Queueing Systems I (1975), 5.157; II (1976), section 3.4',
    seconds: 450,
    system: station({
      step: exponentialWork,
      rate: 50,
      service: { queue: { limit: 'none', order: 'lifo' } },
    }),
    claims: [
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'ρs/(1 − ρ), as in order',
        is: mm1Lifo(queue).waitMean,
      },
      {
        what: 'wait, p90',
        metric: 'queue-wait-p90',
        of: 'service station',
        formula: 'tail of a busy period',
        is: mm1LifoWaitPercentile(queue, 0.9),
      },
    ],
  },
  {
    name: 'md1',
    title: 'M/D/1: one server, constant work, ρ = 0.6',
    source: 'Pollaczek–Khinchine; Kleinrock, Queueing Systems I (1975), section 5.7',
    seconds: 350,
    system: station({ step: { work: '10ms' }, rate: 60 }),
    claims: [
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'ρs/(2(1 − ρ))',
        is: md1(60, 0.01).waitMean,
      },
      {
        what: 'mean in queue',
        metric: 'queue-depth',
        of: 'service station',
        formula: 'ρ²/(2(1 − ρ))',
        is: md1(60, 0.01).inQueueMean,
      },
    ],
  },
  {
    name: 'mg1',
    title: 'M/G/1: lognormal work with a median of 8 ms and a p99 of 20 ms',
    source: 'Pollaczek–Khinchine; Kleinrock, Queueing Systems I (1975), section 5.7',
    seconds: 280,
    system: station({ step: { work: { median: '8ms', p99: '20ms' } }, rate: 60 }),
    claims: [
      {
        what: 'utilisation',
        metric: 'utilisation',
        of: 'service station',
        formula: 'λE[S]',
        is: mg1(60, lognormal).utilisation,
      },
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'λE[S²]/(2(1 − ρ))',
        is: mg1(60, lognormal).waitMean,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'E[S] + mean wait',
        is: mg1(60, lognormal).responseMean,
      },
    ],
  },
  {
    name: 'dm1',
    title: 'D/M/1: clockwork arrivals at one exponential server, ρ = 0.6',
    source: 'Kleinrock, Queueing Systems I (1975), section 6.4',
    seconds: 500,
    system: station({ step: { work: { exponential: '12ms' } }, load: { arrivals: { constant: '50/s' } } }),
    claims: [
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'σs/(1−σ), σ=e^(−(1−σ)/ρ)',
        is: clockwork.waitMean,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's/(1 − σ)',
        is: clockwork.responseMean,
      },
    ],
  },
  {
    name: 'priorities',
    title: 'M/M/1 with two classes, the first served before the second',
    source: 'Cobham (1954); Kleinrock, Queueing Systems II (1976), section 3.6',
    seconds: 550,
    system: {
      services: {
        station: {
          concurrency: { threads: 1 },
          queue: { limit: 'none', order: 'priority' },
          operations: Object.fromEntries(
            classes.map(({ name, mean }) => [name, [{ work: { exponential: `${mean * 1000}ms` } }]]),
          ),
        },
      },
      load: classes.map(({ name, priority, rate }) => ({
        name,
        operation: `station.${name}`,
        priority,
        arrivals: { poisson: `${rate}/s` },
      })),
    },
    claims: [
      {
        what: 'first, response',
        metric: 'latency-mean',
        of: 'load first',
        formula: 's₁ + W₀/(1−ρ₁)',
        is: firstWait + classes[0].mean,
      },
      {
        what: 'second, response',
        metric: 'latency-mean',
        of: 'load second',
        formula: 's₂ + W₀/((1−ρ₁)(1−ρ))',
        is: secondWait + classes[1].mean,
      },
    ],
  },
];
