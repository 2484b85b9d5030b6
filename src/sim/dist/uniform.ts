/** Anything between two lengths, all equally likely. */
import { duration, mapping } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

export interface UniformParams {
  readonly from: number;
  readonly to: number;
}

export const uniform: DistributionDefinition<UniformParams> = {
  name: 'uniform',
  title: 'Uniform',
  sentence: 'Anything between two lengths, all equally likely: the wait for a timer that ticks steadily.',
  params: mapping({
    from: duration.meta({ title: 'from', description: 'The shortest.' }),
    to: duration.meta({ title: 'to', description: 'The longest.' }),
  }).refine(({ from, to }) => from < to, { error: 'to is not longer than from', path: ['to'] }),
  example: { uniform: { from: '1ms', to: '5ms' } },
  toQuantile: uniformQuantile,
};

function uniformQuantile({ from, to }: UniformParams): Quantile {
  const width = to - from;
  return {
    at: (u) => from + width * u,
    below: (x) => Math.min(1, Math.max(0, (x - from) / width)),
    mean: (from + to) / 2,
    variance: (width * width) / 12,
  };
}
