/** One request, many calls: it takes as long as the slowest of them. */
import { forkJoinTwo } from '../formulas/fork-join.ts';
import { maximumMean, maximumPercentile } from '../formulas/maximum.ts';
import { mm1 } from '../formulas/mm1.ts';
import type { Theory } from './contract.ts';
import { exponentialServer, front, usersOfFront } from './station.ts';

const queue = { arrivalRate: 50, serviceMean: 0.01 };

export const fanOut: readonly Theory[] = [
  {
    name: 'fan-out',
    title: 'The slowest of ten exponential answers',
    source: 'David & Nagaraja, Order Statistics (2003), section 2.5',
    seconds: 15,
    system: {
      services: {
        front: front([{ parallel: Array.from({ length: 10 }, () => ({ call: 'behind.look' })) }]),
        behind: {
          concurrency: { async: 1_000_000 },
          operations: { look: [{ sleep: { exponential: '10ms' } }] },
        },
      },
      load: [usersOfFront(50)],
    },
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's(1 + 1/2 + … + 1/n)',
        is: maximumMean(0.01, 10),
      },
      {
        what: 'response, p50',
        metric: 'latency-p50',
        of: 'load users',
        formula: '−s ln(1 − 0.5^(1/n))',
        is: maximumPercentile(0.01, 10, 0.5),
      },
    ],
  },
  {
    name: 'fork-join',
    title: 'Two M/M/1 that meet the same arrivals, and a join behind them',
    source: 'Flatto & Hahn (1984); Nelson & Tantawi (1988)',
    seconds: 220,
    system: {
      services: {
        front: front([{ parallel: [{ call: 'left.serve' }, { call: 'right.serve' }] }]),
        left: exponentialServer('10ms'),
        right: exponentialServer('10ms'),
      },
      load: [usersOfFront(50)],
    },
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: '(12 − ρ)/8 · s/(1 − ρ)',
        is: forkJoinTwo(queue),
      },
      {
        what: 'left, response',
        metric: 'latency-mean',
        of: 'service left',
        formula: 's/(1 − ρ)',
        is: mm1(queue).responseMean,
      },
    ],
  },
];
