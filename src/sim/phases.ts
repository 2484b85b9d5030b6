/** The phases of a run, by its planned faults: before any, while some, after all. Half-open: from ≤ t < to. */
import { NEVER } from '../base/time.ts';
import type { FaultPlan, Plan } from './machine/plan.ts';

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

/** What happens in an instant and is over has this length in a plan, ns. */
const INSTANT = 1;

/** How long a fault lasts each time, ns; 0 for what is over in the instant in which it begins. */
export function lastingOf({ length }: Pick<FaultPlan, 'length'>): number {
  return length > INSTANT ? length : 0;
}

/** From the first beginning of a fault to its last end, if it begins at `from`. */
export function extentOf(fault: FaultPlan, from: number): Extent {
  const { every, jitter, times } = fault;
  const length = lastingOf(fault);
  return { from, to: every === NEVER ? from + length : from + every * (times - 1) + jitter + length };
}

/** The extents of the planned faults, repetitions included. Of one that waits for something nobody knows yet. */
export function extentsOf(plan: Plan): Extent[] {
  return plan.faults.filter(({ when }) => when === undefined).map((fault) => extentOf(fault, fault.at));
}

/** The names of the phases that a run of this plan may have. */
export function phaseNamesOf(plan: Plan): readonly PhaseName[] {
  const isOpen = plan.faults.some(({ when }) => when !== undefined);
  return isOpen ? PHASES : phasesOf(plan).map(({ name }) => name);
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
