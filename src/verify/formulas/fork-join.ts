/**
 * Fork–join: each arrival starts one task at each of two single exponential servers with a queue of
 * its own, and ends when all tasks have ended. The queues see the same arrivals, so they are not
 * independent.
 * Sources: Flatto & Hahn (1984) and Nelson & Tantawi (1988): exactly (12 − ρ)/8 times M/M/1 for two.
 */
import { type MM1, mm1, utilisation } from './mm1.ts';

/** Exact for two servers. */
export function forkJoinTwo(station: MM1): number {
  return ((12 - utilisation(station)) / 8) * mm1(station).responseMean;
}
