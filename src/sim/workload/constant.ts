/** Constant: clockwork, as a load generator with a fixed rate makes it. */
import { positiveRate } from '../../fields/index.ts';
import type { WorkloadDefinition } from './contract.ts';
import { CONSTANT_GAP } from './unit-gap.ts';

export const constant: WorkloadDefinition<number> = {
  name: 'constant',
  title: 'Constant',
  sentence: 'One arrival after another, always the same time apart; the first comes after one such time.',
  params: positiveRate.meta({ title: 'rate', description: 'Arrivals, evenly spaced.' }),
  example: { constant: '200/s' },
  compile: (perSecond) => ({ curve: { at: [0], rate: [perSecond] }, gap: CONSTANT_GAP, batch: 1 }),
};
