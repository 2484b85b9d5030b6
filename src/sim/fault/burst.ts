/** Burst: many come in one instant, because a clock or an event told all of them at once. */
import { countBetween, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface BurstParams {
  readonly requests: number;
}

export const burst: FaultDefinition<BurstParams> = {
  name: 'burst',
  title: 'Burst',
  sentence:
    "So many requests come in the instant in which it begins, beside the load's own: a cron job, clients that reconnect. It has no length, whatever `for` says.",
  targets: ['load'],
  params: mapping({
    requests: countBetween(1, 1_000_000).meta({
      description: 'How many come at once. With `repeat`, each time.',
    }),
  }),
  example: { burst: 'shoppers', requests: 200, at: '30s' },
  effects: (p) => [{ kind: 'crowd', strength: 1, measure: p.requests, length: 1, ramp: {} }],
};
