/** One scenario's run as reports tell it: what it was, what came of it, and whether that was expected. */
import type { BooksOfRun } from './books.ts';
import { type Evidence, sayEvidence } from './evidence.ts';
import type { SeriesOfRun } from './series.ts';
import type { Summary } from './summary.ts';
import type { Totals } from './totals.ts';
import type { TraceData } from './traces.ts';
import { sayInstant } from './words.ts';

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
  /** Of one that was not judged: how far the run must come, ns, where that is known. */
  readonly needs?: number | undefined;
  /** It was not judged since nobody can know when what it is about was: a fault that waits was left out. */
  readonly isUnknowable?: true;
  /** Of one that failed: what happened over the time it is about. */
  readonly evidence?: Evidence | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is told below an expectation that failed, a line each: the author's note, and what happened meanwhile. */
export function toldBelow({ note, evidence }: Judged): string[] {
  return [...(note === undefined ? [] : [note]), ...(evidence === undefined ? [] : sayEvidence(evidence))];
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
  /** Undefined where the run was stopped in the middle of an event: its books are open. */
  readonly books: BooksOfRun | undefined;
}

export function failedOf(result: Result): readonly Judged[] {
  return result.expectations.filter(({ standing }) => standing === 'failed');
}

/** Whether the run came to its end and nothing of what is expected could be judged by then: a check that checks nothing. */
export function isUnjudged({
  expectations,
  stop,
}: {
  readonly expectations: readonly Pick<Judged, 'standing' | 'isUnknowable'>[];
  readonly stop: Stop | undefined;
}): boolean {
  const isOpen = expectations.every(({ standing }) => standing === 'not-judged');
  // a longer run would have judged these
  const isCutShort = expectations.some(({ isUnknowable }) => isUnknowable !== true);
  return stop === undefined && isCutShort && isOpen;
}

/** Whether anything was not as expected, or nobody could tell. */
export function hasFailed(result: Result): boolean {
  return failedOf(result).length > 0 || isUnjudged(result);
}

/** "none of the 6 expectations could be judged: the run ended at 5s, they need 60s" */
export function sayUnjudged({ expectations, summary }: Result): string {
  const needs = expectations.flatMap((judged) => judged.needs ?? []);
  const [first, last] = [Math.min(...needs), Math.max(...needs)];
  const all = expectations.length;
  const who = all === 1 ? 'the expectation could not' : `none of the ${all} expectations could`;
  const need =
    needs.length === 0
      ? 'and what they are about had not come'
      : first === last
        ? `${all === 1 ? 'it needs' : 'they need'} ${sayInstant(first)}`
        : `the first of them needs ${sayInstant(first)}, all need ${sayInstant(last)}`;
  return `${who} be judged: the run ended at ${sayInstant(summary.reached)}, ${need}`;
}

/** What came of the expectations. */
export function sayStandings(result: Result): string {
  return isUnjudged(result) ? sayUnjudged(result) : sayTally(result.expectations);
}

/** Why nobody can know when a phase was. */
export const UNKNOWABLE = 'a fault that was left out waits for something, so its time is not known';

/** Behind a count of those that were not judged. */
export function sayUnknowable(expectations: readonly Pick<Judged, 'isUnknowable'>[]): string {
  return expectations.some(({ isUnknowable }) => isUnknowable === true) ? ` (${UNKNOWABLE})` : '';
}

/** "3 of 4 expectations held", in the fewest words that are true. */
function sayTally(expectations: readonly Judged[]): string {
  const count = (standing: Standing) => expectations.filter((one) => one.standing === standing).length;
  const all = expectations.length;
  if (all === 0) return 'nothing was expected';
  const open = count('not-judged');
  const rest = open === 0 ? '' : `, ${open} not judged${sayUnknowable(expectations)}`;
  const held = count('held');
  if (held === all) return all === 1 ? 'the expectation held' : `all ${all} expectations held`;
  return `${held} of ${all} expectations held${rest}`;
}
