/** Several distributions mixed: each value comes from one of them, chosen by its share. */
import type { Quantile } from './contract.ts';

export interface Part {
  /** 0–1; the shares of a mix sum to 1. */
  readonly share: number;
  readonly of: Quantile;
}

/** A mix remembers its parts, so that a mix of mixes becomes one flat mix and no search runs inside a search. */
interface Mix extends Quantile {
  readonly parts: readonly Part[];
}

/** The mix's share below x is the weighted sum of its parts'; its quantile is found by searching that sum. */
export function mix(given: readonly Part[]): Quantile {
  const parts = given.filter(({ share }) => share > 0).flatMap(flatten);
  if (parts.length === 1) return parts[0].of;

  const mean = parts.reduce((sum, { share, of }) => sum + share * of.mean, 0);
  const variance = parts.reduce((sum, { share, of }) => {
    const offset = of.mean - mean;
    return sum + share * (of.variance + offset * offset);
  }, 0);
  const below = (x: number) => parts.reduce((sum, { share, of }) => sum + share * of.below(x), 0);
  const mixed: Mix = { at: (u) => search(parts, below, u, mean), below, mean, variance, parts };
  return mixed;
}

function flatten({ share, of }: Part): readonly Part[] {
  if (!('parts' in of)) return [{ share, of }];
  return (of as Mix).parts.map((inner) => ({ share: share * inner.share, of: inner.of }));
}

/** The search ends in a bracket this narrow, as a part of the mean or of the value if that is larger. */
const PRECISION = 1e-12;
/** A share below is not known better than this. */
const ROUNDING = 4e-16;

/**
 * The least x with below(x) ≥ u. It lies between the least and the greatest of the parts' own
 * quantiles. Ridders' method narrows that bracket: a handful of rounds where the sum is smooth, and
 * still one halving a round where it has steps (constants, samples), over which Newton's would trip.
 */
function search(parts: readonly Part[], below: (x: number) => number, u: number, mean: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { of } of parts) {
    const x = of.at(u);
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  // the ends first: a constant part is often the answer itself
  let lowExcess = below(low) - u;
  if (lowExcess >= 0) return low;
  const inside = high - PRECISION * Math.max(high, mean);
  if (inside <= low || below(inside) < u) return high;
  let highExcess = below(high) - u;

  const narrow = (x: number, excess: number) => {
    if (excess < 0) {
      low = x;
      lowExcess = excess;
    } else {
      high = x;
      highExcess = excess;
    }
  };
  while (high - low > PRECISION * Math.max(high, mean)) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    const excess = below(middle) - u;
    const root = Math.sqrt(excess * excess - lowExcess * highExcess);
    const x = root > 0 ? middle - ((middle - low) * excess) / root : middle;
    narrow(middle, excess);
    if (x <= low || x >= high) continue;
    const nearer = below(x) - u;
    if (Math.abs(nearer) <= ROUNDING) return x;
    narrow(x, nearer);
  }
  return high;
}
