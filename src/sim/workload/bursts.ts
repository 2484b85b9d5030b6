/** Bursts: everybody at once, and then nobody for a while: a cron job, a push notification. */
import { SECOND } from '../../base/time.ts';
import { countBetween, mapping, positiveDuration } from '../../fields/index.ts';
import type { WorkloadDefinition } from './contract.ts';
import { CONSTANT_GAP } from './unit-gap.ts';

export interface BurstsParams {
  readonly size: number;
  readonly every: number;
}

export const bursts: WorkloadDefinition<BurstsParams> = {
  name: 'bursts',
  title: 'Bursts',
  sentence:
    'So many requests at the same instant, again and again: scheduled jobs, push notifications, reconnects.',
  params: mapping({
    size: countBetween(1, 1_000_000).meta({ description: 'Requests that come together.' }),
    every: positiveDuration.meta({
      description: 'From one burst to the next; the first comes after one such time.',
    }),
  }),
  example: { bursts: { size: 50, every: '10s' } },
  compile: ({ size, every }) => ({
    curve: { at: [0], rate: [SECOND / every] },
    gap: CONSTANT_GAP,
    batch: size,
  }),
};
