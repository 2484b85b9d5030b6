/** The phases of a run, by its planned faults: before any, while some, after all. Half-open: from ≤ t < to. */
import { NEVER } from '../base/time.ts';
import type { Plan } from './machine/plan.ts';

export const PHASES = ['warm-up', 'before-faults', 'during-faults', 'after-faults', 'whole'] as const;
export type PhaseName = (typeof PHASES)[number];

export interface Phase {
  readonly name: PhaseName;
  /** ns */
  readonly from: number;
  readonly to: number;
}

/** When a fault begins, and when it is over for good; ns. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The extents of the planned faults, repetitions included. */
export function extentsOf(plan: Plan): Extent[] {
  return plan.faults.map(({ at, length, every, times }) => ({
    from: at,
    to: every === NEVER ? at + length : at + every * (times - 1) + length,
  }));
}

/** The phases that last at all; `whole` is everything but the warm-up. Without faults all of it is before. */
export function phasesOf(plan: Plan, extents: readonly Extent[] = extentsOf(plan)): Phase[] {
  const end = plan.length;
  const start = Math.min(plan.warmup, end);
  const begin = Math.max(start, Math.min(end, ...extents.map(({ from }) => from)));
  const over = Math.max(begin, Math.min(end, Math.max(0, ...extents.map(({ to }) => to))));
  const hasFaults = extents.length > 0;
  const phases: Phase[] = [
    { name: 'warm-up', from: 0, to: start },
    { name: 'before-faults', from: start, to: hasFaults ? begin : end },
    { name: 'during-faults', from: begin, to: hasFaults ? over : begin },
    { name: 'after-faults', from: over, to: hasFaults ? end : over },
    { name: 'whole', from: start, to: end },
  ];
  return phases.filter((phase) => phase.to > phase.from);
}
