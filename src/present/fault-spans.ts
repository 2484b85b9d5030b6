/** The faults of a run as spans of time: planned and injected, to come, under way, over. */

import { printable } from '../base/printable.ts';
import { type FaultState, faultKind, type Plan, type Run } from '../sim/index.ts';
import { sayCondition } from './say-condition.ts';
import { narrow, sayInstant } from './words.ts';

export type FaultStage = 'planned' | 'active' | 'past';

export interface FaultSpan {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly stage: FaultStage;
  /** ns; where it repeats, from the first beginning to the last end. `to` is Infinity for one that stays. */
  readonly from: number;
  readonly to: number;
  /** From one beginning to the next, ns; undefined for one that comes once. */
  readonly every: number | undefined;
  /** Of coming at all, each time. */
  readonly probability: number;
  /** Somebody has ended it by hand. */
  readonly isLifted: boolean;
  /** Each time it comes, as far as the run goes: one for most, none where it was called off. */
  readonly times: readonly { readonly from: number; readonly to: number }[];
  /** What has not come yet, where it waits for something. */
  readonly waitsFor: string | undefined;
  /** What ends it, where that is no instant. */
  readonly endsBy: string | undefined;
  /** How often it has touched something. */
  readonly hits: number;
  /** Why it touched nothing, where it might have. */
  readonly idle: string | undefined;
}

/** Of a fault that comes again and again, at most so many times are listed. */
const MOST_TIMES = 200;

export function faultSpans({ plan, faults, commands, now }: Run): FaultSpan[] {
  const injected = commands.filter((command) => command.kind === 'inject');
  const waitOf = ({ when, waitsFrom }: FaultState): string | undefined => {
    if (when === undefined) return undefined;
    const since = waitsFrom > now ? `, from ${sayInstant(waitsFrom)} on` : '';
    return `${sayCondition(when, plan, faults)}${since}`;
  };
  return faults.map((fault) => {
    const { name, number, at, length, strength, hits } = fault;
    const repeats = fault.times > 1 && fault.every < plan.length;
    const every = repeats ? fault.every : undefined;
    const count = repeats ? fault.times : 1;
    const lift = commands.find((command) => command.kind === 'lift' && command.fault === name);
    const early = lift?.at ?? fault.endedEarly;
    const end = Math.min(at + (count - 1) * (every ?? 0) + length, early);
    const limit = Math.min(plan.length, early);
    const times = Array.from({ length: Math.min(count, MOST_TIMES) }, (_, i) => {
      const from = at + i * (every ?? 0);
      return { from, to: Math.min(limit, from + length) };
    }).filter(({ from }) => from < limit);
    const last = times[times.length - 1];
    // A fault of several parts may have no strength between two of them.
    const isUnderWay = fault.begun <= now && times.some(({ from, to }) => from <= now && now < to);
    // At an instant everything before it has happened: what lasts no longer than that is still to come.
    const isOver = last === undefined ? now >= limit : now >= last.to && now > last.from;
    const spec = injected[number - plan.faults.length]?.fault;
    const { kind, target } =
      spec === undefined
        ? plan.directory.faults[number]
        : { kind: faultKind(spec), target: String(spec[faultKind(spec)]) };
    return {
      name,
      kind,
      target,
      stage: strength > 0 || isUnderWay ? 'active' : isOver ? 'past' : 'planned',
      from: at,
      to: end > plan.length ? Number.POSITIVE_INFINITY : Math.max(at, end),
      every,
      probability: fault.probability,
      isLifted: lift !== undefined,
      times,
      waitsFor: fault.begun <= now ? undefined : waitOf(fault),
      endsBy: fault.until === undefined ? undefined : sayCondition(fault.until, plan, faults),
      hits,
      idle: hits === 0 && (at < now || now >= plan.length) ? fault.idle : undefined,
    };
  });
}

/** A fault that touched nothing is either aimed wrong or not needed: a sentence for each such. */
export function idleFaults({ faults }: { readonly faults: readonly FaultSpan[] }): string[] {
  return faults.flatMap(({ name, idle }) =>
    idle === undefined ? [] : [`the fault ${printable(name)} touched nothing: ${idle}`],
  );
}

/** `slow-payments 12s left`, `crash-web in 5s`, `delay-orders over`, `scale-db waits for db above 90%`. */
export function sayFault(span: FaultSpan, plan: Plan, now: number): string {
  const name = printable(span.name);
  const present = span.times.find(({ from, to }) => from <= now && now < to);
  const next = span.times.find(({ from }) => from > now);
  switch (span.stage) {
    case 'active':
      if (span.times.some(({ from, to }) => from === to)) return `${name} now`;
      return present === undefined || present.to >= plan.length
        ? `${name} until ${span.endsBy ?? 'lifted'}`
        : `${name} ${narrow.sayLength(present.to - now)} left`;
    case 'planned':
      if (span.waitsFor !== undefined) return `${name} waits for ${span.waitsFor}`;
      return next === undefined
        ? `${name} about to begin`
        : `${name} in ${narrow.sayLength(next.from - now)}`;
    case 'past':
      if (span.times.length > 0) return `${name} over`;
      return span.isLifted ? `${name} called off` : `${name} never came`;
  }
}
