/**
 * Fork–join: each arrival starts one task at each of n single exponential servers with a queue of
 * its own, and ends when all tasks have ended. The queues see the same arrivals, so they are not
 * independent.
 * Sources: Flatto & Hahn (1984) and Nelson & Tantawi (1988): exactly (12 − ρ)/8 times M/M/1 for two;
 * Nelson & Tantawi's approximation for 2 ≤ n ≤ 32, within 5 %.
 */
import { harmonic } from './maximum.ts';
import { type MM1, mm1, utilisation } from './mm1.ts';

/** Exact for two servers. */
export function forkJoinTwo(station: MM1): number {
  return ((12 - utilisation(station)) / 8) * mm1(station).responseMean;
}

/** An approximation: use it as such. */
export function forkJoinApproximately(station: MM1, n: number): number {
  const growth = harmonic(n) / harmonic(2);
  return (growth + (4 / 11) * (1 - growth) * utilisation(station)) * forkJoinTwo(station);
}

/** If the n responses were independent (they are positively correlated), an upper bound. */
export function forkJoinBound(station: MM1, n: number): number {
  return harmonic(n) * mm1(station).responseMean;
}
