/** What an expectation asks of a run, as a question that any thread can answer. */
import type { Question } from '../experiment/index.ts';
import type { Expectation, Scenario } from '../scenario/index.ts';
import { phasesOf, type SubjectKind } from '../sim/index.ts';

/** The question; nothing where it is about a phase that never comes (its fault was left out). */
export function questionOf(
  { metric, subject, subjectKind, during }: Expectation,
  { plan }: Scenario,
): Question | undefined {
  const stretch = 'phase' in during ? phasesOf(plan).find(({ name }) => name === during.phase) : during;
  if (stretch === undefined) return undefined;
  // the names were looked up when the scenario was checked
  const kind = subjectKind as SubjectKind;
  return { metric, kind, subject, from: stretch.from, to: stretch.to };
}
