/** The faults of a run as spans of time: to come, under way, over. */
import type { Command, FaultState, Plan } from '../sim/index.ts';
import { printable, sayLength } from './live-words.ts';

export type FaultStage = 'planned' | 'active' | 'past';

export interface FaultSpan {
  readonly name: string;
  readonly stage: FaultStage;
  readonly injected: boolean;
  /** ns; `to` is the end of the run where the fault has none. */
  readonly from: number;
  readonly to: number;
  /** How often it comes, and when: one for most. */
  readonly times: readonly { readonly from: number; readonly to: number }[];
  /** 0 to 1; less than 1 while it ramps. */
  readonly strength: number;
}

/** A fault that comes again is drawn at most so often. */
const MOST_TIMES = 200;

export function faultSpans(
  plan: Plan,
  faults: readonly FaultState[],
  commands: readonly Command[],
  now: number,
): FaultSpan[] {
  return faults.map((fault) => {
    const lifted = commands.find((command) => command.kind === 'lift' && command.fault === fault.name);
    const limit = Math.min(plan.length, lifted?.at ?? Number.POSITIVE_INFINITY);
    const planned = plan.faults[fault.number];
    const every = planned?.every ?? Number.POSITIVE_INFINITY;
    const count = Number.isFinite(every) ? Math.min(planned.times, MOST_TIMES) : 1;
    const times = Array.from({ length: count }, (_, i) => {
      const from = fault.at + (i === 0 ? 0 : i * every);
      return { from, to: Math.min(limit, from + fault.length) };
    }).filter(({ from }) => from < limit);
    const last = times[times.length - 1];
    const stage = fault.strength > 0 ? 'active' : now >= (last?.to ?? limit) ? 'past' : 'planned';
    return {
      name: fault.name,
      stage,
      injected: fault.injected,
      from: fault.at,
      to: Math.max(fault.at, last?.to ?? limit),
      times,
      strength: fault.strength,
    };
  });
}

/** `slow-payments 12s left`, `crash-web in 5s`, `delay-orders over`. */
export function sayFault(span: FaultSpan, plan: Plan, now: number): string {
  const name = printable(span.name);
  const present = span.times.find(({ from, to }) => from <= now && now < to);
  const next = span.times.find(({ from }) => from > now);
  switch (span.stage) {
    case 'active':
      return present === undefined || present.to >= plan.length
        ? `${name} until lifted`
        : `${name} ${sayLength(present.to - now)} left`;
    case 'planned':
      return next === undefined ? `${name} about to begin` : `${name} in ${sayLength(next.from - now)}`;
    case 'past':
      return span.times.length === 0 ? `${name} called off` : `${name} over`;
  }
}
