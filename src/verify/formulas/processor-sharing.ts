/**
 * Processor sharing: everybody present is served at once and slower. Only the mean of the service
 * time matters (insensitivity), and the slowdown is the same for short and long work.
 * Sources: Kleinrock, Queueing Systems II (1976), section 4.4, for one core; Cohen, "The multiple
 * phase service network with generalized processor sharing" (1979) for c cores, where n requests
 * run at speed min(1, c/n): the number in system is that of M/M/c, and a request of length x takes
 * x · E[response] / E[service] on average.
 */
import { type MM1, mm1 } from './mm1.ts';
import { type MMc, mmc } from './mmc.ts';

/** E[S] / (1 − ρ) on one core. */
export function psResponseMean(station: MM1): number {
  return mm1(station).responseMean;
}

/** Mean response of a request of length `work` on one core: work / (1 − ρ). */
export function psResponseMeanOf(station: MM1, work: number): number {
  return work * psSlowdown({ ...station, servers: 1 });
}

/** Mean response on c cores, for any service time of this mean. */
export function psCoresResponseMean(station: MMc): number {
  return mmc(station).responseMean;
}

/** Mean response ÷ length of the work, the same at every length. */
export function psSlowdown(station: MMc): number {
  return mmc(station).responseMean / station.serviceMean;
}
