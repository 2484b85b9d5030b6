/** `health:` of a service: who asks its replicas how they are, and what callers make of it. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  duration,
  mapping,
  name,
  numberBetween,
  positiveDuration,
  share,
} from '../../fields/index.ts';

const LANES = ['shared', 'dedicated'] as const;
const ON_FAILURE = ['remove', 'restart'] as const;
const ON_PANIC = ['use-all', 'fail'] as const;

const check = mapping({
  lane: z.enum(LANES).default('shared').meta({
    description:
      'shared: a real request of `operation`, through the queue and the slots of the replica. dedicated: a lane of its own, where whoever is up answers at once.',
  }),
  operation: name.optional().meta({
    description:
      "What a check in the shared lane asks for: one of the service's own operations. Shallow: one that hardly works. Deep: one that calls its dependencies.",
  }),
  every: positiveDuration.default(10e9).meta({
    description: 'Pause from the end of one check to the next. The first is at the start of the run.',
  }),
  timeout: positiveDuration
    .default(1e9)
    .meta({ description: 'A check without an answer by then has failed.' }),
  unhealthy: countBetween(1, 1000)
    .default(3)
    .meta({ description: 'So many failures in a row make a replica unhealthy.' }),
  healthy: countBetween(1, 1000)
    .default(2)
    .meta({ description: 'So many passes in a row make it healthy again.' }),
  jitter: duration
    .default(0)
    .meta({ description: 'Luck adds up to this much to each pause, and to the time of the first check.' }),
  'on-failure': z.enum(ON_FAILURE).default('remove').meta({
    description:
      'remove: callers leave it out as soon as they have heard (readiness); the very first check decides alone. restart: it dies, and is down for `start-up` (liveness).',
  }),
  'start-up': positiveDuration
    .optional()
    .meta({ description: 'How long a restarted replica is down; default 10s. Then it comes back cold.' }),
  zone: name.optional().meta({ description: 'Where the checker is.' }),
});

const slowStart = mapping({
  window: positiveDuration.meta({ description: 'How long it takes.' }),
  'at-least': share.default(0.1).meta({ description: 'The share of its weight that it begins with.' }),
  aggression: numberBetween(0.1, 10).default(1).meta({
    description:
      'The share that counts grows with (time ÷ window)^(1 ÷ aggression): 1 is a straight line, 2 hurries.',
  }),
});

export const health = mapping({
  check: byShape('a check, or a list of two', { mapping: check, list: z.array(check).max(2) })
    .optional()
    .meta({
      description:
        'An active check: a checker asks every replica. A list may hold one that removes and one that restarts.',
    }),
  'membership-delay': duration.default(0).meta({
    description:
      'How long the news of a check, a restart, or of a replica that is drained or added takes to the callers.',
  }),
  panic: share.optional().meta({
    description:
      'With less than this share of the replicas left, a caller disregards health; default 50%, or what the preset of `ejection` says.',
  }),
  'on-panic': z.enum(ON_PANIC).default('use-all').meta({
    description: 'use-all: asks everybody, well or not. fail: asks nobody, the call is rejected.',
  }),
  'slow-start': byShape('a duration or a mapping', {
    text: positiveDuration.transform((window) => ({ window, 'at-least': 0.1, aggression: 1 })),
    mapping: slowStart,
  })
    .optional()
    .meta({ description: 'A replica that comes back gets its share of the load little by little.' }),
}).meta({ description: 'Who asks its replicas how they are, and what its callers make of it.' });

export interface CheckSpec {
  lane: (typeof LANES)[number];
  operation?: string;
  every: number;
  timeout: number;
  unhealthy: number;
  healthy: number;
  jitter: number;
  'on-failure': (typeof ON_FAILURE)[number];
  'start-up'?: number;
  zone?: string;
}

export interface HealthSpec {
  check?: CheckSpec | CheckSpec[];
  'membership-delay': number;
  panic?: number;
  'on-panic': (typeof ON_PANIC)[number];
  'slow-start'?: { window: number; 'at-least': number; aggression: number };
}
