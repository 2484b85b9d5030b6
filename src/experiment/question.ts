/** A number that a run is asked for: a metric of somebody over a stretch of time. Plain data: it travels to other threads. */
import { invariant } from '../base/assert.ts';
import type { Nanos } from '../base/time.ts';
import {
  type Interval,
  losesPhases,
  metricNamed,
  type PhaseName,
  type Plan,
  phaseNamesOf,
  type Run,
  type SubjectKind,
  subjectsOf,
} from '../sim/index.ts';

/** From when to when. The run must have been told of all instants before it began; of its phases it takes care itself. */
export type Stretch =
  | { readonly from: Nanos; readonly to: Nanos }
  /** A phase of the run, at most to `cut`. When it begins and ends may be known only when it has. */
  | { readonly phase: PhaseName; readonly cut?: Nanos };

export type Question = Stretch & {
  readonly metric: string;
  readonly kind: SubjectKind;
  /** As the directory names it. */
  readonly subject: string;
};

/** What happened over the time a question asks about; nothing where the run has not come so far, or has no such phase. */
export function intervalOf(question: Question, run: Run): Interval | undefined {
  const stretch = stretchOf(question, run);
  return stretch === undefined || stretch.to > run.now ? undefined : run.interval(stretch.from, stretch.to);
}

/** In the unit of the metric; NaN where there was nothing to measure, or the run has not come so far. */
export function answerTo(question: Question, run: Run): number {
  const interval = intervalOf(question, run);
  if (interval === undefined) return Number.NaN;
  const { metric, kind, subject } = question;
  const asked = metricNamed(metric);
  invariant(asked !== undefined, 'a question names a metric');
  const found = subjectsOf(run.plan.directory, kind).find(({ name }) => name === subject);
  // a fault that was left out is not there to be asked
  if (found === undefined && kind === 'fault') return Number.NaN;
  invariant(found !== undefined, 'a question names somebody who is there');
  return asked.valueOf(interval, found);
}

/** Whether the answer may still change when the run goes on: it has not come to the end of what is asked about. */
export function isOpen(question: Question, run: Run): boolean {
  const stretch = stretchOf(question, run);
  if (stretch !== undefined) return stretch.to > run.now;
  // what a fault waits for may still come, and a phase with it
  const isPossible = 'phase' in question && phaseNamesOf(run.plan).includes(question.phase);
  return isPossible && !run.isOver;
}

/** Whether nobody can know when what it is about was: a fault by which that phase goes waits for something, and was left out. */
export function isUnknowable(question: Question, plan: Plan): boolean {
  if (!('phase' in question) || question.phase === 'whole' || question.phase === 'warm-up') return false;
  return losesPhases(plan);
}

/** How far the run must come for an answer, ns; nothing where that is not known: a fault waits for something. */
export function neededBy(question: Question, run: Run): Nanos | undefined {
  return stretchOf(question, run)?.to;
}

/** Nothing where it is about a phase that the run does not have: its fault was left out, or waits for something. */
function stretchOf(question: Question, run: Run): { from: Nanos; to: Nanos } | undefined {
  if (!('phase' in question)) return question;
  const { phase: asked, cut = Number.POSITIVE_INFINITY } = question;
  const phase = run.phases.find(({ name }) => name === asked);
  if (phase === undefined || phase.from >= cut) return undefined;
  return { from: phase.from, to: Math.min(phase.to, cut) };
}

/** The instants that a run must be told of before it begins, for these questions. */
export function momentsOf(questions: readonly Question[]): number[] {
  return questions.flatMap((question) =>
    'phase' in question ? (question.cut ?? []) : [question.from, question.to],
  );
}
