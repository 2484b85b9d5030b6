/** Stale membership: callers go by an old list. They ask whoever has gone, and nobody asks whoever has come. */
import { mapping, positiveDuration } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface StaleParams {
  readonly ttl?: number;
}

export const staleMembership: FaultDefinition<StaleParams> = {
  name: 'stale-membership',
  title: 'Stale membership',
  sentence:
    'Callers do not hear who comes, goes, or is unwell: they ask those they knew of until the fault is over, or until they look up the names again.',
  targets: ['service', 'edge'],
  params: mapping({
    ttl: positiveDuration.optional().meta({
      description:
        'Each caller replica looks again this often, at a time of its own; default not before the fault is over.',
    }),
  }),
  example: { 'stale-membership': 'orders', ttl: '5s', at: '30s', for: '20s' },
  effects: ({ ttl }) => [
    { kind: 'stale', strength: 1, ramp: {}, ...(ttl === undefined ? {} : { measure: ttl }) },
  ],
};
