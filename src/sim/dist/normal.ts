/** The bell curve, without the part below zero: a length is never negative. */
import { mapping, positiveDuration } from '../../fields/index.ts';
import { bellAbove, bellHeight, bellWithAbove } from './bell.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

export interface NormalParams {
  readonly mean: number;
  readonly deviation: number;
}

export const normal: DistributionDefinition<NormalParams> = {
  name: 'normal',
  title: 'Normal',
  sentence:
    'A bell around its mean, cut off at zero; the mean is that of the whole bell, so cutting raises it a little. Latencies seldom look like this.',
  params: mapping({
    mean: positiveDuration.meta({ title: 'mean', description: 'Centre of the bell.' }),
    deviation: positiveDuration.meta({
      title: 'deviation',
      description: 'Standard deviation of the bell, at most its mean.',
    }),
  }).refine(({ mean, deviation }) => deviation <= mean, {
    error:
      'deviation is larger than the mean, so a good part of the bell would be below zero; a gamma or lognormal stays above it',
    path: ['deviation'],
  }),
  example: { normal: { mean: '10ms', deviation: '2ms' } },
  toQuantile: normalQuantile,
};

/** A normal distribution given that it is above zero: Johnson, Kotz & Balakrishnan, vol. 1, §13.10. */
function normalQuantile({ mean, deviation }: NormalParams): Quantile {
  const cut = -mean / deviation;
  const kept = bellAbove(cut);
  const lift = bellHeight(cut) / kept;
  return {
    // counted from the upper end, where nothing is cut, the tail keeps all its digits
    at: (u) => Math.max(0, mean + deviation * bellWithAbove((1 - u) * kept)),
    below: (x) => (x <= 0 ? 0 : 1 - bellAbove((x - mean) / deviation) / kept),
    mean: mean + deviation * lift,
    variance: deviation * deviation * (1 + cut * lift - lift * lift),
  };
}
