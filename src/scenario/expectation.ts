/**
 * What an author expects of a run: `{ goodput: shoppers, during: before-faults, at-least: 99% }`.
 * The metric is the verb, and brings the unit its values must have; the list of metrics is passed in.
 */
import { z } from 'zod';
import type { Nanos } from '../base/time.ts';
import {
  duration,
  factor,
  lineUpTo,
  mapping,
  metricSubject,
  nearestWord,
  numberBetween,
  oneOfKeys,
  quote,
  rate,
  share,
  someNear,
} from '../fields/index.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { type During, duringField, readDuring, sayDuring } from './during.ts';
import { type MetricUnit, sayLimit } from './say-metric.ts';
import { type Path, siteAt, type Tree } from './tree.ts';

/** What of a metric an expectation needs to know. */
export interface MetricWords<Kind extends string = string> {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly subjects: readonly Kind[];
  readonly sentence: string;
  /** What its subject must have. */
  readonly needs?: { readonly of: string };
}

/** What a subject lacks for a metric to mean anything, what to write for it, and who has it. */
export interface Lack {
  readonly sentence: string;
  readonly remedy: string;
  readonly others: readonly string[];
}

export const COMPARISONS = ['at-least', 'at-most', 'above', 'below', 'between', 'equals'] as const;
export type Comparison = (typeof COMPARISONS)[number];

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

const valueOfUnit: Readonly<Record<MetricUnit, z.ZodType<number>>> = {
  share,
  rate,
  duration,
  count: numberBetween(0, 1e12),
  ratio: factor as unknown as z.ZodType<number>,
};

const note = lineUpTo(500).optional().meta({ description: 'Why this is expected.' });
const during = duringField.optional();

/** Made once for each unit, so that the published schema can refer to it. */
const comparisonsOf = Object.fromEntries(
  Object.entries(valueOfUnit).map(([unit, value]) => [
    unit,
    {
      'at-least': value.optional().meta({ description: 'This or more.' }),
      'at-most': value.optional().meta({ description: 'This or less.' }),
      above: value.optional().meta({ description: 'More than this.' }),
      below: value.optional().meta({ description: 'Less than this.' }),
      equals: value.optional().meta({ description: 'This and nothing else.' }),
      between: z
        .array(value)
        .length(2, { error: 'expected two values, the lower one first' })
        .optional()
        .meta({ description: 'From the first value to the second, both included; the lower one first.' }),
    },
  ]),
);

/** What one item of `expect:` parses to, before its names are looked up. */
export type WrittenExpectation = Readonly<Record<string, unknown>>;

/** The field of one item of `expect:`, for these metrics. */
export function expectationField(metrics: readonly MetricWords[]): z.ZodType<WrittenExpectation> {
  const options = metrics.map((metric) => [
    metric.name,
    mapping({
      [metric.name]: metricSubject.meta({
        description: `${metric.sentence} Of ${metric.needs?.of ?? `a ${metric.subjects.join(', ')}`}.`,
      }),
      during,
      ...comparisonsOf[metric.unit],
      note,
    }).meta({ description: metric.sentence }),
  ]);
  return oneOfKeys('an expectation', Object.fromEntries(options)) as unknown as z.ZodType<WrittenExpectation>;
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

type Found =
  | { readonly kind: string; readonly name: string }
  | { readonly code: string; readonly sentence: string; readonly meant?: string; readonly hint?: string };

/** Who is meant: the first kind of subject the metric knows that has somebody of this name. */
function findSubject(
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
