/** Limiters and shedding beside the queues that they are, under arrivals by luck. */
import { stationaryDistribution } from '../formulas/birth-death.ts';
import { erlangB, erlangBCarried } from '../formulas/erlang-b.ts';
import { fixedWindowLoss } from '../formulas/fixed-window.ts';
import { md1k } from '../formulas/md1k.ts';
import type { Claim, Theory } from './contract.ts';
import { station } from './station.ts';

const MD1K = 'Gross, Shortle, Thompson & Harris, Fundamentals of Queueing Theory (2008), 5.1.8';

/** A limiter at the door of a service that has room for everybody and needs 1 ms for each. */
const door = (limiter: object, rate: number) =>
  station({
    service: { concurrency: { async: 100_000 }, admission: [{ limiter }] },
    step: { sleep: '1ms' },
    rate,
  });

/** A token each 20 ms, and at most four of them. */
const bucket = md1k({ arrivalRate: 60, service: 0.02, places: 4 });

const bucketClaims: readonly Claim[] = [
  { what: 'shed', metric: 'shed', of: 'load users', formula: 'p(K) of M/D/1/K', is: bucket.blocking },
  {
    what: 'throughput',
    metric: 'throughput',
    of: 'load users',
    formula: 'λ(1 − p(K))',
    is: bucket.throughput,
  },
];

/**
 * Two classes share one server: the second is let in while fewer than two wait. p(n) of a chain whose
 * births are fewer from there on.
 */
const FIRST = 80;
const SECOND = 60;
const inTwoClasses = stationaryDistribution({
  birth: (n) => (n < 3 ? FIRST + SECOND : FIRST),
  death: () => 100,
  last: 6,
});
const atLeast = (n: number) => inTwoClasses.slice(n).reduce((sum, share) => sum + share, 0);

export const limits: readonly Theory[] = [
  {
    name: 'token-bucket-loss',
    title: 'A token bucket of four, under 1.2 times its rate, loses as M/D/1/4',
    source: MD1K,
    seconds: 90,
    system: door({ kind: 'token-bucket', rate: '50/s', burst: 4 }, 60),
    claims: bucketClaims,
  },
  {
    name: 'gcra-loss',
    title: 'The generic cell rate algorithm loses what the token bucket loses',
    source: `ITU-T Recommendation I.371, annex A; ${MD1K}`,
    seconds: 90,
    system: door({ kind: 'gcra', rate: '50/s', burst: 4 }, 60),
    claims: bucketClaims,
  },
  {
    name: 'leaky-bucket-wait',
    title: 'A leaky bucket of three places is an M/D/1/4 whose customers wait',
    source: MD1K,
    seconds: 90,
    system: door({ kind: 'leaky-bucket', rate: '50/s', queue: 3 }, 60),
    claims: [
      bucketClaims[0],
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'wait of M/D/1/K + work',
        is: bucket.waitMean + 0.001,
      },
    ],
  },
  {
    name: 'fixed-window-loss',
    title: 'Six permits a window, for six who come in one on average',
    source: 'Zipkin, Foundations of Inventory Management (2000), C.2.3, the Poisson loss function',
    seconds: 130,
    system: door({ kind: 'fixed-window', limit: 6, window: '100ms' }, 60),
    claims: [
      {
        what: 'shed',
        metric: 'shed',
        of: 'load users',
        formula: 'E[(N − L)⁺]/E[N]',
        is: fixedWindowLoss(6, 6),
      },
    ],
  },
  {
    name: 'concurrency-limit',
    title: 'Six at a time at the door lose what six slots would, of constant work',
    source: 'Cooper, Introduction to Queueing Theory (1981), section 3.3',
    seconds: 35,
    system: station({
      threads: 100,
      service: { admission: [{ limiter: { kind: 'concurrency', limit: 6 } }] },
      step: { work: '40ms' },
      rate: 120,
    }),
    claims: [
      { what: 'shed', metric: 'shed', of: 'load users', formula: 'B(c, λs)', is: erlangB(4.8, 6) },
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
    name: 'shed-by-priority',
    title: 'The less important are shed from two in the queue on, all from five',
    source: 'Kleinrock, Queueing Systems I (1975), section 3.1, births that depend on the state',
    seconds: 200,
    system: {
      ...station({
        service: {
          admission: [{ shed: { by: 'queue-length', limit: 5, levels: ['100%', '40%'] } }],
        },
        step: { work: { exponential: '10ms' } },
      }),
      load: [FIRST, SECOND].map((rate, priority) => ({
        name: `class-${priority}`,
        operation: 'station.serve',
        priority,
        arrivals: { poisson: `${rate}/s` },
      })),
    },
    claims: [
      { what: 'first, shed', metric: 'shed', of: 'load class-0', formula: 'p(6)', is: atLeast(6) },
      {
        what: 'second, shed',
        metric: 'shed',
        of: 'load class-1',
        formula: 'p(3) + … + p(6)',
        is: atLeast(3),
      },
    ],
  },
];
