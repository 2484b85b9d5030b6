/** What an author expects of a run: an item of `expect:` with its names looked up, or what is wrong with it. */
import type { Nanos } from '../base/time.ts';
import { someNear } from '../fields/index.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { type During, readDuring, sayDuring } from './during.ts';
import {
  COMPARISONS,
  type Comparison,
  type MetricWords,
  type WrittenExpectation,
} from './expectation-field.ts';
import { findSubject } from './expected-subject.ts';
import { type MetricUnit, sayLimit } from './say-metric.ts';
import { type Path, siteAt, type Tree } from './tree.ts';

/** What a subject lacks for a metric to mean anything, what to write for it, and who has it. */
export interface Lack {
  readonly sentence: string;
  readonly remedy: string;
  readonly others: readonly string[];
}

export interface Expectation {
  readonly metric: string;
  readonly unit: MetricUnit;
  /** As the directory names it: `shoppers`, `orders.place`, `web -> orders.place`, `orders/2`, `run`. */
  readonly subject: string;
  readonly subjectKind: string;
  readonly during: During;
  readonly comparison: Comparison;
  /** One value, or the two ends of `between`; shares 0 to 1, rates a second, durations ns. */
  readonly values: readonly number[];
  /** Why, in the author's words. */
  readonly note?: string;
  /** Where it stands in the scenario. */
  readonly path: Path;
  /** "goodput of shoppers before the faults is at least 99%" */
  readonly text: string;
}

/** Everybody a metric can be asked about, by kind. A kind that is missing is not looked up. */
export type Subjects = Readonly<Partial<Record<string, readonly string[]>>>;

export interface ExpectationContext {
  readonly metrics: readonly MetricWords[];
  readonly subjects: Subjects;
  /** What a subject lacks for a metric, if anything; absent where that is not known yet, or shall not matter. */
  lackOf?(metric: string, kind: string, name: string): Lack | undefined;
  readonly length: Nanos;
  /** The phases that last at all; nothing where that is not known yet, or shall not matter. */
  readonly phases: readonly string[] | undefined;
  readonly tree: Tree;
}

/** The expectation at a path, or what is wrong with it. */
export function readExpectation(
  written: WrittenExpectation,
  path: Path,
  context: ExpectationContext,
): { readonly expectation: Expectation } | { readonly diagnostics: readonly Diagnostic[] } {
  const metric = context.metrics.find(({ name }) => Object.hasOwn(written, name));
  if (metric === undefined) return { diagnostics: [] };
  const mistakes: Diagnostic[] = [];
  const say = (step: string | undefined, code: string, sentence: string, meant?: string, hint?: string) =>
    mistakes.push(
      mistake(code, siteAt(context.tree, step === undefined ? path : [...path, step]), sentence, {
        meant,
        hint,
      }),
    );

  const subject = findSubject(String(written[metric.name]), metric, context);
  if ('sentence' in subject) say(metric.name, subject.code, subject.sentence, subject.meant, subject.hint);
  else {
    const lack = context.lackOf?.(metric.name, subject.kind, subject.name);
    if (lack !== undefined) {
      const sentence = `${metric.name} of ${subject.name} means nothing: ${lack.sentence}`;
      const instead =
        lack.others.length > 0 ? `it of ${someNear(subject.name, lack.others)}` : 'another metric';
      say(metric.name, 'E303', sentence, undefined, `write ${lack.remedy}, or expect ${instead}`);
    }
  }

  const read = readDuring(String(written.during ?? 'whole'), context.length);
  if (typeof read === 'string') say('during', 'E302', read);
  else if ('phase' in read && context.phases?.includes(read.phase) === false) {
    say(
      'during',
      'E303',
      `there is no time ${sayDuring(read)} in this run`.replace('  ', ' '),
      undefined,
      `phases here: ${context.phases.join(', ')}`,
    );
  }

  const present = COMPARISONS.filter((comparison) => written[comparison] !== undefined);
  if (present.length === 0) {
    say(
      metric.name,
      'E202',
      `what is expected of ${metric.name} is missing`,
      undefined,
      `add one of ${COMPARISONS.join(', ')}`,
    );
  } else if (present.length > 1) {
    say(
      present[1],
      'E302',
      `"${present[0]}" and "${present[1]}" cannot stand together`,
      undefined,
      'write between: [low, high]',
    );
  }
  const comparison = present[0];
  const values = comparison === undefined ? [] : ([written[comparison]].flat() as number[]);
  if (comparison === 'between' && !(values[0] <= values[1])) {
    say('between', 'E302', 'the lower value comes first in between');
  }
  if (mistakes.length > 0 || 'sentence' in subject || typeof read === 'string')
    return { diagnostics: mistakes };
  const when = sayDuring(read);
  const text = [
    `${metric.name} of ${subject.kind === 'run' ? 'the run' : subject.name}`,
    ...(when === '' ? [] : [when]),
    `is ${sayComparison(comparison, values, metric.unit)}`,
  ].join(' ');
  const noted = typeof written.note === 'string' ? { note: written.note } : {};
  const { name, kind } = subject;
  return {
    expectation: {
      metric: metric.name,
      unit: metric.unit,
      subject: name,
      subjectKind: kind,
      during: read,
      comparison,
      values,
      ...noted,
      path,
      text,
    },
  };
}

/** `at least 99%`, `between 1x and 2x`. */
export function sayComparison(comparison: Comparison, values: readonly number[], unit: MetricUnit): string {
  const [first, second] = values.map((value) => sayLimit(value, unit));
  return comparison === 'between'
    ? `between ${first} and ${second}`
    : comparison === 'equals'
      ? first
      : `${comparison.replace('-', ' ')} ${first}`;
}
