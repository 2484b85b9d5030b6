/**
 * Hedging, where tries do not disturb each other: the answer comes when the first of several independent
 * draws is over, each of them begun a delay after the one before. Only the tail of one draw is needed:
 * P(response > t) = Π P(draw > t − k·delay) over the tries begun by t. Source: the minimum of independent
 * times; the idea of deferring the second request, Dean & Barroso, "The Tail at Scale" (2013).
 */
import { percentileOfTail } from './root.ts';

export interface Hedge {
  /** From one try to the next. */
  readonly delay: number;
  /** Tries in all. */
  readonly tries: number;
}

/** P(response > t), for draws with this tail. */
export function hedgedTail(tail: (t: number) => number, { delay, tries }: Hedge, t: number): number {
  let product = 1;
  for (let k = 0; k < tries && k * delay <= t; k++) product *= tail(t - k * delay);
  return product;
}

/**
 * Exponential draws: with k tries under way the answer comes at k times the rate, so each stretch of one delay
 * is a truncated exponential.
 */
export function hedgedExponentialMean(mean: number, { delay, tries }: Hedge): number {
  let unanswered = 1;
  let total = 0;
  for (let k = 1; k < tries; k++) {
    const left = Math.exp((-k * delay) / mean);
    total += unanswered * (mean / k) * (1 - left);
    unanswered *= left;
  }
  return total + (unanswered * mean) / tries;
}

export function hedgedExponentialPercentile(mean: number, hedge: Hedge, share: number): number {
  return percentileOfTail((t) => hedgedTail((x) => Math.exp(-x / mean), hedge, t), share, mean);
}

/** Tries for each call with exponential draws: one more each time a delay passes without an answer. */
export function hedgedExponentialTries(mean: number, { delay, tries }: Hedge): number {
  let unanswered = 1;
  let total = 1;
  for (let k = 1; k < tries; k++) {
    unanswered *= Math.exp((-k * delay) / mean);
    total += unanswered;
  }
  return total;
}

/** Two tries whose time is `usual`, or `rare` with a small probability; the delay is longer than the usual time. */
export interface TwoPoint {
  readonly usual: number;
  readonly rare: number;
  readonly probability: number;
}

/** Mean response: a rare one is saved by a usual one begun a delay later, if that comes first. */
export function hedgedTwoPointMean({ usual, rare, probability }: TwoPoint, delay: number): number {
  const saved = Math.min(rare, delay + usual);
  return (1 - probability) * usual + probability * ((1 - probability) * saved + probability * rare);
}
