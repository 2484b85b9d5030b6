/** The phases as far as a run has come, and what happened in each: also of one that was cut short. */
import { Interval, type PhaseName, type Run } from '../sim/index.ts';
import type { FaultSpan } from './fault-spans.ts';
import { saySpan } from './words.ts';

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

/** A phase of one run, or of many: then an instant that is not the same in all of them is missing. */
type Told = Pick<PhaseSpan, 'name'> & {
  readonly from: number | undefined;
  readonly to: number | undefined;
};

/** "before 10s to 1m, during 1m to 1m20s, after 1m20s to 4m" */
export function sayPhases(phases: readonly Told[]): string {
  return phases
    .map(({ name, from, to }) =>
      from === undefined || to === undefined
        ? `${phaseWord(name)} differs from seed to seed`
        : `${phaseWord(name)} ${saySpan(from, to)}`,
    )
    .join(', ');
}

/** Whether whoever sees the faults need not be told when the phases turn: there is one, and they turn with it. */
export function turnWithTheOnly(faults: readonly FaultSpan[], phases: readonly PhaseSpan[]): boolean {
  const turns = phases.slice(1).map(({ from }) => from);
  if (turns.length === 0) return true;
  const [only] = faults;
  return faults.length === 1 && turns.every((turn) => turn === only.from || turn === only.to);
}
