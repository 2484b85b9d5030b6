/** Faults as they are written: the fault's name with its target, its parameters, and the common envelope. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  duration,
  mapping,
  name,
  oneOfKeys,
  positiveDuration,
  share,
  target,
} from '../../fields/index.ts';
import { faults as catalog } from '../fault/index.ts';

/** Which replicas of the target: `all`, `one`, a number of them, a share, or a list of indexes. */
const replicas = byShape('all, one, a number, a share such as 30%, or a list of replica numbers', {
  text: z
    .string()
    .regex(/^(all|one|\d+(\.\d+)?%)$/, {
      error: 'expected all, one, a number, a share such as 30%, or a list',
    })
    .meta({ title: 'word' }),
  number: countBetween(1, 10_000),
  list: z.array(countBetween(0, 9_999)).max(10_000),
});

/** What every fault may say, whatever it does. */
const envelope = {
  name: name.optional().meta({ description: 'What to call it; by default the fault and its target.' }),
  at: duration.optional().meta({ description: 'When it begins; default at the start.' }),
  for: positiveDuration
    .optional()
    .meta({ description: 'How long it lasts; without `for` or `until`, to the end.' }),
  until: duration.optional().meta({ description: 'When it ends, instead of `for`.' }),
  ramp: mapping({
    in: positiveDuration.optional().meta({ description: 'Time it takes to reach full strength.' }),
    out: positiveDuration.optional().meta({ description: 'Time it takes to fade, before its end.' }),
  })
    .optional()
    .meta({ description: 'Grows and fades evenly instead of all at once.' }),
  repeat: mapping({
    every: positiveDuration.meta({ description: 'From one beginning to the next.' }),
    times: countBetween(1, 100_000).optional().meta({ description: 'How often in all; default to the end.' }),
  })
    .optional()
    .meta({ description: 'Comes again and again.' }),
  probability: share
    .optional()
    .meta({ description: 'Chance that it happens at all, each time it would begin.' }),
  replicas: replicas.optional().meta({
    description:
      'Which replicas of the target: all, one, a number, a share such as 30%, or a list of their numbers from 0; default all.',
  }),
};

export const fault = oneOfKeys(
  'a fault',
  Object.fromEntries(
    Object.values(catalog).map((definition) => [
      definition.name,
      mapping({ [definition.name]: target, ...definition.params.shape, ...envelope }).meta({
        description: definition.sentence,
        examples: [definition.example],
      }),
    ]),
  ),
) as unknown as z.ZodType<FaultSpec>;

export interface FaultSpec extends Record<string, unknown> {
  name?: string;
  at?: number;
  for?: number;
  until?: number;
  ramp?: { in?: number; out?: number };
  repeat?: { every: number; times?: number };
  probability?: number;
  replicas?: string | number | number[];
}
