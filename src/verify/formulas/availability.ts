/**
 * The algebra of availability, for parts that fail independently.
 * Source: Barlow & Proschan, Statistical Theory of Reliability and Life Testing (1975), chapter 2.
 */

/** All are needed. */
export function inSeries(availabilities: readonly number[]): number {
  return availabilities.reduce((product, one) => product * one, 1);
}

/** Any one will do. */
export function inParallel(availabilities: readonly number[]): number {
  return 1 - availabilities.reduce((product, one) => product * (1 - one), 1);
}

/** At least k of n equal parts are needed. */
export function atLeastOf(k: number, n: number, availability: number): number {
  let sum = 0;
  for (let up = k; up <= n; up++) {
    sum += choose(n, up) * availability ** up * (1 - availability) ** (n - up);
  }
  return sum;
}

/** Mean time up ÷ mean time of a whole cycle. */
export function fromTimes(upMean: number, downMean: number): number {
  return upMean / (upMean + downMean);
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return Math.round(product);
}
