/**
 * M/M/1: one server, Poisson arrivals, exponential service, first come first served, no limit.
 * Source: Kleinrock, Queueing Systems I (1975), sections 3.2 and 5.12.
 * Rates and times are in any one unit, say per second and seconds.
 */
export interface MM1 {
  readonly arrivalRate: number;
  readonly serviceMean: number;
}

export interface StationMeans {
  /** Share of time a server is busy, 0–1. */
  readonly utilisation: number;
  readonly inSystemMean: number;
  readonly inQueueMean: number;
  /** Time in the queue. */
  readonly waitMean: number;
  /** Wait and service together. */
  readonly responseMean: number;
}

export function utilisation({ arrivalRate, serviceMean }: MM1): number {
  const rho = arrivalRate * serviceMean;
  if (!(rho >= 0 && rho < 1)) throw new RangeError(`utilisation ${rho} has no steady state`);
  return rho;
}

export function mm1(station: MM1): StationMeans {
  const rho = utilisation(station);
  const responseMean = station.serviceMean / (1 - rho);
  return {
    utilisation: rho,
    inSystemMean: rho / (1 - rho),
    inQueueMean: (rho * rho) / (1 - rho),
    waitMean: rho * responseMean,
    responseMean,
  };
}

/** P(response > t): the response is exponential with mean s / (1 − ρ). */
export function mm1ResponseTail(station: MM1, t: number): number {
  return Math.exp(-t / mm1(station).responseMean);
}

export function mm1ResponsePercentile(station: MM1, share: number): number {
  return -Math.log(1 - share) * mm1(station).responseMean;
}

/** P(wait > t) = ρ · P(response > t). */
export function mm1WaitTail(station: MM1, t: number): number {
  return utilisation(station) * mm1ResponseTail(station, t);
}

/** Zero for shares up to 1 − ρ: so many do not wait at all. */
export function mm1WaitPercentile(station: MM1, share: number): number {
  const rho = utilisation(station);
  return share <= 1 - rho ? 0 : Math.log(rho / (1 - share)) * mm1(station).responseMean;
}
