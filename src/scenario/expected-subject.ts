/** Who an expectation is about: the first kind of subject its metric knows that has somebody of that name. */
import { nearestWord, quote, someNear } from '../fields/index.ts';
import type { ExpectationContext } from './expectation.ts';
import type { MetricWords } from './expectation-field.ts';

type Found =
  | { readonly kind: string; readonly name: string }
  | { readonly code: string; readonly sentence: string; readonly meant?: string; readonly hint?: string };

/** Who is meant: the first kind of subject the metric knows that has somebody of this name. */
export function findSubject(
  written: string,
  metric: MetricWords,
  { subjects, metrics }: Pick<ExpectationContext, 'subjects' | 'metrics'>,
): Found {
  const name = written.replace(/ *([-~]>) */, ' $1 ').trim();
  const kinds = metric.subjects.filter((kind) => subjects[kind] !== undefined);
  for (const kind of kinds) if (subjects[kind]?.includes(name)) return { kind, name };
  // nobody can be looked up yet: the mistakes elsewhere come first
  if (kinds.length < metric.subjects.length) return { kind: metric.subjects[0], name };
  const known = kinds.flatMap((kind) => subjects[kind] ?? []);
  const meant = nearestWord(name, known);
  const other = Object.keys(subjects).find((kind) => subjects[kind]?.includes(name));
  const told = `${metric.name} is told of ${aKind(metric.subjects.join(', ').replace(/, ([^,]*)$/, ' or $1'))}`;
  const hint = known.length === 0 ? `there is none here` : `known: ${someNear(name, known)}`;
  if (other !== undefined)
    return {
      code: 'E302',
      sentence: `${told}; ${quote(name)} is ${aKind(other)}`,
      ...(meant ? { meant } : {}),
      hint: [hint, ...insteadOf(metric, other, metrics)].join('; '),
    };
  return {
    code: 'E301',
    sentence: `unknown subject ${quote(name)} of ${metric.name}`,
    ...(meant ? { meant } : {}),
    hint,
  };
}

/** "an operation", "a load or run" */
function aKind(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** Metrics that are named instead of one that a subject has not. */
const MOST_INSTEAD = 2;

/** What to expect of a subject of this kind instead: metrics of the same unit, or the metric of a load of its own. */
function insteadOf(metric: MetricWords, kind: string, metrics: readonly MetricWords[]): string[] {
  const near = metrics
    .filter(({ unit, subjects }) => unit === metric.unit && subjects.includes(kind))
    .slice(0, MOST_INSTEAD)
    .map(({ name }) => name);
  const ofUsers = metric.subjects.includes('load') && kind === 'operation';
  return [
    ...(near.length === 0 ? [] : [`of ${aKind(kind)} expect ${near.join(' or ')}`]),
    ...(ofUsers ? [`for its ${metric.name}, give it a load of its own`] : []),
  ];
}
