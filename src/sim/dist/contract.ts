/**
 * What a distribution is. It is stated as a practitioner states it (`{ median: 8ms, p99: 40ms }`) and
 * compiles to its quantile: one uniform number in, one value out, never falling. One draw a value
 * keeps variants of a scenario in step, and a quantile can be tabulated (see sampler.ts).
 */
import type { z } from 'zod';

/** A distribution after parsing: one verb and its parameters, lengths in ns. Plain data, for `toQuantile`. */
export type DistributionSpec = Readonly<Record<string, unknown>>;

export interface Quantile {
  /** Inverse of `below`, for u in the open interval (0, 1); nanoseconds, not rounded, never falling in u (to a trillionth). */
  at(u: number): number;
  /** Share of values that are x or less (the cumulative distribution function). */
  below(x: number): number;
  /** Exact mean, ns. */
  readonly mean: number;
  /** Exact variance, ns². */
  readonly variance: number;
  /** Present when every value is the same: nothing needs to be drawn. */
  readonly constant?: number;
}

/** One member of the catalog. `P` is what its parameters are after parsing. */
export interface DistributionDefinition<P = never> {
  /** The verb in a scenario: `{ exponential: 3ms }`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the reference: what it looks like and when to choose it. */
  readonly sentence: string;
  /** What stands behind the verb. */
  readonly params: z.ZodType<P>;
  /** A mapping that states the parameters without the verb, told by its key: `{ median: 8ms, p99: 40ms }`. */
  readonly bare?: { readonly key: string; readonly params: z.ZodObject };
  /** A whole YAML value, verb included. */
  readonly example: unknown;
  toQuantile(params: P): Quantile;
}
