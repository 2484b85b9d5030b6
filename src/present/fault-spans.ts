/** When which fault was planned: for a time line. */
import type { Run } from '../sim/index.ts';

export interface FaultSpan {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  /** ns; where it repeats, from the first beginning to the last end. `to` is Infinity for one that stays. */
  readonly from: number;
  readonly to: number;
  /** From one beginning to the next, ns; undefined for one that comes once. */
  readonly every: number | undefined;
  /** Of coming at all, each time. */
  readonly probability: number;
}

export function faultSpans({ plan }: Run): FaultSpan[] {
  return plan.faults.map((fault, index) => {
    const { name, kind, target } = plan.directory.faults[index];
    const repeats = fault.times > 1 && fault.every < plan.length;
    const end = fault.at + (repeats ? fault.every * (fault.times - 1) : 0) + fault.length;
    return {
      name,
      kind,
      target,
      from: fault.at,
      to: end > plan.length ? Number.POSITIVE_INFINITY : end,
      every: repeats ? fault.every : undefined,
      probability: fault.probability,
    };
  });
}
