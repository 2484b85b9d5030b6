/** Services: replicas with slots, queues and cores, and the operations they offer. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  duration,
  mapping,
  name,
  numberBetween,
  oneOfKeys,
  positiveDuration,
} from '../../fields/index.ts';
import { type BalancerSpec, balancerField } from '../balancer/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import { type EjectionSpec, ejection } from './ejection.ts';
import { type HealthSpec, health } from './health.ts';
import { type GateEntry, gateList } from './policies.ts';
import { type Step, stepList } from './steps.ts';

const QUEUE_ORDERS = ['fifo', 'lifo', 'adaptive-lifo', 'priority', 'edf', 'codel'] as const;
export type QueueOrder = (typeof QUEUE_ORDERS)[number];
const CANCELLATIONS = ['none', 'queued', 'full'] as const;
const DEADLINES = ['local', 'propagate'] as const;

/** A limit that must be asked for when there is to be none. */
const limit = byShape('a whole number or none', {
  number: countBetween(0, 1e8),
  text: z.literal('none', { error: 'expected a whole number, or none for no limit' }),
});

const concurrency = oneOfKeys('a concurrency', {
  threads: mapping({ threads: countBetween(1, 1e6) }).meta({
    description: 'Slots of each replica; one is held from start to reply, waiting for others included.',
  }),
  async: mapping({ async: countBetween(1, 1e7) }).meta({
    description:
      'How many each replica may have in flight. All that compute at a time share ONE core, unless `cores` says more.',
  }),
}) as unknown as z.ZodType<{ threads: number } | { async: number }>;

/** What of a replica a config push may set, beside policies; each is read as it is here. */
export const pushableNumbers = { slots: countBetween(1, 1e7), 'queue.limit': limit };

const queue = mapping({
  limit: limit.default(128).meta({
    description: 'How many may wait at each replica; one more is refused. `none` waits without limit.',
  }),
  order: z.enum(QUEUE_ORDERS).default('fifo').meta({ description: 'Who goes first.' }),
  wait: distributionField
    .optional()
    .meta({ description: 'Whoever has waited this long is turned away (expired).' }),
  backlog: countBetween(0, 1e6)
    .optional()
    .meta({ description: 'adaptive-lifo: newest first once more than this many wait; default 10.' }),
  target: positiveDuration.optional().meta({
    description: 'codel: the longest wait while the queue has not been empty for `interval`; default 5ms.',
  }),
  interval: positiveDuration
    .optional()
    .meta({ description: 'codel: the longest wait otherwise; default 100ms.' }),
}).meta({ description: 'Where requests wait when no slot is free.' });

const scaling = mapping({
  most: countBetween(1, 10_000).meta({
    description: 'How many replicas there may be; `replicas` of them are in service at the start.',
  }),
  'start-up': duration.default(30e9).meta({ description: 'How long a new replica takes until it is there.' }),
  grace: duration.default(30e9).meta({
    description: 'How long a replica that goes is left to finish what it has; the rest dies with it.',
  }),
}).meta({ description: 'How replicas come and go, when somebody scales the service.' });

export const service = mapping({
  replicas: countBetween(1, 10_000).default(1).meta({ description: 'How many instances.' }),
  scaling: scaling.optional(),
  zones: z.array(name).max(100).optional().meta({ description: 'Zones the replicas are dealt to, in turn.' }),
  weights: z
    .array(numberBetween(1e-6, 1e6))
    .max(10_000)
    .optional()
    .meta({ description: 'Weight of each replica, for balancers that look at weights.' }),
  concurrency: concurrency.meta({ description: 'How much each replica does at a time: threads or async.' }),
  cores: countBetween(1, 1e5).optional().meta({
    description:
      'Cores of each replica, shared equally by whoever computes (processor sharing). Without it, with `threads` every slot computes on a core of its own; with `async` there is 1.',
  }),
  queue: queue.prefault({}),
  admission: gateList.optional().meta({
    description:
      'Who may come in at all: policies at the door of each replica, asked when an attempt arrives, the first one first. Whom one turns away is shed.',
  }),
  cancellation: z.enum(CANCELLATIONS).default('none').meta({
    description:
      'What the callee does when its caller has left. none: works on. queued: drops it when its turn comes, or at the door if its deadline has passed. full: stops at once, and so do its own calls.',
  }),
  deadlines: z.enum(DEADLINES).default('local').meta({
    description:
      'propagate: calls of this service carry on the deadline of the request they serve; when it has passed, they are not made.',
  }),
  'not-idempotent': z.array(name).max(1000).optional().meta({
    description: 'Operations for which doing it twice is not like doing it once: a charge, an order.',
  }),
  balancer: balancerField.optional().meta({
    description: 'How callers choose among the replicas, unless a call says its own; default round-robin.',
  }),
  health: health.optional(),
  ejection: ejection.optional().meta({
    description:
      'How each caller replica treats replicas that fail it: a preset, or a mapping. Without it nobody is ejected.',
  }),
  operations: z
    .record(name, stepList)
    .meta({ description: 'What it can be asked to do: a list of steps for each name.' }),
});

export interface QueueSpec {
  limit: number | 'none';
  order: QueueOrder;
  wait?: DistributionSpec;
  backlog?: number;
  target?: number;
  interval?: number;
}

export interface ServiceSpec {
  replicas: number;
  scaling?: { most: number; 'start-up': number; grace: number };
  zones?: string[];
  weights?: number[];
  concurrency: { threads: number } | { async: number };
  cores?: number;
  queue: QueueSpec;
  admission?: GateEntry[];
  cancellation: (typeof CANCELLATIONS)[number];
  deadlines: (typeof DEADLINES)[number];
  'not-idempotent'?: string[];
  balancer?: BalancerSpec;
  health?: HealthSpec;
  ejection?: EjectionSpec;
  operations: Record<string, Step[]>;
}
