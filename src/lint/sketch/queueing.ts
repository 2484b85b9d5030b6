/** The queue of a service when it is full: how long its last waits, and whether anybody still waits for that. */
import { type Nanos, SECOND } from '../../base/time.ts';
import type { CallSite } from './call-site.ts';
import type { Bound, Demand } from './capacity.ts';
import { lengthOf, medianOf } from './lengths.ts';
import { longestWait } from './limits.ts';
import type { Sketch } from './sketch.ts';
import type { Service } from './wiring.ts';

export interface FullQueue {
  /** What may be before the last of them: waiting places, and slots where all share the cores. Infinity without limit. */
  readonly places: number;
  /** Requests a second of one replica. */
  readonly perSecond: number;
  readonly wait: Nanos;
  /** Who waits longest for an answer, and how long. */
  readonly longest: { readonly limit: Nanos; readonly site: CallSite };
}

/** Orders that serve the longest wait first, whoever still waits for it. */
const FIRST_COME = ['fifo', 'priority'];

/**
 * The full queue, where it can hold nothing but work nobody waits for: when the last of it is served,
 * everybody who may have asked for it has left.
 */
export function staleQueue({ wiring }: Sketch, service: Service, { bound }: Demand): FullQueue | undefined {
  const longest = longestWait(wiring, service);
  const { queue } = service.spec;
  const full = fullQueue(service, bound);
  if (longest === undefined || full === undefined) return undefined;
  if (queue.wait !== undefined && medianOf(lengthOf(queue.wait)) < longest.limit) return undefined;
  return full.wait >= longest.limit ? { ...full, longest } : undefined;
}

/** The queue when it is full, of those that serve the longest wait first. */
export function fullQueue(service: Service, bound: Bound): Omit<FullQueue, 'longest'> | undefined {
  if (!FIRST_COME.includes(service.spec.queue.order)) return undefined;
  const places = service.queueLimit + inService(service, bound);
  const perSecond = bound.perSecond / bound.replicas;
  return { places, perSecond, wait: (places / perSecond) * SECOND };
}

/** Those in service hold each other up where they share cores. */
function inService(service: Service, bound: Bound): number {
  return bound.what === 'cores' ? service.slots : 0;
}
