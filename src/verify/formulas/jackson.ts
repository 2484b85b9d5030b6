/**
 * Open Jackson networks: Poisson arrivals from outside, exponential stations, random routing. Every
 * station behaves as an M/M/c of its own at the rate the traffic equations give it, λ = γ + λP.
 * Source: Jackson (1957); Kleinrock, Queueing Systems I (1975), section 4.8. The tandem (Burke,
 * 1956) and Bernoulli feedback are special cases.
 */
import { solveLinear } from './linear.ts';
import type { StationMeans } from './mm1.ts';
import { mmc } from './mmc.ts';

export interface JacksonStation {
  /** Poisson arrivals from outside. */
  readonly outsideRate: number;
  readonly serviceMean: number;
  readonly servers: number;
}

export interface JacksonMeans {
  /** All arrivals at each station, from outside and from other stations. */
  readonly arrivalRates: readonly number[];
  readonly stations: readonly StationMeans[];
  readonly inSystemMean: number;
  /** From entering the network to leaving it. */
  readonly responseMean: number;
}

/** `routing[i][j]` is the share of station i's departures that go to station j; the rest leave. */
export function jackson(
  stations: readonly JacksonStation[],
  routing: readonly (readonly number[])[],
): JacksonMeans {
  // Transposed: λ(j) − Σ λ(i) P(i, j) = γ(j).
  const matrix = stations.map((_, j) => stations.map((_, i) => (i === j ? 1 : 0) - routing[i][j]));
  const outside = stations.map(({ outsideRate }) => outsideRate);
  const arrivalRates = solveLinear(matrix, outside);
  const means = stations.map(({ serviceMean, servers }, i) =>
    mmc({ arrivalRate: arrivalRates[i], serviceMean, servers }),
  );
  const inSystemMean = means.reduce((sum, station) => sum + station.inSystemMean, 0);
  const entering = outside.reduce((sum, rate) => sum + rate, 0);
  return { arrivalRates, stations: means, inSystemMean, responseMean: inSystemMean / entering };
}

/** Stations in a row; by Burke's theorem each sees the same Poisson stream. */
export function tandem(
  arrivalRate: number,
  stations: readonly Omit<JacksonStation, 'outsideRate'>[],
): JacksonMeans {
  return jackson(
    stations.map((station, i) => ({ ...station, outsideRate: i === 0 ? arrivalRate : 0 })),
    stations.map((_, i) => stations.map((_, j) => (j === i + 1 ? 1 : 0))),
  );
}

/** One server whose departures come straight back with probability `again`: 1 / (μ (1 − again) − λ). */
export function feedbackResponseMean(arrivalRate: number, serviceMean: number, again: number): number {
  const rate = (1 - again) / serviceMean - arrivalRate;
  if (!(rate > 0)) throw new RangeError('the server is offered more than it can do');
  return 1 / rate;
}
