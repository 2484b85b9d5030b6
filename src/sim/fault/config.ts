/** Config: somebody pushes another value, to all replicas at once or to one after the other. */
import { z } from 'zod';
import {
  byShape,
  duration,
  mapping,
  numberBetween,
  positiveDuration,
  rate,
  share,
} from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';
import { rollout } from './rollout.ts';

interface ConfigParams {
  readonly setting: string;
  readonly to: number;
  readonly every?: number;
}

/** A share with its sign, a time with its unit, or a rate with both. */
const written = z.string().transform((text, context): number => {
  const field = text.endsWith('%') ? share : text.includes('/') ? rate : duration;
  const read = field.safeParse(text);
  if (read.success) return read.data;
  context.issues.push({ code: 'custom', message: read.error.issues[0].message, input: text });
  return z.NEVER;
});

const value = byShape('a number, a time such as 3s, a rate such as 50/s or a share such as 30%', {
  number: numberBetween(0, 1e15),
  text: written,
});

export const config: FaultDefinition<ConfigParams> = {
  name: 'config',
  title: 'Config push',
  sentence:
    "A setting of the policies around the target's calls or at its own door, or its own slots or queue limit, has another value; the last push wins.",
  targets: ['service', 'edge', 'load'],
  params: mapping({
    setting: z.string().meta({
      description:
        'What is set: policy and setting, such as retry.attempts or timeout.length; at its own door admission.limiter.limit; or slots, queue.limit.',
    }),
    to: value.meta({ description: 'The other value, with its unit: 5, 3s, 50/s, 30%.' }),
    every: positiveDuration
      .optional()
      .meta({ description: 'Replica after replica, so far apart; default all at once.' }),
  }),
  example: { config: 'web', setting: 'timeout.length', to: '20ms', at: '30s', for: '20s' },
  effects: ({ setting, to, every }, scene) =>
    rollout({ every: every ?? 0, batch: 1 }, scene).map(({ after, only }) => ({
      kind: 'set',
      strength: 1,
      of: setting,
      measure: to,
      after,
      ...(only === undefined ? {} : { only }),
    })),
};
