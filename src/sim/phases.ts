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

/** The phases that last at all; `whole` is everything but the warm-up. Without faults all of it is before. */
export function phasesOf(plan: Plan): Phase[] {
  const end = plan.length;
  const start = Math.min(plan.warmup, end);
  const begin = Math.max(start, Math.min(end, ...plan.faults.map((fault) => fault.at)));
  const over = Math.max(
    begin,
    Math.min(
      end,
      Math.max(0, ...plan.faults.map((fault) => lastEnd(fault.at, fault.length, fault.every, fault.times))),
    ),
  );
  const hasFaults = plan.faults.length > 0;
  const phases: Phase[] = [
    { name: 'warm-up', from: 0, to: start },
    { name: 'before-faults', from: start, to: hasFaults ? begin : end },
    { name: 'during-faults', from: begin, to: hasFaults ? over : begin },
    { name: 'after-faults', from: over, to: hasFaults ? end : over },
    { name: 'whole', from: start, to: end },
  ];
  return phases.filter((phase) => phase.to > phase.from);
}

function lastEnd(at: number, length: number, every: number, times: number): number {
  if (every === NEVER) return at + length;
  return at + every * (times - 1) + length;
}
