/** Many servers, limited room and lost patience: Erlang A, B and C, M/M/c/K, M/G/∞. */
import { erlangA } from '../formulas/erlang-a.ts';
import { erlangB, erlangBCarried } from '../formulas/erlang-b.ts';
import { infiniteServersInFlightMean } from '../formulas/infinite-servers.ts';
import { mmc, mmcResponseTail, mmcWaitPercentile } from '../formulas/mmc.ts';
import { mmcWaitLimit } from '../formulas/mmc-impatient.ts';
import { mmck } from '../formulas/mmck.ts';
import type { Theory } from './contract.ts';
import { station } from './station.ts';

const exponentialWork = { work: { exponential: '40ms' } };

const two = { arrivalRate: 60, serviceMean: 0.02, servers: 2 };
const overloaded = mmck({ arrivalRate: 130, serviceMean: 0.04, servers: 3, queueLimit: 5 });
const impatient = erlangA({ arrivalRate: 140, serviceMean: 0.04, servers: 4, patienceMean: 0.08 });
const limited = mmcWaitLimit({ arrivalRate: 140, serviceMean: 0.04, servers: 4 }, 0.03);

export const manyServers: readonly Theory[] = [
  {
    name: 'erlang-c',
    title: 'M/M/c: two servers, exponential work, ρ = 0.6',
    source: 'Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.3',
    seconds: 650,
    system: station({
      step: { work: { exponential: '20ms' } },
      threads: 2,
      rate: 60,
      load: { within: '50ms' },
    }),
    claims: [
      {
        what: 'mean wait',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'C(c, λs)/(c/s − λ)',
        is: mmc(two).waitMean,
      },
      {
        what: 'wait, p90',
        metric: 'queue-wait-p90',
        of: 'service station',
        formula: 'ln(C/0.1)/(c/s − λ)',
        is: mmcWaitPercentile(two, 0.9),
      },
      {
        what: 'later than 50 ms',
        metric: 'late',
        of: 'load users',
        formula: 'P(wait + work > t)',
        is: mmcResponseTail(two, 0.05),
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's + C/(c/s − λ)',
        is: mmc(two).responseMean,
      },
    ],
  },
  {
    name: 'mmck',
    title: 'M/M/c/K: three servers, five places, 1.7 times what they can do',
    source: 'Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.4',
    seconds: 70,
    system: station({
      step: exponentialWork,
      threads: 3,
      rate: 130,
      service: { queue: { limit: 5 } },
    }),
    claims: [
      {
        what: 'refused',
        metric: 'refused',
        of: 'load users',
        formula: 'p(K)',
        is: overloaded.blocking,
      },
      {
        what: 'throughput',
        metric: 'throughput',
        of: 'load users',
        formula: 'λ(1 − p(K))',
        is: overloaded.throughput,
      },
      {
        what: 'mean in queue',
        metric: 'queue-depth',
        of: 'service station',
        formula: 'Σ (n − c)⁺ p(n)',
        is: overloaded.inQueueMean,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's + queue/throughput',
        is: overloaded.responseMean,
      },
    ],
  },
  {
    name: 'erlang-b',
    title: 'M/G/c/c: six servers, no queue, lognormal work (any would do)',
    source: 'Cooper, Introduction to Queueing Theory (1981), section 3.3',
    seconds: 120,
    system: station({
      step: { work: { lognormal: { mean: '40ms', cv: 1 } } },
      threads: 6,
      rate: 120,
      service: { queue: { limit: 0 } },
    }),
    claims: [
      {
        what: 'refused',
        metric: 'refused',
        of: 'load users',
        formula: 'B(c, λs)',
        is: erlangB(4.8, 6),
      },
      {
        what: 'mean busy',
        metric: 'in-flight',
        of: 'service station',
        formula: 'λs(1 − B)',
        is: erlangBCarried(4.8, 6),
      },
    ],
  },
  {
    name: 'erlang-a',
    title: 'M/M/c+M: 1.4 times too much, and a patience of 80 ms on average',
    source: 'Mandelbaum & Zeltyn, The Palm/Erlang-A queue (2007)',
    seconds: 100,
    system: station({
      step: exponentialWork,
      threads: 4,
      rate: 140,
      service: { queue: { limit: 'none', wait: { exponential: '80ms' } } },
    }),
    claims: [
      {
        what: 'left the queue',
        metric: 'expired',
        of: 'load users',
        formula: 'E[queue]/(λ · patience)',
        is: impatient.abandonment,
      },
      {
        what: 'mean in queue',
        metric: 'queue-depth',
        of: 'service station',
        formula: 'Σ (n − c)⁺ p(n)',
        is: impatient.inQueueMean,
      },
      {
        what: 'utilisation',
        metric: 'utilisation',
        of: 'service station',
        formula: 'Σ min(n, c) p(n)/c',
        is: impatient.utilisation,
      },
    ],
  },
  {
    name: 'wait-limit',
    title: 'M/M/c+D: 1.4 times too much, and nobody waits beyond 30 ms',
    source: 'Baccelli & Hébuterne, On queues with impatient customers (1981)',
    seconds: 100,
    system: station({
      step: exponentialWork,
      threads: 4,
      rate: 140,
      service: { queue: { limit: 'none', wait: '30ms' } },
    }),
    claims: [
      {
        what: 'expired',
        metric: 'expired',
        of: 'load users',
        formula: 'P(offered wait V > τ)',
        is: limited.abandonment,
      },
      {
        what: 'mean wait if served',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'E[V | V ≤ τ]',
        is: limited.servedWaitMean,
      },
    ],
  },
  {
    name: 'skipped',
    title: 'Callers leave after 30 ms, and a server that looks skips them',
    source: 'Baccelli & Hébuterne, On queues with impatient customers (1981)',
    seconds: 40,
    system: station({
      step: exponentialWork,
      threads: 4,
      rate: 140,
      service: { cancellation: 'queued' },
      load: { timeout: '30ms' },
    }),
    claims: [
      {
        what: 'started',
        metric: 'started',
        of: 'service station',
        formula: 'λP(offered wait V ≤ τ)',
        is: 140 * (1 - limited.abandonment),
      },
      {
        what: 'mean wait if served',
        metric: 'queue-wait-mean',
        of: 'service station',
        formula: 'E[V | V ≤ τ]',
        is: limited.servedWaitMean,
      },
    ],
  },
  {
    name: 'infinite-servers',
    title: 'M/G/∞: nobody waits; 400 a second sleep 40 ms',
    source: 'Kleinrock, Queueing Systems I (1975), section 3.4; Mirasol (1963)',
    seconds: 25,
    system: station({
      step: { sleep: { hyperexponential: { mean: '40ms', cv: 2 } } },
      rate: 400,
      service: { concurrency: { async: 100_000 } },
    }),
    claims: [
      {
        what: 'mean in flight',
        metric: 'in-flight',
        of: 'service station',
        formula: 'λs, whatever the work',
        is: infiniteServersInFlightMean(400, 0.04),
      },
    ],
  },
];
