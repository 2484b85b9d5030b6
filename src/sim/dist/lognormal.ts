/**
 * The usual shape of a latency: most answers near the median, a long tail to the right. Stated by the
 * two points of a dashboard, or by mean and coefficient of variation.
 */
import { mapping, numberBetween, oneOfKeys, positiveDuration } from '../../fields/index.ts';
import { bellAt, bellBelow, bellWithAbove } from './bell.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

/** Beyond this the mean is made of values that no run lives to see. */
const WIDEST_RATIO = 1000;

const median = positiveDuration.meta({ title: 'median', description: 'Half of the values are below it.' });
const p99 = positiveDuration.meta({ title: 'p99', description: '99 of 100 values are below it.' });

const byPoints = mapping({ median, p99 }).superRefine((points, context) => {
  const message = sayWrongPoints(points.median, points.p99);
  if (message !== undefined) context.addIssue({ code: 'custom', message, path: ['p99'] });
});

const byMoments = mapping({
  mean: positiveDuration.meta({ title: 'mean', description: 'The mean.' }),
  cv: numberBetween(0.01, 20).meta({
    title: 'cv',
    description: 'Coefficient of variation: standard deviation ÷ mean.',
  }),
});

export type LognormalParams =
  | { readonly median: number; readonly p99: number }
  | { readonly mean: number; readonly cv: number };

export const lognormal: DistributionDefinition<LognormalParams> = {
  name: 'lognormal',
  title: 'Lognormal',
  sentence:
    'Most values near the median and a long tail: what latencies usually look like. Needs no verb when stated by median and p99.',
  params: oneOfKeys('a lognormal', { median: byPoints, mean: byMoments }),
  bare: { key: 'median', params: byPoints },
  example: { median: '8ms', p99: '40ms' },
  toQuantile: lognormalQuantile,
};

/** ln X is normal with mean μ and deviation σ. */
function lognormalQuantile(params: LognormalParams): Quantile {
  const sigma =
    'median' in params
      ? Math.log(params.p99 / params.median) / bellWithAbove(0.01)
      : Math.sqrt(Math.log(1 + params.cv * params.cv));
  const mu = 'median' in params ? Math.log(params.median) : Math.log(params.mean) - (sigma * sigma) / 2;
  const mean = 'median' in params ? params.median * Math.exp((sigma * sigma) / 2) : params.mean;
  return {
    at: (u) => Math.exp(mu + sigma * bellAt(u)),
    below: (x) => (x <= 0 ? 0 : bellBelow((Math.log(x) - mu) / sigma)),
    mean,
    variance: mean * mean * (Math.exp(sigma * sigma) - 1),
  };
}

function sayWrongPoints(middle: number, high: number): string | undefined {
  if (high <= middle)
    return 'p99 is not above the median; a length that never varies is written alone, as in 5ms';
  if (high > WIDEST_RATIO * middle)
    return `p99 is more than ${WIDEST_RATIO} times the median; state two kinds of request as a mixture`;
  return undefined;
}
