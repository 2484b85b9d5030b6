/** What an operation does, step by step. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  mapping,
  name,
  numberBetween,
  oneOfKeys,
  operationName,
  share,
} from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import { type CallerSpec, callerKeys, callKeys } from './policies.ts';

export type Branch = { share?: number; weight?: number; steps: Step[] };
export type Repeat = { times?: number; again?: number; steps: Step[] };
export type Step =
  | { work: DistributionSpec }
  | { sleep: DistributionSpec }
  | ({ call: string } & CallerSpec)
  | ({ notify: string } & CallerSpec)
  | ({ send: string } & CallerSpec)
  | ({ publish: string } & CallerSpec)
  | { parallel: (Step | Step[])[] }
  | { branch: Branch[] }
  | { repeat: Repeat }
  | { fail: number };

const LONGEST = 200;

const oneStep = z.lazy(() => step) as z.ZodType<Step>;
/** Steps hold steps: the id gives the circle a name in the published schema. */
export const stepList: z.ZodType<Step[]> = z
  .array(oneStep)
  .max(LONGEST)
  .register(z.globalRegistry, { id: 'steps' });

const branch = mapping({
  share: share
    .optional()
    .meta({ description: 'Probability of this branch; what the shares leave over does nothing.' }),
  weight: numberBetween(0, 1e9)
    .optional()
    .meta({ description: 'Weight among the branches, instead of shares.' }),
  steps: stepList.meta({ description: 'What is done in this branch.' }),
});

const repeat = mapping({
  times: countBetween(1, 1000).optional().meta({ description: 'How often.' }),
  again: share
    .optional()
    .meta({ description: 'Instead of `times`: probability of going round once more, after each round.' }),
  steps: stepList.meta({ description: 'What a round does.' }),
});

const step = oneOfKeys('a step', {
  work: mapping({ work: distributionField }).meta({
    description: 'Computes for a drawn time, in its slot and on the cores.',
  }),
  sleep: mapping({ sleep: distributionField }).meta({
    description: 'Waits for a drawn time without computing; the slot stays taken.',
  }),
  call: mapping({ call: operationName, ...callKeys }).meta({
    description:
      'Calls `service.operation` and waits for the answer; a failure ends the operation with an error.',
  }),
  notify: mapping({ notify: operationName, ...callKeys }).meta({
    description: 'Calls and does not wait; the caller never learns how it ended.',
  }),
  send: mapping({ send: name, ...callerKeys }).meta({
    description: 'Sends a message to a queue: one consumer will get it. Waits until the broker has it.',
  }),
  publish: mapping({ publish: name, ...callerKeys }).meta({
    description:
      'Publishes an event to a topic: every subscription gets a copy. Waits until the broker has it.',
  }),
  parallel: mapping({
    parallel: z.array(byShape('a step or a list of steps', { mapping: oneStep, list: stepList })).max(100),
  }).meta({ description: 'Does all at once and waits for all; fails if one failed.' }),
  branch: mapping({ branch: z.array(branch).max(50) }).meta({ description: 'Takes one branch by chance.' }),
  repeat: mapping({ repeat }).meta({ description: 'Does its steps several times, one after another.' }),
  fail: mapping({ fail: share }).meta({
    description: 'Ends the operation in an error with this probability.',
  }),
}) as unknown as z.ZodType<Step>;
