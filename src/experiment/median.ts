/** The median of a sample, and where that of the whole distribution lies, whatever its form. */

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Of sorted numbers: the middle one, or the mean of the middle two; NaN of none. */
export function medianOf(sorted: readonly number[]): number {
  const { length } = sorted;
  if (length === 0) return Number.NaN;
  const middle = length >> 1;
  return length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * An interval that covers the median with 95 % confidence at least: from the r-th smallest value to the
 * r-th largest. Each value falls below the median by the toss of a coin, so the interval misses it with
 * the chance of at most r − 1 heads or at most r − 1 tails in n tosses. (David & Nagaraja, Order
 * Statistics, 2003, section 7.1.) Nothing for fewer than six: not even their extremes are that sure.
 */
export function medianInterval(sorted: readonly number[]): Ends | undefined {
  const rank = medianRank(sorted.length);
  return rank === 0 ? undefined : { low: sorted[rank - 1], high: sorted[sorted.length - rank] };
}

/** Chance of missing the median on either side. */
const MISSED = 0.025;

/** The largest r for which at most r − 1 heads in n tosses are no likelier than that; 0 when there is none. */
export function medianRank(n: number): number {
  // terms of the binomial distribution by their logarithms: 2^−n is zero long before n is large
  let logTerm = -n * Math.LN2;
  let chance = Math.exp(logTerm);
  let rank = 0;
  while (chance <= MISSED && rank < n / 2) {
    rank += 1;
    logTerm += Math.log((n - rank + 1) / rank);
    chance += Math.exp(logTerm);
  }
  return rank;
}
