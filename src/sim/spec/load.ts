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
import { distributionField } from '../dist/index.ts';
import { arrivalsField } from '../workload/index.ts';
import { type CallerSpec, callerKeys } from './policies.ts';

/** Profiles bend the rate of an open load, or the number of users of a closed one. Several multiply. */
const profileEntry = oneOfKeys('a profile', {
  step: mapping({ step: multiple, at: duration }).meta({
    description: 'From `at` on, this many times the load.',
  }),
  ramp: mapping({ ramp: multiple, at: duration, for: positiveDuration }).meta({
    description: 'Changes evenly to this many times the load during `for`, and stays.',
  }),
  spike: mapping({ spike: multiple, at: duration, for: positiveDuration }).meta({
    description: 'This many times the load during `for`, and back.',
  }),
  daily: mapping({ daily: multiple, period: positiveDuration, peak: duration.optional() }).meta({
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
  name,
  operation: operationName.optional().meta({ description: 'What is asked for.' }),
  mix: z
    .record(operationName, numberBetween(0, 1e9))
    .optional()
    .meta({ description: 'Several operations with their weights, instead of `operation`.' }),
  arrivals: arrivalsField.optional().meta({ description: 'Open load: requests come whatever happens.' }),
  users: countBetween(1, 1_000_000)
    .optional()
    .meta({ description: 'Closed load: so many users, each with one request at a time.' }),
  think: distributionField
    .optional()
    .meta({ description: 'Closed load: pause between an answer and the next request.' }),
  patience: distributionField
    .optional()
    .meta({ description: 'Whoever has waited this long goes away (timed-out).' }),
  profile: z.array(profileEntry).max(100).optional().meta({ description: 'How the load changes over time.' }),
  within: positiveDuration
    .optional()
    .meta({ description: 'An answer later than this is no good: it does not count as goodput.' }),
  priority: countBetween(0, 15).default(0).meta({ description: 'Request class; 0 is the most important.' }),
  keys: keys.optional().meta({ description: 'What the requests are about, for balancers that hash.' }),
  replicas: countBetween(1, 10_000)
    .default(1)
    .meta({ description: 'Client instances, each with its own breakers and balancer.' }),
  zone: name.optional().meta({ description: 'Where the clients are.' }),
  deadlines: z.enum(['local', 'propagate']).default('local'),
  ...callerKeys,
});

export interface LoadSpec extends CallerSpec {
  name: string;
  operation?: string;
  mix?: Record<string, number>;
  arrivals?: unknown;
  users?: number;
  think?: unknown;
  patience?: unknown;
  profile?: ProfileSpec[];
  within?: number;
  priority: number;
  keys?: { count: number; zipf: number };
  replicas: number;
  zone?: string;
  deadlines: 'local' | 'propagate';
}
