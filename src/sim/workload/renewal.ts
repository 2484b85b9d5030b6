/** Renewal: gaps drawn one by one from any distribution, steadier or wilder than Poisson. */
import { SECOND } from '../../base/time.ts';
import { type DistributionSpec, distributionField, toQuantile } from '../dist/index.ts';
import type { WorkloadDefinition } from './contract.ts';
import { unitGap } from './unit-gap.ts';

export const renewal: WorkloadDefinition<DistributionSpec> = {
  name: 'renewal',
  title: 'Renewal',
  sentence: 'Gaps between arrivals drawn from this distribution, each on its own: the GI of queueing theory.',
  params: distributionField
    .refine((spec) => toQuantile(spec).mean > 0, {
      error: 'gaps of no length would be endlessly many arrivals at once',
    })
    .refine((spec) => toQuantile(spec).mean < Number.POSITIVE_INFINITY, {
      error: 'these gaps have no finite mean, so there is no rate of arrivals',
    })
    .meta({ title: 'gap', description: 'Time from one arrival to the next.' }),
  example: { renewal: { gamma: { mean: '5ms', cv: 0.5 } } },
  compile(spec) {
    const gap = toQuantile(spec);
    return { curve: { at: [0], rate: [SECOND / gap.mean] }, gap: unitGap(gap), batch: 1 };
  },
};
