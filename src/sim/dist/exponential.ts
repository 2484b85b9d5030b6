/** Without memory: however long it has taken, the rest is as long as ever. */
import { positiveDuration } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

export const exponential: DistributionDefinition<number> = {
  name: 'exponential',
  title: 'Exponential',
  sentence:
    'Stated by its mean; without memory, the service time of textbook queues (p99 is 4.6 times the mean).',
  params: positiveDuration.meta({ title: 'mean', description: 'The mean.' }),
  example: { exponential: '3ms' },
  toQuantile: exponentialQuantile,
};

function exponentialQuantile(mean: number): Quantile {
  return {
    at: (u) => -mean * Math.log(1 - u),
    below: (x) => (x <= 0 ? 0 : 1 - Math.exp(-x / mean)),
    mean,
    variance: mean * mean,
  };
}
