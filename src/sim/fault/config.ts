/** Config: somebody pushes another value, to all replicas at once or to one after the other. */
import { z } from 'zod';
import { byShape, mapping, positiveDuration } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';
import { rollout } from './rollout.ts';

interface ConfigParams {
  readonly setting: string;
  readonly to: unknown;
  readonly every?: number;
}

/** What it means depends on the setting, and is read when that is known. */
const value = byShape('a value as the setting itself has it: 5, 3s, 30%, true', {
  number: z.number(),
  text: z.string(),
  flag: z.boolean(),
  list: z.array(z.string()),
  mapping: z.record(z.string(), z.unknown()),
});

export const config: FaultDefinition<ConfigParams> = {
  name: 'config',
  title: 'Config push',
  sentence:
    "A parameter of the policies around the target's calls or at its own door, or its slots or queue limit, has another value; the last push wins.",
  targets: ['service', 'edge', 'load'],
  params: mapping({
    setting: z.string().meta({
      description:
        'What is set: a policy and one of its parameters, such as timeout.after, retry.attempts or retry.backoff.base; the same of a policy at the door, such as admission.limiter.rate; or slots, queue.limit. Nothing else of a service can be pushed (its ejection, its checks, its balancer), and no push adds a policy or a budget or takes one away.',
    }),
    to: value.meta({
      description:
        'The other value, written as the parameter itself is: 3s for a timeout.after, 5 for retry.attempts, 30% for a share.',
    }),
    every: positiveDuration
      .optional()
      .meta({ description: 'Replica after replica, so far apart; default all at once.' }),
  }),
  example: { config: 'web', setting: 'timeout.after', to: '20ms', at: '30s', for: '20s' },
  effects: ({ setting, to, every }, scene) =>
    rollout({ every: every ?? 0, batch: 1 }, scene).map(({ after, only }) => ({
      kind: 'set',
      strength: 1,
      of: setting,
      written: to,
      after,
      ...(only === undefined ? {} : { only }),
    })),
};
