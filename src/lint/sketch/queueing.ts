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
  if (longest === undefined || !FIRST_COME.includes(queue.order)) return undefined;
  if (queue.wait !== undefined && medianOf(lengthOf(queue.wait)) < longest.limit) return undefined;
  const places = service.queueLimit + inService(service, bound);
  const perSecond = bound.perSecond / bound.replicas;
  const wait = (places / perSecond) * SECOND;
  return wait >= longest.limit ? { places, perSecond, wait, longest } : undefined;
}

/** Those in service hold each other up where they share cores. */
function inService(service: Service, bound: Bound): number {
  return bound.what === 'cores' ? service.slots : 0;
}
