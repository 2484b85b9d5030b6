/**
 * How an expectation is written: `{ goodput: shoppers, during: before-faults, at-least: 99% }`. The metric is
 * the verb, and brings the unit its values must have; the list of metrics is passed in.
 */
import { z } from 'zod';
import {
  duration,
  factor,
  lineUpTo,
  mapping,
  metricSubject,
  numberBetween,
  oneOfKeys,
  rate,
  share,
} from '../fields/index.ts';
import { duringField } from './during.ts';
import type { MetricUnit } from './say-metric.ts';

/** What of a metric an expectation needs to know. */
export interface MetricWords<Kind extends string = string> {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly subjects: readonly Kind[];
  readonly sentence: string;
  /** What its subject must have. */
  readonly needs?: { readonly of: string };
}

export const COMPARISONS = ['at-least', 'at-most', 'above', 'below', 'between', 'equals'] as const;
export type Comparison = (typeof COMPARISONS)[number];

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
