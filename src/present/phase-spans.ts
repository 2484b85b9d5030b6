/** The phases as far as a run has come, and what happened in each: also of one that was cut short. */
import { Interval, type PhaseName, type Run } from '../sim/index.ts';

export interface PhaseSpan {
  readonly name: PhaseName;
  /** ns; `to` is where the phase ended, or where the run stopped in the middle of it. */
  readonly from: number;
  readonly to: number;
  readonly isCutShort: boolean;
}

/** The phases that have begun, in their order; `whole` is the last. */
export function phaseSpans(run: Run): PhaseSpan[] {
  return run.phases
    .filter((phase) => phase.from < run.now)
    .map(({ name, from, to }) => ({ name, from, to: Math.min(to, run.now), isCutShort: to > run.now }));
}

/** What happened in it. */
export function intervalOf(run: Run, span: PhaseSpan): Interval {
  if (!span.isCutShort) return run.interval(span.from, span.to);
  // the run has stopped inside of it: from the mark at its beginning to a reading of now
  const opened = run.interval(span.from, span.from).before;
  return new Interval(run.plan.directory, opened, run.reading());
}

const WORDS: Readonly<Record<PhaseName, string>> = {
  'warm-up': 'warm-up',
  'before-faults': 'before',
  'during-faults': 'during',
  'after-faults': 'after',
  whole: 'all',
};

/** `before`, `during`, `after`: short, for tables. */
export function phaseWord(name: PhaseName): string {
  return WORDS[name];
}
