/** What a service's own keys say to the machine: slots, cores, the rules of its queue. */
import { NO_LIMIT } from '../../base/int32.ts';
import {
  ADAPTIVE_LIFO,
  BY_PRIORITY,
  CODEL,
  DROPS_QUEUED,
  EARLIEST_DEADLINE,
  FIFO,
  LIFO,
  PRIORITIES,
  type QueueRules,
  STOPS,
  WORKS_ON,
} from '../machine/plan.ts';
import type { Gate } from '../policy/gate-contract.ts';
import type { QueueOrder, ServiceSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { ReplicaEntry } from '../terms/directory.ts';
import type { Draft } from './draft.ts';

const CANCELLATION: Record<ServiceSpec['cancellation'], number> = {
  none: WORKS_ON,
  queued: DROPS_QUEUED,
  full: STOPS,
};

const ORDERS: Record<QueueOrder, number> = {
  fifo: FIFO,
  lifo: LIFO,
  'adaptive-lifo': ADAPTIVE_LIFO,
  priority: BY_PRIORITY,
  edf: EARLIEST_DEADLINE,
  codel: CODEL,
};

/** Defaults of adaptive-lifo and codel (B. Maurer, "Fail at Scale", 2015). */
const BACKLOG = 10;
const CODEL_TARGET = 5e6;
const CODEL_INTERVAL = 100e6;

export function isThreads(service: ServiceSpec): boolean {
  return 'threads' in service.concurrency && service.concurrency.threads !== undefined;
}

export function slotsOf(service: ServiceSpec): number {
  return 'threads' in service.concurrency ? service.concurrency.threads : service.concurrency.async;
}

/** An event loop computes on one core unless told otherwise; a thread brings its own unless cores are counted. */
export function coresOf(service: ServiceSpec): number {
  return service.cores ?? (isThreads(service) ? 0 : 1);
}

/** What the service does about a caller that leaves. */
export function cancellationOf({ cancellation }: ServiceSpec): number {
  return CANCELLATION[cancellation];
}

/** How many may wait at each replica; Infinity without limit. */
export function placesOf({ queue }: ServiceSpec): number {
  return queue.limit === 'none' ? Number.POSITIVE_INFINITY : queue.limit;
}

export function queueRulesOf(draft: Draft, service: ServiceSpec): QueueRules {
  const { queue } = service;
  const wait = draft.samplers.of(queue.wait);
  const constant = wait === NONE ? Number.NaN : draft.samplers.constant[wait];
  return {
    order: ORDERS[queue.order],
    limit: Math.min(placesOf(service), NO_LIMIT),
    wait,
    waitLane: Number.isNaN(constant) ? NONE : draft.lane(constant),
    backlog: queue.backlog ?? BACKLOG,
    target: queue.target ?? CODEL_TARGET,
    interval: queue.interval ?? CODEL_INTERVAL,
  };
}

/** Lists of waiting attempts. */
export interface ReplicaLists {
  /** By replica: first of its queue's lists, one or one for each priority. */
  readonly first: readonly number[];
  /** By replica: the list of those who wait to be turned away, where that takes a slot; or NONE. */
  readonly rejections: readonly number[];
  readonly count: number;
}

export function listsOf(
  services: readonly ServiceSpec[],
  replicas: readonly ReplicaEntry[],
  gates: readonly (readonly Gate[])[],
): ReplicaLists {
  let count = 0;
  const first: number[] = [];
  const rejections: number[] = [];
  for (const { service } of replicas) {
    first.push(count);
    count += services[service].queue.order === 'priority' ? PRIORITIES : 1;
    const needsSlot = coresOf(services[service]) === 0 && gates[service].some(({ cost }) => cost > 0);
    rejections.push(needsSlot ? count : NONE);
    if (needsSlot) count += 1;
  }
  return { first, rejections, count };
}
