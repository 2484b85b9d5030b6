/** A number that a run is asked for: a metric of somebody over a stretch of time. Plain data: it travels to other threads. */
import { invariant } from '../base/assert.ts';
import type { Nanos } from '../base/time.ts';
import { metricNamed, type Run, type SubjectKind, subjectsOf } from '../sim/index.ts';

export interface Question {
  readonly metric: string;
  readonly kind: SubjectKind;
  /** As the directory names it. */
  readonly subject: string;
  /** The run must have been told of both ends before it began. */
  readonly from: Nanos;
  readonly to: Nanos;
}

/** In the unit of the metric; NaN where there was nothing to measure, or the run has not come so far. */
export function answerTo({ metric, kind, subject, from, to }: Question, run: Run): number {
  if (to > run.now) return Number.NaN;
  const asked = metricNamed(metric);
  const found = subjectsOf(run.plan.directory, kind).find(({ name }) => name === subject);
  invariant(
    asked !== undefined && found !== undefined,
    'a question names a metric and somebody who is there',
  );
  return asked.valueOf(run.interval(from, to), found);
}

/** The instants that a run must be told of before it begins, for these questions. */
export function momentsOf(questions: readonly Question[]): number[] {
  return questions.flatMap(({ from, to }) => [from, to]);
}
