/**
 * M/M/c/K: c servers and room for K in all, so a queue of K − c; who comes when it is full is refused.
 * Works under overload too. Source: Gross & Harris, Fundamentals of Queueing Theory (1998), section 2.4.
 */
import { expectation, stationaryDistribution } from './birth-death.ts';

export interface MMcK {
  readonly arrivalRate: number;
  readonly serviceMean: number;
  readonly servers: number;
  /** Places in the queue, the servers not counted. */
  readonly queueLimit: number;
}

export interface LimitedStationMeans {
  /** Share of arrivals refused. */
  readonly blocking: number;
  readonly throughput: number;
  readonly utilisation: number;
  readonly inSystemMean: number;
  readonly inQueueMean: number;
  /** Of those admitted. */
  readonly waitMean: number;
  /** Of those admitted. */
  readonly responseMean: number;
}

/** p(0) … p(K). */
export function mmckDistribution({ arrivalRate, serviceMean, servers, queueLimit }: MMcK): number[] {
  return stationaryDistribution({
    birth: () => arrivalRate,
    death: (n) => Math.min(n, servers) / serviceMean,
    last: servers + queueLimit,
  });
}

export function mmck(station: MMcK): LimitedStationMeans {
  const { arrivalRate, serviceMean, servers, queueLimit } = station;
  const distribution = mmckDistribution(station);
  const blocking = distribution[servers + queueLimit];
  const throughput = arrivalRate * (1 - blocking);
  const inQueueMean = expectation(distribution, (n) => Math.max(0, n - servers));
  const waitMean = inQueueMean / throughput;
  return {
    blocking,
    throughput,
    utilisation: (throughput * serviceMean) / servers,
    inSystemMean: expectation(distribution, (n) => n),
    inQueueMean,
    waitMean,
    responseMean: waitMean + serviceMean,
  };
}

/**
 * P(wait > t) of those admitted: an arrival that finds n ≥ c waits for n − c + 1 departures at rate
 * cμ, an Erlang time.
 */
export function mmckWaitTail(station: MMcK, t: number): number {
  const { serviceMean, servers } = station;
  const distribution = mmckDistribution(station);
  const places = distribution.length - 1;
  const x = (servers / serviceMean) * t;
  let term = Math.exp(-x);
  let erlangTail = 0;
  let tail = 0;
  for (let n = servers; n < places; n++) {
    const departures = n - servers + 1;
    erlangTail += term;
    term = (term * x) / departures;
    tail += distribution[n] * erlangTail;
  }
  return tail / (1 - distribution[places]);
}
