/**
 * M/D/1/K: constant service s, one server, room for K in all, the one in service included. A token
 * bucket that meets Poisson arrivals is one: with s = 1/rate between two tokens and b of them saved up at
 * most, the tokens that are missing are the work still to be done, and whoever finds (b − 1)·s or less
 * of it is let in, which is whoever finds fewer than b. A leaky bucket is one whose customers wait.
 * Source: the chain embedded at departures, with p(K) = 1 − 1/(π(0) + ρ); Gross, Shortle, Thompson &
 * Harris, Fundamentals of Queueing Theory (2008), section 5.1.8.
 */

export interface MD1K {
  readonly arrivalRate: number;
  readonly service: number;
  /** Places in all. */
  readonly places: number;
}

export interface MD1KMeans {
  /** Share of arrivals that find no place. */
  readonly blocking: number;
  readonly throughput: number;
  readonly inSystemMean: number;
  /** Of those who find a place. */
  readonly waitMean: number;
}

export function md1k({ arrivalRate, service, places }: MD1K): MD1KMeans {
  const offered = arrivalRate * service;
  const left = atDepartures(offered, places);
  // As an outside observer sees it: the chain's distribution, scaled, and what is missing from one is full.
  const scale = left[0] + offered;
  const blocking = 1 - 1 / scale;
  const inSystemMean = left.reduce((sum, share, n) => sum + (n * share) / scale, 0) + places * blocking;
  const throughput = arrivalRate * (1 - blocking);
  return { blocking, throughput, inSystemMean, waitMean: inSystemMean / throughput - service };
}

/** π(0) … π(K − 1): how many a departing customer leaves behind. */
function atDepartures(offered: number, places: number): number[] {
  // a(k): so many arrive during one service.
  const arrive = [Math.exp(-offered)];
  for (let k = 1; k <= places; k++) arrive.push((arrive[k - 1] * offered) / k);
  const weights = [1];
  for (let j = 0; j + 1 < places; j++) {
    let into = weights[j] - weights[0] * arrive[j];
    for (let i = 1; i <= j; i++) into -= weights[i] * arrive[j - i + 1];
    weights.push(into / arrive[0]);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
