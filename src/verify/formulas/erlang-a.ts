/**
 * Erlang A (M/M/c+M): everyone who waits has exponential patience and leaves the queue when it ends.
 * Stable under any load. Source: Mandelbaum & Zeltyn, "Service engineering in action: the
 * Palm/Erlang-A queue" (2007): a birth–death chain with deaths min(n, c) μ + (n − c)⁺ θ, and
 * P(abandon) = θ E[queue] / λ.
 */
import { expectation, stationaryDistribution } from './birth-death.ts';

export interface ErlangA {
  readonly arrivalRate: number;
  readonly serviceMean: number;
  readonly servers: number;
  readonly patienceMean: number;
}

export interface ImpatientStationMeans {
  /** Share of arrivals that leave the queue unserved. */
  readonly abandonment: number;
  /** Share of arrivals that do not start at once. */
  readonly delayed: number;
  readonly inQueueMean: number;
  /** Time in the queue of all arrivals, those who left included. */
  readonly waitMean: number;
  readonly utilisation: number;
}

export function erlangA({ arrivalRate, serviceMean, servers, patienceMean }: ErlangA): ImpatientStationMeans {
  const distribution = stationaryDistribution({
    birth: () => arrivalRate,
    death: (n) => Math.min(n, servers) / serviceMean + Math.max(0, n - servers) / patienceMean,
  });
  const inQueueMean = expectation(distribution, (n) => Math.max(0, n - servers));
  return {
    abandonment: inQueueMean / patienceMean / arrivalRate,
    delayed: expectation(distribution, (n) => (n >= servers ? 1 : 0)),
    inQueueMean,
    waitMean: inQueueMean / arrivalRate,
    utilisation: expectation(distribution, (n) => Math.min(n, servers)) / servers,
  };
}
