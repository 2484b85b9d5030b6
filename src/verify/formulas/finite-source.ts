/**
 * M/M/c//N, the machine repairman: N users who think, then ask, then wait for the answer. What a
 * closed load does to one station.
 * Source: Kleinrock, Queueing Systems I (1975), section 3.8; also Gross & Harris, section 2.7.
 */
import { expectation, stationaryDistribution } from './birth-death.ts';

export interface FiniteSource {
  readonly users: number;
  readonly thinkMean: number;
  readonly serviceMean: number;
  readonly servers: number;
}

export interface FiniteSourceMeans {
  readonly throughput: number;
  readonly utilisation: number;
  readonly inSystemMean: number;
  readonly responseMean: number;
}

export function finiteSource({ users, thinkMean, serviceMean, servers }: FiniteSource): FiniteSourceMeans {
  const distribution = stationaryDistribution({
    birth: (n) => (users - n) / thinkMean,
    death: (n) => Math.min(n, servers) / serviceMean,
    last: users,
  });
  const busy = expectation(distribution, (n) => Math.min(n, servers));
  const throughput = busy / serviceMean;
  const inSystemMean = expectation(distribution, (n) => n);
  return { throughput, utilisation: busy / servers, inSystemMean, responseMean: inSystemMean / throughput };
}
