/**
 * What a test may conclude from a few seeded runs: intervals over seeds and over batches, shares,
 * and the distance between a sample and a distribution.
 */
import { type ConfidenceInterval, confidenceInterval } from '../../src/verify/statistics/interval.ts';
import { chiSquareQuantile, normalQuantile } from '../../src/verify/statistics/quantiles.ts';

/**
 * The mean of one long, correlated series: cut into batches whose means are nearly independent.
 * Values that do not fill a batch are left out at the start, where the run is least settled.
 * Source: Law & Kelton (2000), section 9.5.3.
 */
export function batchMeans(series: readonly number[], batches = 20, confidence = 0.95): ConfidenceInterval {
  const length = Math.floor(series.length / batches);
  if (length < 1) throw new RangeError(`${series.length} values do not fill ${batches} batches`);
  const first = series.length - batches * length;
  const means = Array.from({ length: batches }, (_, batch) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += series[first + batch * length + i];
    return sum / length;
  });
  return confidenceInterval(means, confidence);
}

export interface AgreementOptions {
  /** Of the interval; 0.999 unless told, so that one true claim in a thousand fails. */
  readonly confidence?: number;
  /** The widest half interval, as a share of the theory, from which the test may conclude anything. */
  readonly halfWidthMax?: number;
  /** A known bias, as a share of the theory, by which the mean may be off besides luck. */
  readonly slack?: number;
  /** The seeds behind the values, for the sentence; 1, 2, … unless told. */
  readonly seeds?: readonly (number | string)[];
}

export interface Agreement {
  readonly holds: boolean;
  /** What to print when it does not: seeds, mean, half width, theory, relative error. */
  readonly sentence: string;
}

const HALF_WIDTH_MAX = 0.05;
/** Rounding, for values that luck does not touch at all. */
const ROUNDING = 1e-9;

/**
 * Does the theory lie in the interval around the mean of the seeds? Throws when the interval is so
 * wide that it would agree with too much; more or longer runs are the cure. A theory of zero has no
 * relative width: compare a share with `wilsonInterval` instead.
 *
 * `const { holds, sentence } = agrees(waits, theory); expect(holds, sentence).toBe(true);`
 */
export function agrees(
  observedPerSeed: readonly number[],
  theory: number,
  { confidence = 0.999, halfWidthMax = HALF_WIDTH_MAX, slack = 0, seeds }: AgreementOptions = {},
): Agreement {
  if (theory === 0 || !Number.isFinite(theory))
    throw new RangeError(`a theory of ${theory} has no relative width`);
  const { mean, halfWidth } = confidenceInterval(observedPerSeed, confidence);
  const scale = Math.abs(theory);
  const names = seeds ?? observedPerSeed.map((_, i) => i + 1);
  const story =
    `mean ${digits(mean)} ± ${digits(halfWidth)} (${confidence * 100} %) over seeds ` +
    `${names.map((seed, i) => `${seed}: ${digits(observedPerSeed[i])}`).join(', ')}; ` +
    `theory ${digits(theory)}, off by ${percent((mean - theory) / scale)}`;
  // Written so that NaN is noise, too.
  if (!(halfWidth <= halfWidthMax * scale)) {
    throw new RangeError(
      `too noisy to tell: the half width is ${percent(halfWidth / scale)} of the theory, ` +
        `at most ${percent(halfWidthMax)} is asked for; ${story}`,
    );
  }
  const holds = Math.abs(mean - theory) <= halfWidth + (slack + ROUNDING) * scale;
  return { holds, sentence: `${holds ? 'agrees' : 'disagrees'}: ${story}` };
}

/** Throws the sentence unless theory and seeds agree. */
export function expectAgreement(
  observedPerSeed: readonly number[],
  theory: number,
  options: AgreementOptions = {},
): void {
  const { holds, sentence } = agrees(observedPerSeed, theory, options);
  if (!holds) throw new Error(sentence);
}

/** An interval for a share, honest near 0 and 1. Source: Wilson (1927). */
export function wilsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) / shrink;
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The largest gap between the sample's distribution and `below(x)` = P(X ≤ x), a continuous one. */
export function kolmogorovDistance(sample: readonly number[], below: (x: number) => number): number {
  const sorted = sample.toSorted((x, y) => x - y);
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = below(x);
    distance = Math.max(distance, (i + 1) / sorted.length - expected, expected - i / sorted.length);
  });
  return distance;
}

/**
 * The distance that a sample of the very distribution exceeds with probability `level`.
 * Source: Kolmogorov's limit with Stephens' (1970) correction for small samples.
 */
export function kolmogorovCritical(size: number, level = 0.001): number {
  const root = Math.sqrt(size);
  return Math.sqrt(-Math.log(level / 2) / 2) / (root + 0.12 + 0.11 / root);
}

/** Σ (observed − expected)² / expected, over counts. */
export function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
}

/** What chi-square exceeds with probability `level`, for this many degrees of freedom. */
export function chiSquareCritical(freedom: number, level = 0.001): number {
  return chiSquareQuantile(1 - level, freedom);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
