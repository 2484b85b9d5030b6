/** What an author expects of a run: an item of `expect:` with its names looked up, or what is wrong with it. */
import type { Nanos } from '../base/time.ts';
import { someNear } from '../fields/index.ts';
import { type Advice, type Diagnostic, mistake } from './diagnostic.ts';
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
  const say: Say = (key, code, sentence, advice = {}) =>
    mistakes.push(mistake(code, siteAt(context.tree, [...path, key]), sentence, advice));
  const subject = readSubject(written, metric, context, say);
  const during = readTime(written, context, say);
  const [comparison, values] = readComparison(written, metric, say);
  if (mistakes.length > 0 || subject === undefined || during === undefined) return { diagnostics: mistakes };
  const { name, kind } = subject;
  const when = sayDuring(during);
  const text = [
    `${metric.name} of ${kind === 'run' ? 'the run' : name}`,
    ...(when === '' ? [] : [when]),
    `is ${sayComparison(comparison, values, metric.unit)}`,
  ].join(' ');
  return {
    expectation: {
      metric: metric.name,
      unit: metric.unit,
      subject: name,
      subjectKind: kind,
      during,
      comparison,
      values,
      ...(typeof written.note === 'string' ? { note: written.note } : {}),
      path,
      text,
    },
  };
}

/** Says what is wrong with the value of a key. */
type Say = (key: string, code: string, sentence: string, advice?: Advice) => void;

/** Who it is about; nothing where nobody has that name. */
function readSubject(
  written: WrittenExpectation,
  metric: MetricWords,
  context: ExpectationContext,
  say: Say,
): { readonly kind: string; readonly name: string } | undefined {
  const subject = findSubject(String(written[metric.name]), metric, context);
  if ('sentence' in subject) {
    const { code, sentence, meant, hint } = subject;
    say(metric.name, code, sentence, { meant, hint });
    return undefined;
  }
  const lack = context.lackOf?.(metric.name, subject.kind, subject.name);
  if (lack !== undefined) {
    const instead =
      lack.others.length > 0 ? `it of ${someNear(subject.name, lack.others)}` : 'another metric';
    say(metric.name, 'E303', `${metric.name} of ${subject.name} means nothing: ${lack.sentence}`, {
      hint: `write ${lack.remedy}, or expect ${instead}`,
    });
  }
  return subject;
}

/** When; nothing where that is no time. */
function readTime(written: WrittenExpectation, context: ExpectationContext, say: Say): During | undefined {
  const read = readDuring(String(written.during ?? 'whole'), context.length);
  if (typeof read === 'string') {
    say('during', 'E302', read);
    return undefined;
  }
  if ('phase' in read && context.phases?.includes(read.phase) === false)
    say('during', 'E303', `there is no time ${sayDuring(read)} in this run`.replace('  ', ' '), {
      hint: `phases here: ${context.phases.join(', ')}`,
    });
  return read;
}

/** What it is held against; the first comparison, where several stand there. */
function readComparison(
  written: WrittenExpectation,
  metric: MetricWords,
  say: Say,
): [Comparison, readonly number[]] {
  const [comparison, second] = COMPARISONS.filter((each) => written[each] !== undefined);
  if (comparison === undefined)
    say(metric.name, 'E202', `what is expected of ${metric.name} is missing`, {
      hint: `add one of ${COMPARISONS.join(', ')}`,
    });
  else if (second !== undefined)
    say(second, 'E302', `"${comparison}" and "${second}" cannot stand together`, {
      hint: 'write between: [low, high]',
    });
  const values = comparison === undefined ? [] : ([written[comparison]].flat() as number[]);
  if (comparison === 'between' && !(values[0] <= values[1]))
    say('between', 'E302', 'the lower value comes first in between');
  return [comparison, values];
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
