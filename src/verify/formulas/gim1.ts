/**
 * GI/M/1: any gaps between arrivals, one exponential server, first come first served.
 * Source: Kleinrock, Queueing Systems I (1975), section 6.4: an arrival finds n with probability
 * (1 − σ) σⁿ, where σ in (0, 1) solves σ = A*(μ (1 − σ)) and A* is the Laplace–Stieltjes transform
 * of the gap. The response is exponential with rate μ (1 − σ).
 */
import type { Branch } from './moments.ts';
import { whereIncreasing } from './root.ts';

/** E[e^(−s·gap)]. */
export type Transform = (s: number) => number;

export const constantGaps =
  (gap: number): Transform =>
  (s) =>
    Math.exp(-s * gap);

/** Sum of k exponentials, of this mean in all. One is Poisson. */
export const erlangGaps =
  (mean: number, k: number): Transform =>
  (s) =>
    (1 + (s * mean) / k) ** -k;

export const hyperexponentialGaps =
  (branches: readonly Branch[]): Transform =>
  (s) =>
    branches.reduce((sum, { share, mean }) => sum + share / (1 + s * mean), 0);

export interface GIM1Means {
  /** Probability that an arrival waits. Not the utilisation, unless arrivals are Poisson. */
  readonly sigma: number;
  readonly waitMean: number;
  readonly responseMean: number;
}

export function gim1(gaps: Transform, serviceMean: number): GIM1Means {
  const mu = 1 / serviceMean;
  // A*(μ(1 − σ)) − σ is positive below the root and negative between it and 1, for utilisation < 1.
  const sigma = whereIncreasing((x) => x - gaps(mu * (1 - x)), 0, 0, 1 - 1e-9);
  if (sigma > 1 - 1e-8) throw new RangeError('no steady state: the server is offered more than it can do');
  const responseMean = serviceMean / (1 - sigma);
  return { sigma, waitMean: sigma * responseMean, responseMean };
}

export function gim1ResponsePercentile(gaps: Transform, serviceMean: number, share: number): number {
  return -Math.log(1 - share) * gim1(gaps, serviceMean).responseMean;
}
