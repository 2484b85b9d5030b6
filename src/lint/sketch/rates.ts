/**
 * How often loads ask: on average before any fault, and at each bend of their profiles. Open loads ask
 * whatever happens. Closed loads can ask no more than users ÷ (think + answer), for nobody asks again
 * before the answer (J. Buzen and P. Denning, "The operational analysis of queueing network models",
 * 1978); the answer takes its time without waiting.
 */
import { type Nanos, SECOND } from '../../base/time.ts';
import type { Scenario } from '../../scenario/index.ts';
import { areaBetween, valueAt } from '../../sim/index.ts';
import { lengthOf, meanUpTo } from './lengths.ts';
import type { Times } from './times.ts';
import type { LoadLine } from './wiring.ts';

export interface LoadRate {
  readonly line: LoadLine;
  /** A health check: the loads come first, and the checks have the numbers after them. */
  readonly isCheck: boolean;
  readonly isOpen: boolean;
  /** Requests a second, on average before any fault; what is not known counts as none. */
  readonly usual: number;
  /** The most at any instant before the end. */
  readonly most: number;
  /** Requests that come at once. */
  readonly batch: number;
  /** The same at an instant. */
  at(instant: Nanos): number;
  /** Instants at which its rate bends or jumps. */
  readonly bends: readonly Nanos[];
  /** Closed: users before any fault, and how long they think; replicas that are checked, and the pause between checks. */
  readonly users: number;
  readonly think: Nanos;
}

export function ratesOf({ system, plan }: Scenario, lines: readonly LoadLine[], times: Times): LoadRate[] {
  const { from, to } = beforeFaults(plan);
  return lines.map((line): LoadRate => {
    const { curve, batch, open } = plan.loads[line.index];
    const average = areaBetween(curve, from, to) / (to - from);
    const answer = line.sites.reduce((sum, { site, share }) => sum + share * times.call(site), 0);
    const think = meanUpTo(lengthOf(system.load[line.index].think), Number.POSITIVE_INFINITY);
    /** The curve of an open load is arrivals a nanosecond, that of a closed one users. */
    const perSecond = (value: number) => {
      const rate = open ? value * batch * SECOND : (value / (think + answer)) * SECOND;
      return Number.isFinite(rate) ? rate : 0;
    };
    const at = (instant: Nanos) => perSecond(valueAt(curve, instant));
    const bends = [...curve.at].filter((instant) => instant <= plan.length);
    const usual = perSecond(average);
    return {
      line,
      isCheck: false,
      isOpen: open,
      usual,
      most: bends.reduce((most, bend) => Math.max(most, at(bend), at(Math.max(0, bend - 1))), usual),
      batch: open ? batch : 1,
      at,
      bends,
      users: open ? 0 : average,
      think,
    };
  });
}

/** The time that is looked at for what is usual: before the first fault, or all of it where there is none before. */
function beforeFaults({ warmup, length, faults }: Scenario['plan']): { from: Nanos; to: Nanos } {
  const first = Math.min(length, ...faults.map(({ at }) => at));
  return first > warmup ? { from: warmup, to: first } : { from: 0, to: length };
}
