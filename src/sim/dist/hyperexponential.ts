/** Two kinds of work, many short and a few long, when all that is known is the mean and how wild it is. */
import { mapping, numberBetween, positiveDuration } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';
import { mix } from './mix.ts';

export interface HyperexponentialParams {
  readonly mean: number;
  readonly cv: number;
}

export const hyperexponential: DistributionDefinition<HyperexponentialParams> = {
  name: 'hyperexponential',
  title: 'Hyperexponential',
  sentence:
    'Two exponentials mixed, stated by mean and cv (1 or more); each of the two makes up half of the work.',
  params: mapping({
    mean: positiveDuration.meta({ title: 'mean', description: 'The mean.' }),
    cv: numberBetween(1, 20).meta({
      title: 'cv',
      description: 'Coefficient of variation: standard deviation ÷ mean.',
    }),
  }),
  example: { hyperexponential: { mean: '10ms', cv: 3 } },
  toQuantile: hyperexponentialQuantile,
};

/** Two branches with balanced means, share₁·mean₁ = share₂·mean₂. Whitt, "Approximating a point process", 1982, §3. */
function hyperexponentialQuantile({ mean, cv }: HyperexponentialParams): Quantile {
  const squared = cv * cv;
  const share = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  return mix([
    { share, of: branch(mean / (2 * share)) },
    { share: 1 - share, of: branch(mean / (2 * (1 - share))) },
  ]);
}

function branch(mean: number): Quantile {
  return {
    at: (u) => -mean * Math.log(1 - u),
    below: (x) => (x <= 0 ? 0 : 1 - Math.exp(-x / mean)),
    mean,
    variance: mean * mean,
  };
}
