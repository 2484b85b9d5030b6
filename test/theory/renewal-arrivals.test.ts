/** GI/M/1: arrivals steadier or wilder than Poisson at one exponential server. */
import { describe, test } from 'vitest';
import {
  constantGaps,
  erlangGaps,
  gim1,
  gim1ResponsePercentile,
  hyperexponentialGaps,
} from '../../src/verify/formulas/gim1.ts';
import { balancedHyperexponential } from '../../src/verify/formulas/moments.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

describe('GI/M/1', () => {
  const streams = [
    { name: 'clockwork arrivals', arrivals: { constant: '50/s' }, gaps: constantGaps(0.02), seconds: 1000 },
    {
      name: 'gaps of four phases',
      arrivals: { renewal: { gamma: { mean: '20ms', cv: 0.5 } } },
      gaps: erlangGaps(0.02, 4),
      seconds: 1000,
    },
    {
      name: 'bursty gaps of cv 2',
      arrivals: { renewal: { hyperexponential: { mean: '20ms', cv: 2 } } },
      gaps: hyperexponentialGaps(balancedHyperexponential(0.02, 2)),
      seconds: 1800,
    },
  ];
  for (const { name, arrivals, gaps, seconds } of streams) {
    test(`${name} wait at one exponential server as the root of their transform says`, () => {
      const theory = gim1(gaps, 0.012);
      const system = station({ seconds, step: { work: { exponential: '12ms' } }, load: { arrivals } });
      expectTheory(system, [
        { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
        { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
        { metric: 'latency-p50', of: 'load users', is: gim1ResponsePercentile(gaps, 0.012, 0.5) },
        {
          metric: 'latency-p99',
          of: 'load users',
          is: gim1ResponsePercentile(gaps, 0.012, 0.99),
          halfWidthMax: 0.04,
        },
        { metric: 'offered', of: 'load users', is: 50 },
      ]);
    });
  }
});
