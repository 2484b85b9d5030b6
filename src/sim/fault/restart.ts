/** Restart: the oldest remedy. What was running is lost, and the others carry the load meanwhile. */
import { countBetween, mapping, positiveDuration } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';
import { rollout } from './rollout.ts';

interface RestartParams {
  readonly down: number;
  readonly batch?: number;
  readonly every?: number;
}

export const restart: FaultDefinition<RestartParams> = {
  name: 'restart',
  title: 'Restart',
  isAction: true,
  sentence:
    'Replicas are restarted: so many at a time, or all at once; each drops what it had and is away for a while.',
  targets: ['service', 'zone'],
  params: mapping({
    down: positiveDuration.meta({ description: 'How long a replica is away.' }),
    batch: countBetween(1, 10_000).optional().meta({ description: 'So many at a time; default all.' }),
    every: positiveDuration
      .optional()
      .meta({ description: 'From one batch to the next; default as soon as the last one is back.' }),
  }),
  example: { restart: 'orders', down: '5s', batch: 1, at: '30s', for: '20s' },
  effects: ({ down, batch, every = down }, scene) =>
    rollout({ every: batch === undefined ? 0 : every, batch: batch ?? 1 }, scene).map(({ after, only }) => ({
      kind: 'down',
      strength: 1,
      after,
      length: down,
      ramp: {},
      ...(only === undefined ? {} : { only }),
    })),
};
