/** Always the same length. */
import { duration } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

export const constant: DistributionDefinition<number> = {
  name: 'constant',
  title: 'Constant',
  sentence: 'Always the same length; a bare duration means this.',
  params: duration,
  example: { constant: '2ms' },
  toQuantile: constantQuantile,
};

function constantQuantile(length: number): Quantile {
  return {
    at: () => length,
    below: (x) => (x < length ? 0 : 1),
    mean: length,
    variance: 0,
    constant: length,
  };
}
