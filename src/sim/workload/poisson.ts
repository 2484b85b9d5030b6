/** Poisson: many people who know nothing of each other. */
import { positiveRate } from '../../fields/index.ts';
import type { WorkloadDefinition } from './contract.ts';
import { POISSON_GAP } from './unit-gap.ts';

export const poisson: WorkloadDefinition<number> = {
  name: 'poisson',
  title: 'Poisson',
  sentence: 'Independent arrivals at this rate on average: now three at once, now none for a while.',
  params: positiveRate.meta({ title: 'rate', description: 'Arrivals on average.' }),
  example: { poisson: '200/s' },
  compile: (perSecond) => ({ curve: { at: [0], rate: [perSecond] }, gap: POISSON_GAP, batch: 1 }),
};
