/**
 * M/G/1: one server, any service time, first come first served. Pollaczek–Khinchine.
 * Source: Kleinrock, Queueing Systems I (1975), section 5.7: E[W] = λ E[S²] / (2 (1 − ρ)) and
 * E[W²] = 2 E[W]² + λ E[S³] / (3 (1 − ρ)) (Takács).
 */
import type { StationMeans } from './mm1.ts';
import type { Moments } from './moments.ts';

export function mg1(arrivalRate: number, service: Moments): StationMeans {
  const rho = arrivalRate * service.mean;
  if (!(rho < 1)) throw new RangeError(`utilisation ${rho} has no steady state`);
  const waitMean = (arrivalRate * service.second) / (2 * (1 - rho));
  return {
    utilisation: rho,
    inSystemMean: arrivalRate * waitMean + rho,
    inQueueMean: arrivalRate * waitMean,
    waitMean,
    responseMean: waitMean + service.mean,
  };
}

export function mg1WaitSecondMoment(arrivalRate: number, service: Moments): number {
  const { waitMean, utilisation } = mg1(arrivalRate, service);
  return 2 * waitMean * waitMean + (arrivalRate * service.third) / (3 * (1 - utilisation));
}
