/**
 * What a workload is: how requests of an open load are spaced. It compiles to a rate curve and to
 * gaps measured in expected arrivals (a Poisson gap is exponential with mean 1, a constant gap is 1).
 * An arrival comes when the area under the rate curve since the last one equals its gap, so a profile
 * or a surge stretches and squeezes the same luck instead of drawing anew.
 */
import type { z } from 'zod';
import type { Quantile } from '../dist/contract.ts';

/** Rate of arrivals over time, linear between its points and constant after the last. */
export interface RateCurve {
  /** Instants, ns, ascending; the first is 0. */
  readonly at: readonly number[];
  /** Arrivals per second at those instants. */
  readonly rate: readonly number[];
}

export interface OpenLoad {
  readonly curve: RateCurve;
  /** Distribution of the gap, in expected arrivals; mean 1. A constant has `constant`. */
  readonly gap: Quantile;
  /** Requests that come together at each arrival. */
  readonly batch: number;
}

export interface WorkloadDefinition<P = never> {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  readonly params: z.ZodType<P>;
  readonly example: unknown;
  compile(params: P): OpenLoad;
}
