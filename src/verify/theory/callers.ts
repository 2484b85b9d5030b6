/** What policies around a call come to, where there is a theory of it: bulkheads, hedges, shared calls, caches, throttles, budgets. */
import { lruHitShare, ttlHitShare, zipfShares } from '../formulas/caching.ts';
import { callsSent, coalescedMean } from '../formulas/coalescing.ts';
import { erlangB, erlangBCarried } from '../formulas/erlang-b.ts';
import {
  hedgedExponentialMean,
  hedgedExponentialPercentile,
  hedgedExponentialTries,
} from '../formulas/hedging.ts';
import { mmck } from '../formulas/mmck.ts';
import { amplification } from '../formulas/retries.ts';
import { sentToCapacityWhenAnsweredCounts, sentToCapacityWhenOfferedCounts } from '../formulas/throttle.ts';
import type { Theory } from './contract.ts';
import { station } from './station.ts';

/** Nobody waits at the callee: whatever waiting there is, the policies do it. */
const roomy = { concurrency: { async: 1_000_000 } };

const inRoom = mmck({ arrivalRate: 130, serviceMean: 0.04, servers: 3, queueLimit: 5 });
const hedge = { delay: 0.03, tries: 2 };

/** A callee that accepts 250 a second of what reaches it and turns the rest away; four times as many come. */
const OFFERED = 1000;
const capacity = {
  ...roomy,
  admission: [{ limiter: { kind: 'token-bucket', rate: '250/s', burst: 25 } }],
};
const before = { accepted: 250, offered: OFFERED, window: 0.5 };
const sentOffered = sentToCapacityWhenOfferedCounts({ ...before, k: 2 });
const sentAnswered = sentToCapacityWhenAnsweredCounts({ ...before, k: 1 / 0.95 });

/** Two loads with a policy each, for two services of which one fails a little and one a lot. */
const twoShares = (retry: object, little: string, much: string) => ({
  services: {
    little: { ...roomy, operations: { serve: [{ fail: little }] } },
    much: { ...roomy, operations: { serve: [{ fail: much }] } },
  },
  load: ['little', 'much'].map((name) => ({
    name,
    operation: `${name}.serve`,
    arrivals: { poisson: '200/s' },
    retry,
  })),
});

export const callers: readonly Theory[] = [
  {
    name: 'bulkhead-loss',
    title: 'A bulkhead of six around calls of constant length rejects by Erlang B',
    source: 'Cooper, Introduction to Queueing Theory (1981), section 3.3',
    seconds: 35,
    system: station({ service: roomy, step: { sleep: '40ms' }, rate: 120, load: { bulkhead: { limit: 6 } } }),
    claims: [
      { what: 'rejected', metric: 'rejected', of: 'load users', formula: 'B(c, λs)', is: erlangB(4.8, 6) },
      {
        what: 'mean inside',
        metric: 'in-flight',
        of: 'service station',
        formula: 'λs(1 − B)',
        is: erlangBCarried(4.8, 6),
      },
    ],
  },
  {
    name: 'bulkhead-room',
    title: 'A bulkhead of three with room for five is an M/M/3/8 at the caller',
    source: 'Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.4',
    seconds: 40,
    system: station({
      service: roomy,
      step: { sleep: { exponential: '40ms' } },
      rate: 130,
      load: { bulkhead: { limit: 3, queue: 5 } },
    }),
    claims: [
      { what: 'rejected', metric: 'rejected', of: 'load users', formula: 'p(K)', is: inRoom.blocking },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's + queue/throughput',
        is: inRoom.responseMean,
      },
    ],
  },
  {
    name: 'hedge',
    title: 'A second try after 30 ms, where each takes 40 ms on average',
    source: 'Dean & Barroso, The Tail at Scale (2013): the lesser of two draws',
    seconds: 40,
    system: station({
      service: roomy,
      step: { sleep: { exponential: '40ms' } },
      rate: 100,
      load: { hedge: { delay: '30ms' } },
    }),
    claims: [
      {
        what: 'attempts per call',
        metric: 'amplification',
        of: 'load users',
        formula: '1 + e^(−d/s)',
        is: hedgedExponentialTries(0.04, hedge),
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's(1 − e^(−d/s)/2)',
        is: hedgedExponentialMean(0.04, hedge),
      },
      {
        what: 'response, p99',
        metric: 'latency-p99',
        of: 'load users',
        formula: '(d + s ln 100)/2',
        is: hedgedExponentialPercentile(0.04, hedge, 0.99),
      },
    ],
  },
  {
    name: 'coalesce',
    title: 'Calls about one thing share the one that is under way',
    source: 'Ross, Stochastic Processes (1996), section 3.6, cycles of a call and the gap behind it',
    seconds: 25,
    system: station({
      service: roomy,
      step: { sleep: '20ms' },
      rate: 100,
      load: { keys: { count: 1 }, coalesce: {} },
    }),
    claims: [
      {
        what: 'sent',
        metric: 'attempts',
        of: 'load users',
        formula: 'λ/(1 + λs)',
        is: callsSent(100, 0.02),
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's(1 + λs/2)/(1 + λs)',
        is: coalescedMean(100, 0.02, 0.02 * 0.02),
      },
    ],
  },
  {
    name: 'cache-ttl',
    title: 'Of the calls about one key a cache answers all but the first in each time to live',
    source: 'Jung, Berger and Balakrishnan, Modeling TTL-based Internet caches (INFOCOM 2003)',
    seconds: 40,
    system: station({
      service: roomy,
      step: { sleep: '1us' },
      rate: 200,
      load: { keys: { count: 100, zipf: 1 }, cache: { ttl: '2s' } },
    }),
    claims: [
      {
        what: 'hits',
        metric: 'cache-hits',
        of: 'load users',
        formula: 'Σ λᵢ·λᵢT/(1 + λᵢT) ÷ λ',
        is: ttlHitShare(
          zipfShares(100, 1).map((share) => 200 * share),
          2,
        ),
      },
    ],
  },
  {
    name: 'cache-lru',
    title: 'A cache with room for three of six keys is a list that moves to its front what is asked for',
    source: 'King, Analysis of demand paging algorithms (IFIP 1971)',
    seconds: 40,
    system: station({
      service: roomy,
      step: { sleep: '1us' },
      rate: 200,
      load: { keys: { count: 6, zipf: 1 }, cache: { ttl: '24h', entries: 3 } },
    }),
    claims: [
      {
        what: 'hits',
        metric: 'cache-hits',
        of: 'load users',
        formula: 'Σ P(list)·p(list)',
        is: lruHitShare(zipfShares(6, 1), 3),
      },
    ],
  },
  {
    name: 'throttle',
    title: 'A throttle with K = 2 sends nearly two for each of a that is accepted',
    source: 'Site Reliability Engineering (2016), chapter 21, Handling Overload',
    seconds: 25,
    system: station({
      service: capacity,
      step: { sleep: '1ms' },
      rate: OFFERED,
      load: { throttle: { window: '500ms' } },
    }),
    claims: [
      {
        what: 'sent',
        metric: 'attempts',
        of: 'load users',
        formula: 'λ(1 + K·a·W)/(1 + λW)',
        is: sentOffered,
      },
      {
        what: 'rejected',
        metric: 'rejected',
        of: 'load users',
        formula: '1 − sent/λ',
        is: 1 - sentOffered / OFFERED,
      },
    ],
  },
  {
    name: 'admission-control',
    title: "Envoy's admission control, r = 95 %, counts the answers s to what it sent",
    source: 'Envoy documentation, Admission control, sr_threshold 95 %',
    seconds: 25,
    system: station({
      service: capacity,
      step: { sleep: '1ms' },
      rate: OFFERED,
      load: { throttle: { preset: 'envoy', window: '500ms' } },
    }),
    claims: [
      {
        what: 'sent',
        metric: 'attempts',
        of: 'load users',
        formula: 's(1 + sW) = λ(1 + a·W/r)',
        is: sentAnswered,
      },
      {
        what: 'rejected',
        metric: 'rejected',
        of: 'load users',
        formula: '1 − sent/λ',
        is: 1 - sentAnswered / OFFERED,
      },
    ],
  },
  {
    name: 'grpc-tokens',
    title: 'Successes pay for retries while p < r/(1 + r) = 9 %, and for none beyond',
    source: 'gRFC A6, Throttling Retry Attempts and Hedged RPCs, tokenRatio 0.1',
    seconds: 10,
    system: twoShares({ attempts: 4, budget: { grpc: { tokens: 20, ratio: '10%' } } }, '5%', '40%'),
    claims: [
      {
        what: 'attempts, p = 5 %',
        metric: 'amplification',
        of: 'load little',
        formula: '(1 − pⁿ)/(1 − p)',
        is: amplification(0.05, 4),
      },
      { what: 'attempts, p = 40 %', metric: 'amplification', of: 'load much', formula: '1', is: 1 },
    ],
  },
  {
    name: 'aws-quota',
    title: 'Three attempts while successes fill the bucket; one where nothing does',
    source: 'AWS SDKs, standard retry mode: 500 tokens, 10 a retry, given back by its success',
    seconds: 10,
    system: twoShares({ attempts: 3, budget: { aws: {} } }, '20%', '100%'),
    claims: [
      {
        what: 'attempts, p = 20 %',
        metric: 'amplification',
        of: 'load little',
        formula: '(1 − pⁿ)/(1 − p)',
        is: amplification(0.2, 3),
      },
      { what: 'attempts, p = 1', metric: 'amplification', of: 'load much', formula: '1', is: 1 },
    ],
  },
  {
    name: 'finagle-budget',
    title: 'A fifth of the calls and ten a second, however much fails',
    source: 'Finagle, RetryBudget: percentCanRetry 0.2, minRetriesPerSec 10, ttl 10 s',
    // Whole multiples of the 10 s for which a call counts, also where a fifth of the time is run.
    seconds: 50,
    system: station({
      service: roomy,
      step: { fail: '100%' },
      rate: 100,
      load: { retry: { attempts: 100, budget: { finagle: {} } } },
    }),
    claims: [
      { what: 'retries', metric: 'retries', of: 'load users', formula: '0.2 λ + 10/s', is: 0.2 * 100 + 10 },
    ],
  },
  {
    name: 'envoy-budget',
    title: 'Three retries at a time, each 15 ms long, are a loss system of three',
    source: 'Envoy, CircuitBreakers.Thresholds, max_retries 3; Cooper (1981), section 3.3',
    seconds: 25,
    system: {
      services: {
        station: { ...roomy, operations: { serve: [{ sleep: '5ms' }, { fail: '100%' }] } },
      },
      load: [
        {
          name: 'users',
          operation: 'station.serve',
          arrivals: { poisson: '200/s' },
          retry: {
            attempts: 2,
            backoff: { base: '10ms', kind: 'fixed' },
            budget: { envoy: { ratio: '0%', minimum: 3 } },
          },
        },
      ],
    },
    claims: [
      {
        what: 'withheld',
        metric: 'retries-withheld',
        of: 'load users',
        formula: 'B(3, λ(pause + try))',
        is: erlangB(200 * 0.015, 3),
      },
    ],
  },
  {
    name: 'fallback',
    title: 'A fallback that fails by itself fails only where both do',
    source: 'Barlow & Proschan, Statistical Theory of Reliability (1975), chapter 2',
    seconds: 40,
    system: {
      services: {
        station: { ...roomy, operations: { serve: [{ fail: '50%' }] } },
        other: { ...roomy, operations: { serve: [{ fail: '40%' }] } },
      },
      load: [
        {
          name: 'users',
          operation: 'station.serve',
          arrivals: { poisson: '100/s' },
          fallback: { call: 'other.serve' },
        },
      ],
    },
    claims: [
      { what: 'degraded', metric: 'degraded', of: 'load users', formula: 'p(1 − q)', is: 0.5 * 0.6 },
      { what: 'failed calls', metric: 'failure', of: 'load users', formula: 'pq', is: 0.5 * 0.4 },
    ],
  },
];
