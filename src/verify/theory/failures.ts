/** What failures do to load and success: retries, layers of them, and the algebra of availability. */
import { fromTimes, inParallel, inSeries } from '../formulas/availability.ts';
import {
  amplification,
  amplificationThroughLayers,
  fullJitterMean,
  successAfterRetries,
} from '../formulas/retries.ts';
import type { Theory } from './contract.ts';
import { front, station } from './station.ts';

const async = { concurrency: { async: 1_000_000 } };
const part = (fail: string) => ({ ...async, operations: { serve: [{ fail }] } });
const layer = (call: string) => ({ ...async, operations: { go: [{ call, retry: { attempts: 3 } }] } });

export const failures: readonly Theory[] = [
  {
    name: 'retries',
    title: 'Three attempts that each fail with probability 0.5',
    source: 'The truncated geometric series',
    seconds: 30,
    system: station({ step: { fail: '50%' }, service: async, rate: 200, load: { retry: { attempts: 3 } } }),
    claims: [
      {
        what: 'attempts per call',
        metric: 'amplification',
        of: 'load users',
        formula: '(1 − pⁿ)/(1 − p)',
        is: amplification(0.5, 3),
      },
      {
        what: 'failed calls',
        metric: 'failure',
        of: 'load users',
        formula: 'pⁿ',
        is: 1 - successAfterRetries(0.5, 3),
      },
    ],
  },
  {
    name: 'retry-layers',
    title: 'Three layers of three attempts above what fails half the time',
    source: 'Site Reliability Engineering (2016), chapter 22, Addressing cascading failures',
    seconds: 45,
    system: {
      services: {
        top: layer('middle.go'),
        middle: layer('bottom.go'),
        bottom: { ...async, operations: { go: [{ fail: '50%' }] } },
      },
      load: [{ name: 'users', operation: 'top.go', arrivals: { poisson: '100/s' }, retry: { attempts: 3 } }],
    },
    claims: [
      {
        what: 'attempts below',
        metric: 'attempts',
        of: 'service bottom',
        formula: 'λ Π (1 − pᵢⁿ)/(1 − pᵢ)',
        is: 100 * amplificationThroughLayers(0.5, 3, 3),
      },
      { what: 'failed calls below', metric: 'failure', of: 'service bottom', formula: 'pⁿ', is: 0.5 ** 3 },
    ],
  },
  {
    name: 'full-jitter',
    title: 'Backoff with full jitter: 50, 100 and 150 ms at most',
    source: 'Brooker, Exponential Backoff And Jitter, AWS Architecture Blog (2015)',
    seconds: 8,
    system: station({
      step: { fail: '100%' },
      service: async,
      rate: 100,
      load: { retry: { attempts: 4, backoff: { base: '50ms', factor: 2, max: '150ms', jitter: 'full' } } },
    }),
    claims: [
      {
        what: 'mean time to end',
        metric: 'time-to-end-mean',
        of: 'load users',
        formula: 'Σ min(max, base·2ⁱ)/2',
        is: [1, 2, 3].reduce((sum, retry) => sum + fullJitterMean(0.05, 2, retry, 0.15), 0),
      },
    ],
  },
  {
    name: 'series',
    title: 'Three parts that are all needed: 90, 80 and 95 % available',
    source: 'Barlow & Proschan, Statistical Theory of Reliability (1975), chapter 2',
    seconds: 15,
    system: {
      services: {
        front: front([{ call: 'a.serve' }, { parallel: [{ call: 'b.serve' }, { call: 'c.serve' }] }]),
        a: part('10%'),
        b: part('20%'),
        c: part('5%'),
      },
      load: [{ name: 'users', operation: 'front.go', arrivals: { poisson: '100/s' } }],
    },
    claims: [
      {
        what: 'success',
        metric: 'success',
        of: 'load users',
        formula: 'Π aᵢ',
        is: inSeries([0.9, 0.8, 0.95]),
      },
    ],
  },
  {
    name: 'parallel',
    title: 'Three parts any of which will do, each 50 % available',
    source: 'Barlow & Proschan, Statistical Theory of Reliability (1975), chapter 2',
    seconds: 65,
    system: station({
      step: { fail: '50%' },
      service: { ...async, replicas: 3 },
      rate: 100,
      load: { retry: { attempts: 3 } },
    }),
    claims: [
      {
        what: 'failed calls',
        metric: 'failure',
        of: 'load users',
        formula: 'Π (1 − aᵢ)',
        is: 1 - inParallel([0.5, 0.5, 0.5]),
      },
    ],
  },
  {
    name: 'uptime',
    title: 'A service that is up four seconds of every five',
    source: 'Barlow & Proschan, Statistical Theory of Reliability (1975), chapter 2',
    seconds: 50,
    system: {
      ...station({ step: { sleep: '1us' }, service: async, rate: 100 }),
      faults: [{ crash: 'station', at: '0s', for: '1s', repeat: { every: '5s' } }],
    },
    claims: [
      {
        what: 'success',
        metric: 'success',
        of: 'load users',
        formula: 'up/(up + down)',
        is: fromTimes(4, 1),
      },
    ],
  },
];
