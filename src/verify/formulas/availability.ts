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

/** Mean time up ÷ mean time of a whole cycle. */
export function fromTimes(upMean: number, downMean: number): number {
  return upMean / (upMean + downMean);
}
