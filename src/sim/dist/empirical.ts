/** What was measured: the percentiles of a dashboard, or the samples themselves. */
import { z } from 'zod';
import { byShape, duration, mapping } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';

/** The percentiles that can be stated, and the share of values at or below each. */
const PERCENTILES = {
  min: 0,
  p1: 0.01,
  p5: 0.05,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  'p99.9': 0.999,
  'p99.99': 0.9999,
  max: 1,
} as const;
type Percentile = keyof typeof PERCENTILES;

/** Percentiles are spread evenly in between; samples come back as they are, each equally often. */
export type EmpiricalParams = Readonly<Partial<Record<Percentile, number | undefined>>> | readonly number[];

const NAMES = Object.keys(PERCENTILES) as Percentile[];
const MOST_SAMPLES = 10_000;

const value = (name: Percentile) =>
  duration.meta({
    title: name,
    description:
      name === 'min'
        ? 'The shortest; 0s when missing.'
        : name === 'max'
          ? 'The longest.'
          : `${name.slice(1)}% of values are at or below it.`,
  });

const percentiles = mapping({
  ...(Object.fromEntries(NAMES.map((name) => [name, value(name).optional()])) as Record<
    Percentile,
    z.ZodOptional<typeof duration>
  >),
  max: value('max'),
}).superRefine((stated, context) => {
  const present = NAMES.filter((name) => stated[name] !== undefined);
  if (!present.some((name) => name !== 'min' && name !== 'max')) {
    context.addIssue({
      code: 'custom',
      message: 'no percentile is stated; add p50 at least, or write a uniform',
    });
  }
  for (let i = 1; i < present.length; i++) {
    const [lower, upper] = [present[i - 1], present[i]];
    if ((stated[upper] as number) < (stated[lower] as number)) {
      context.addIssue({ code: 'custom', message: `${upper} is less than ${lower}`, path: [upper] });
    }
  }
});

const samples = z
  .array(duration)
  .min(2, {
    error: ({ input }) =>
      `${Array.isArray(input) && input.length === 0 ? 'there are no samples' : 'one sample is no distribution'}; give two or more`,
  })
  .max(MOST_SAMPLES, { error: `more than ${MOST_SAMPLES} samples; state their percentiles instead` });

export const empirical: DistributionDefinition<EmpiricalParams> = {
  name: 'empirical',
  title: 'Empirical',
  sentence:
    'What was measured: percentiles, evenly spread in between, or a list of samples, each equally likely.',
  params: byShape('percentiles or a list of samples', {
    mapping: percentiles,
    list: samples,
  }) as z.ZodType<EmpiricalParams>,
  example: { empirical: { p50: '10ms', p90: '40ms', p99: '200ms', max: '1s' } },
  toQuantile: (params) => (isList(params) ? samplesQuantile(params) : percentilesQuantile(params)),
};

function isList(params: EmpiricalParams): params is readonly number[] {
  return Array.isArray(params);
}

/** The quantile is the polyline through the stated points. */
function percentilesQuantile(stated: Exclude<EmpiricalParams, readonly number[]>): Quantile {
  const names = NAMES.filter((name) => name === 'min' || stated[name] !== undefined);
  const shares = names.map((name) => PERCENTILES[name]);
  const values = names.map((name) => stated[name] ?? 0);
  const last = values.length - 1;

  let mean = 0;
  for (let i = 0; i < last; i++) mean += ((shares[i + 1] - shares[i]) * (values[i] + values[i + 1])) / 2;
  let variance = 0;
  for (let i = 0; i < last; i++) {
    const [a, b] = [values[i] - mean, values[i + 1] - mean];
    variance += ((shares[i + 1] - shares[i]) * (a * a + a * b + b * b)) / 3;
  }

  return {
    at: (u) => {
      let i = 0;
      while (i < last - 1 && shares[i + 1] < u) i++;
      return values[i] + ((values[i + 1] - values[i]) * (u - shares[i])) / (shares[i + 1] - shares[i]);
    },
    below: (x) => {
      if (x < values[0]) return 0;
      if (x >= values[last]) return 1;
      let i = 0;
      while (values[i + 1] <= x) i++;
      return shares[i] + ((shares[i + 1] - shares[i]) * (x - values[i])) / (values[i + 1] - values[i]);
    },
    mean,
    variance,
  };
}

function samplesQuantile(given: readonly number[]): Quantile {
  const sorted = Float64Array.from(given).sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / n;
  const variance = sorted.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / n;
  return {
    at: (u) => sorted[Math.min(n - 1, Math.ceil(u * n) - 1)],
    below: (x) => firstAbove(sorted, x) / n,
    mean,
    variance,
  };
}

/** How many of the sorted values are x or less. */
function firstAbove(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
