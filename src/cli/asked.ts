/** What an expectation asks of a run, as a question that any thread can answer. */
import type { Question } from '../experiment/index.ts';
import type { Expectation } from '../scenario/index.ts';
import type { PhaseName, SubjectKind } from '../sim/index.ts';

export function questionOf({ metric, subject, subjectKind, during }: Expectation): Question {
  // the names were looked up when the scenario was checked
  const about = { metric, kind: subjectKind as SubjectKind, subject };
  return 'phase' in during
    ? { ...about, phase: during.phase as PhaseName }
    : { ...about, from: during.from, to: during.to };
}
