/**
 * M/M/c: c servers, one queue without limit, first come first served. Erlang C.
 * Source: Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.3; Erlang C from
 * Erlang B: C = B / (1 − ρ (1 − B)).
 */
import { erlangB } from './erlang-b.ts';
import type { StationMeans } from './mm1.ts';
import { percentileOfTail } from './root.ts';

export interface MMc {
  readonly arrivalRate: number;
  readonly serviceMean: number;
  readonly servers: number;
}

/** Probability that an arrival has to wait. */
export function erlangC(offered: number, servers: number): number {
  const rho = offered / servers;
  if (!(rho < 1)) throw new RangeError(`utilisation ${rho} has no steady state`);
  const blocking = erlangB(offered, servers);
  return blocking / (1 - rho * (1 - blocking));
}

export function mmc(station: MMc): StationMeans {
  const { arrivalRate, serviceMean, servers } = station;
  const offered = arrivalRate * serviceMean;
  const waitMean = erlangC(offered, servers) / drainRate(station);
  return {
    utilisation: offered / servers,
    inSystemMean: arrivalRate * (waitMean + serviceMean),
    inQueueMean: arrivalRate * waitMean,
    waitMean,
    responseMean: waitMean + serviceMean,
  };
}

/** P(wait > t) = C · e^(−(cμ − λ) t). */
export function mmcWaitTail(station: MMc, t: number): number {
  return (
    erlangC(station.arrivalRate * station.serviceMean, station.servers) * Math.exp(-drainRate(station) * t)
  );
}

/** Zero for the shares that do not wait. */
export function mmcWaitPercentile(station: MMc, share: number): number {
  const waiting = erlangC(station.arrivalRate * station.serviceMean, station.servers);
  return share <= 1 - waiting ? 0 : Math.log(waiting / (1 - share)) / drainRate(station);
}

/**
 * P(response > t). Also the share of attempts that outlast a timeout t which the callee never
 * notices and nobody tries again.
 */
export function mmcResponseTail(station: MMc, t: number): number {
  const mu = 1 / station.serviceMean;
  const waiting = erlangC(station.arrivalRate * station.serviceMean, station.servers);
  // The wait's rate less the service's rate; the formula divides by it, and has a limit where it is 0.
  const gap = drainRate(station) - mu;
  const served = Math.exp(-mu * t);
  if (Math.abs(gap) < 1e-9 * mu) return served * (1 + waiting * mu * t);
  return served * (1 + (waiting * mu * (1 - Math.exp(-gap * t))) / gap);
}

export function mmcResponsePercentile(station: MMc, share: number): number {
  return percentileOfTail((t) => mmcResponseTail(station, t), share, station.serviceMean);
}

/** cμ − λ: how fast the queue shortens while all servers are busy. */
function drainRate({ arrivalRate, serviceMean, servers }: MMc): number {
  return servers / serviceMean - arrivalRate;
}
