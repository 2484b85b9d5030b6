/** One scenario's run as reports tell it: what it was, what came of it, and whether that was expected. */
import type { SeriesOfRun } from './series.ts';
import type { Summary } from './summary.ts';
import type { Totals } from './totals.ts';
import type { TraceData } from './traces.ts';

export type Standing = 'held' | 'failed' | 'not-judged';

export interface Judged {
  readonly standing: Standing;
  /** "goodput of shoppers is at least 99%" */
  readonly text: string;
  /** The same with what was observed. */
  readonly sentence: string;
  readonly note: string | undefined;
  /** The metric's key and the value in the unit it tells. */
  readonly observed: { readonly key: string; readonly value: number | null };
  readonly subject: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why a run stopped before its end. */
export type Stop =
  | {
      readonly kind: 'budget';
      readonly budget: 'events' | 'seconds' | 'memory';
      readonly limit: number;
      readonly sentence: string;
    }
  | { readonly kind: 'interrupted'; readonly signal: 'SIGINT' | 'SIGTERM'; readonly sentence: string }
  /** Whoever read what happened has gone, and nobody waits for anything else. */
  | { readonly kind: 'unread'; readonly sentence: string };

/** In one word, for data. */
export function stoppedBy(stop: Stop): string {
  switch (stop.kind) {
    case 'budget':
      return stop.budget;
    case 'interrupted':
      return stop.signal;
    case 'unread':
      return stop.kind;
  }
}

export interface Result {
  readonly file: string;
  readonly title: string;
  readonly question: string | undefined;
  readonly scenarioHash: string;
  readonly seed: string;
  readonly runHash: string;
  readonly events: number;
  readonly stop: Stop | undefined;
  readonly summary: Summary;
  readonly expectations: readonly Judged[];
  /** The line that runs it again. */
  readonly again: string;
  /** Wall time; for people only, since it is never the same twice. */
  readonly wallSeconds: number;
  /** All numbers, where somebody wants them: only machines read them. The run itself is not kept. */
  readonly numbers: Numbers | undefined;
  /** Single requests, where somebody wants them. */
  readonly traces: readonly TraceData[] | undefined;
}

export interface Numbers {
  readonly totals: Totals;
  readonly series: SeriesOfRun;
}

export function failedOf(result: Result): readonly Judged[] {
  return result.expectations.filter(({ standing }) => standing === 'failed');
}

/** "3 of 4 expectations held", in the fewest words that are true. */
export function sayTally(expectations: readonly Judged[]): string {
  const count = (standing: Standing) => expectations.filter((one) => one.standing === standing).length;
  const all = expectations.length;
  if (all === 0) return 'nothing was expected';
  const open = count('not-judged');
  const rest = open === 0 ? '' : `, ${open} not judged`;
  const held = count('held');
  if (held === all) return all === 1 ? 'the expectation held' : `all ${all} expectations held`;
  return `${held} of ${all} expectations held${rest}`;
}
