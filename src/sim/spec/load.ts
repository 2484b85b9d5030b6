/** Load: who asks for what, how often, and how they bear waiting. A load is a caller like any other. */
import { z } from 'zod';
import {
  countBetween,
  duration,
  mapping,
  multiple,
  name,
  numberBetween,
  oneOfKeys,
  operationName,
  positiveDuration,
} from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import { type ArrivalsSpec, arrivalsField } from '../workload/index.ts';
import { type CallerSpec, callKeys } from './policies.ts';

const TIMES = { description: 'How many times the load.' };
const at = duration.meta({ description: 'When it begins, from the start of the run.' });
const lasting = positiveDuration.meta({ description: 'How long it takes.' });

/** Profiles bend the rate of an open load, or the number of users of a closed one. Several multiply. */
const profileEntry = oneOfKeys('a profile', {
  step: mapping({ step: multiple.meta(TIMES), at }).meta({
    description: 'From `at` on, this many times the load.',
  }),
  ramp: mapping({ ramp: multiple.meta(TIMES), at, for: lasting }).meta({
    description: 'Changes evenly to this many times the load during `for`, and stays.',
  }),
  spike: mapping({ spike: multiple.meta(TIMES), at, for: lasting }).meta({
    description: 'This many times the load during `for`, and back.',
  }),
  daily: mapping({
    daily: multiple.meta({ description: 'How many times the load at the peak.' }),
    period: positiveDuration.meta({
      description: 'From one peak to the next; usually 24h, or less to see more.',
    }),
    peak: duration
      .optional()
      .meta({ description: 'When the first peak is; default half a period after the start.' }),
  }).meta({
    description: 'A wave: from once at the low point to this many times at the peak, and back, each period.',
  }),
}) as unknown as z.ZodType<ProfileSpec>;

export type ProfileSpec =
  | { step: number; at: number }
  | { ramp: number; at: number; for: number }
  | { spike: number; at: number; for: number }
  | { daily: number; period: number; peak?: number };

const keys = mapping({
  count: countBetween(1, 1_000_000).meta({ description: 'How many different keys.' }),
  zipf: numberBetween(0, 5).default(0).meta({ description: 'Skew: 0 is even, about 1 is typical.' }),
});

export const load = mapping({
  name: name.meta({ description: 'What it is called, in faults and expectations.' }),
  operation: operationName.optional().meta({ description: 'What is asked for.' }),
  mix: z
    .record(operationName, numberBetween(0, 1e9))
    .optional()
    .meta({ description: 'Several operations with their weights, instead of `operation`.' }),
  arrivals: arrivalsField.optional().meta({ description: 'Open load: requests come whatever happens.' }),
  users: countBetween(1, 1_000_000)
    .optional()
    .meta({ description: 'Closed load: so many users, each with one request at a time.' }),
  think: distributionField.optional().meta({
    description:
      'Closed load: pause between an answer and the next request. Without it users ask again at once; after a round that took no time at all they pause for 1ms.',
  }),
  patience: distributionField
    .optional()
    .meta({ description: 'Whoever has waited this long goes away (timed-out).' }),
  profile: z
    .array(profileEntry)
    .max(100)
    .optional()
    .meta({ description: 'How the load changes over time; several entries multiply.' }),
  within: positiveDuration
    .optional()
    .meta({ description: 'An answer later than this is no good: it does not count as goodput.' }),
  priority: countBetween(0, 15).default(0).meta({ description: 'Request class; 0 is the most important.' }),
  keys: keys.optional().meta({
    description:
      'What the requests are about, for balancers that hash, for caches, and for policies that let calls about one thing share.',
  }),
  replicas: countBetween(1, 10_000)
    .default(1)
    .meta({ description: 'Client instances, each with its own breakers and balancer.' }),
  zone: name.optional().meta({ description: 'Where the clients are.' }),
  deadlines: z.enum(['local', 'propagate']).default('local').meta({
    description:
      'propagate: requests carry the deadline that patience or a timeout sets; services may carry it on.',
  }),
  ...callKeys,
});

export interface LoadSpec extends CallerSpec {
  name: string;
  operation?: string;
  mix?: Record<string, number>;
  arrivals?: ArrivalsSpec;
  users?: number;
  think?: DistributionSpec;
  patience?: DistributionSpec;
  profile?: ProfileSpec[];
  within?: number;
  priority: number;
  keys?: { count: number; zipf: number };
  replicas: number;
  zone?: string;
  deadlines: 'local' | 'propagate';
}
