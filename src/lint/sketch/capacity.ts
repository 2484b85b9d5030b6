/** What a service can serve, and how busy it is: replicas × slots ÷ the time each is held, and the same for cores. */
import { type Nanos, SECOND } from '../../base/time.ts';
import type { LoadRate } from './rates.ts';
import type { Sketch } from './sketch.ts';
import type { Service } from './wiring.ts';

/** One thing of which a service has only so many. */
export interface Bound {
  readonly what: 'slots' | 'cores';
  readonly replicas: number;
  /** Of each replica. */
  readonly each: number;
  /** How long one request holds one of them, on average. */
  readonly held: Nanos;
  /** Requests a second that all replicas can serve by it. */
  readonly perSecond: number;
}

/** What reaches a service from some loads, and what it can serve of such requests. */
export interface Demand {
  /** Requests a second. */
  readonly offered: number;
  /** What runs out first. */
  readonly bound: Bound;
  /** Offered ÷ capacity. */
  readonly utilisation: number;
  /** Requests a second of each load, and what one of them comes to at the service. */
  readonly terms: readonly { readonly load: string; readonly rate: number; readonly calls: number }[];
}

/** Undefined where nobody asks, or nobody can say how long it takes. */
export function demandOn(
  sketch: Sketch,
  service: Service,
  /** Requests a second of a load. */
  rateOf: (load: LoadRate) => number,
): Demand | undefined {
  let offered = 0;
  let heldInAll = 0;
  let workInAll = 0;
  const terms: { load: string; rate: number; calls: number }[] = [];
  for (const { load, calls, held, work } of sketch.visitorsOf(service.name)) {
    const rate = rateOf(load);
    if (rate === 0) continue;
    offered += rate * calls;
    heldInAll += rate * held;
    workInAll += rate * work;
    terms.push({ load: load.line.name, rate, calls });
  }
  const bound = firstBound(service, heldInAll / offered, workInAll / offered);
  return bound && { offered, bound, utilisation: offered / bound.perSecond, terms };
}

/** What runs out first where one request holds a slot and computes for so long, on average; undefined where nobody knows. */
export function firstBound({ replicas, slots, cores }: Service, held: Nanos, work: Nanos): Bound | undefined {
  const bounds = [
    boundOf('slots', replicas, slots, held),
    ...(cores > 0 ? [boundOf('cores', replicas, cores, work)] : []),
  ].filter(({ perSecond }) => perSecond < Number.POSITIVE_INFINITY);
  return bounds.sort((a, b) => a.perSecond - b.perSecond).at(0);
}

function boundOf(what: Bound['what'], replicas: number, each: number, held: Nanos): Bound {
  return { what, replicas, each, held, perSecond: (replicas * each * SECOND) / held };
}
