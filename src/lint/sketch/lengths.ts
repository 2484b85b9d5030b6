/** Lengths that vary: their means and medians, through the contract of the distributions. */
import type { Nanos } from '../../base/time.ts';
import { type DistributionSpec, type Quantile, toQuantile } from '../../sim/index.ts';

const NOTHING: Quantile = { at: () => 0, below: () => 1, mean: 0, variance: 0, constant: 0 };

/** The quantile of a distribution as the catalog parses it; nothing is no time. */
export function lengthOf(spec: DistributionSpec | undefined): Quantile {
  return spec === undefined ? NOTHING : toQuantile(spec);
}

export function medianOf(length: Quantile): Nanos {
  return length.constant ?? length.at(0.5);
}

/** A share above the cap smaller than this moves no mean anybody could tell. */
const HARDLY_ANY = 1e-9;
/** The tail is summed in steps of y, where e^-y of it is left. */
const STEP = 0.05;
const STEPS = 500;
/** A double tells 1 − u from 1 down to about here. */
const LAST = 1e-13;

/**
 * Mean of the length where it is cut off at a cap: E[min(X, cap)]. What is cut off is the mean of the
 * excess, ∫ (Q(u) − cap) du above F(cap), with u = 1 − (1 − F(cap))·e^−y. NaN where the mean is not finite.
 */
export function meanUpTo(length: Quantile, cap: Nanos): Nanos {
  if (length.constant !== undefined) return Math.min(length.constant, cap);
  const mean = Number.isFinite(length.mean) ? length.mean : Number.NaN;
  if (!(cap < Number.POSITIVE_INFINITY)) return mean;
  const above = 1 - length.below(cap);
  if (above < HARDLY_ANY) return mean;
  let excess = 0;
  let weights = 0;
  for (let i = 0; i < STEPS; i++) {
    const left = Math.exp(-(i + 0.5) * STEP);
    if (above * left < LAST) break;
    excess += Math.max(0, length.at(1 - above * left) - cap) * left;
    weights += left;
  }
  return Math.max(0, mean - (above * excess) / weights);
}
