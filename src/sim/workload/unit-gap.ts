/** Gaps between arrivals, measured in expected arrivals: their mean is 1 whatever the rate. */
import type { Quantile } from '../dist/contract.ts';

/** Independent arrivals: a gap without memory. */
export const POISSON_GAP: Quantile = {
  at: (u) => -Math.log(1 - u),
  below: (x) => (x <= 0 ? 0 : 1 - Math.exp(-x)),
  mean: 1,
  variance: 1,
};

/** Clockwork: every gap is the same. */
export const CONSTANT_GAP: Quantile = {
  at: () => 1,
  below: (x) => (x < 1 ? 0 : 1),
  mean: 1,
  variance: 0,
  constant: 1,
};

/** A distribution of lengths, in units of its own mean. */
export function unitGap(length: Quantile): Quantile {
  const { mean, variance } = length;
  if (length.constant !== undefined) return CONSTANT_GAP;
  return {
    at: (u) => length.at(u) / mean,
    below: (x) => length.below(x * mean),
    mean: 1,
    variance: variance / (mean * mean),
  };
}
