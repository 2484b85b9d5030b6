/**
 * The phases of a run, by what goes wrong in it: before anything does, while something does, after all of
 * it. What operators do against it moves no phase, nor does leaving a fault out: so a run with a cure and
 * one without, a run with a fault and one without, are compared over the same time. Half-open: from ≤ t < to.
 */
import { NEVER } from '../base/time.ts';
import { type FaultTimes, INSTANT, type Plan } from './machine/plan.ts';

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

/** How long a fault lasts each time, ns; 0 for what is over in the instant in which it begins. */
export function lastingOf({ length }: Pick<FaultTimes, 'length'>): number {
  return length > INSTANT ? length : 0;
}

/** From the first beginning of a fault to its last end, if it begins at `from`. */
export function extentOf(fault: FaultTimes, from: number): Extent {
  const { every, jitter, times } = fault;
  const length = lastingOf(fault);
  return { from, to: every === NEVER ? from + length : from + every * (times - 1) + jitter + length };
}

/** Faults by which phases may go: the plan's own, and those that were left out of it. */
type Planned = Pick<Plan, 'faults' | 'leftOut'>;

/** The extents of all that is planned, repetitions included. Of what waits for something nobody knows yet. */
export function extentsOf({ faults, leftOut }: Planned): Extent[] {
  return knownExtents([...faults, ...leftOut]);
}

function knownExtents(faults: readonly FaultTimes[]): Extent[] {
  return faults.filter(({ when }) => when === undefined).map((fault) => extentOf(fault, fault.at));
}

/** Those by which the phases go: what goes wrong; what operators do only where nothing else is done. */
export function dividing<F extends Pick<FaultTimes, 'isAction'>>(faults: readonly F[]): readonly F[] {
  const mishaps = faults.filter(({ isAction }) => !isAction);
  return mishaps.length > 0 ? mishaps : faults;
}

/** Whether it depends on what happens when it begins, or when it ends. */
export function isOpen({ when, until }: Pick<FaultTimes, 'when' | 'until'>): boolean {
  return when !== undefined || until !== undefined;
}

/** Whether the phases would go by a fault that was left out and would have waited: nobody can know when they were. */
export function losesPhases({ faults, leftOut }: Planned): boolean {
  const dividers = dividing<FaultTimes>([...faults, ...leftOut]);
  return leftOut.some((fault) => isOpen(fault) && dividers.includes(fault));
}

/** Whether anything tells before, during and after apart, in a run with so many faults. */
export function isDivided(plan: Planned, faults = plan.faults.length): boolean {
  return faults + plan.leftOut.length > 0 && !losesPhases(plan);
}

/** The names of the phases that a run of this plan may have. */
export function phaseNamesOf(plan: Plan): readonly PhaseName[] {
  const dividers = dividing<FaultTimes>([...plan.faults, ...plan.leftOut]);
  const mayTurn = !losesPhases(plan) && dividers.some(isOpen);
  return mayTurn ? PHASES : phasesOf(plan, knownExtents(dividers)).map(({ name }) => name);
}

/** The phases that last at all, by these extents; `whole` is everything but the warm-up. Without faults all of it is before. */
export function phasesOf(plan: Plan, extents: readonly Extent[]): Phase[] {
  const end = plan.length;
  const start = Math.min(plan.warmup, end);
  const begin = Math.max(start, Math.min(end, ...extents.map(({ from }) => from)));
  const over = Math.max(begin, Math.min(end, Math.max(0, ...extents.map(({ to }) => to))));
  const hasFaults = extents.length > 0;
  const divided: Phase[] = [
    { name: 'before-faults', from: start, to: hasFaults ? begin : end },
    { name: 'during-faults', from: begin, to: hasFaults ? over : begin },
    { name: 'after-faults', from: over, to: hasFaults ? end : over },
  ];
  const phases: Phase[] = [
    { name: 'warm-up', from: 0, to: start },
    ...(losesPhases(plan) ? [] : divided),
    { name: 'whole', from: start, to: end },
  ];
  return phases.filter((phase) => phase.to > phase.from);
}
