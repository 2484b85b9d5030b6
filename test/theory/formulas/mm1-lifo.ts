/**
 * M/M/1 served last come, first served (without interrupting): the same means as first come, first
 * served, a far longer tail. The order of service does not look at the service time, so the number
 * in the queue, and by Little's law the mean wait, are the same (Kleinrock, Queueing Systems II,
 * 1976, section 3.4). Second moment of the wait: Takács (1963), E[W²] is 1/(1 − ρ) times the other's.
 */
import { type MM1, mm1, type StationMeans, utilisation } from './mm1.ts';

export function mm1Lifo(station: MM1): StationMeans {
  return mm1(station);
}

export function waitSecondMomentFifo(station: MM1): number {
  const rho = utilisation(station);
  const { responseMean } = mm1(station);
  return 2 * rho * responseMean * responseMean;
}

export function waitSecondMomentLifo(station: MM1): number {
  return waitSecondMomentFifo(station) / (1 - utilisation(station));
}
