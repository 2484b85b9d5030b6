/**
 * Closed networks: N users go round for ever, exact mean value analysis.
 * Source: Reiser & Lavenberg (1980), "Mean-value analysis of closed multichain queueing networks";
 * Bolch et al., Queueing Networks and Markov Chains (2006), section 8.2, with the marginal
 * probabilities for several servers.
 */
export interface ClosedStation {
  /** A queue with `servers` exponential servers, or a delay: nobody waits (think time, network). */
  readonly kind: 'queue' | 'delay';
  /** Visits per round × mean service time. */
  readonly demand: number;
  readonly servers?: number;
}

export interface ClosedMeans {
  /** Rounds per unit of time. */
  readonly throughput: number;
  /** A round's length, all stations included. */
  readonly roundMean: number;
  /** Time at each station in a round. */
  readonly responseMeans: readonly number[];
  readonly inSystemMeans: readonly number[];
}

export function closedNetwork(stations: readonly ClosedStation[], users: number): ClosedMeans {
  let inSystemMeans = stations.map(() => 0);
  let responseMeans = stations.map(() => 0);
  let throughput = 0;
  // marginal[i][j]: probability that j are at station i, j < servers, with one user fewer.
  const marginal = stations.map(({ servers = 1 }) => [1, ...new Array<number>(servers - 1).fill(0)]);

  for (let n = 1; n <= users; n++) {
    responseMeans = stations.map(({ kind, demand, servers = 1 }, i) => {
      if (kind === 'delay') return demand;
      let idle = 0;
      for (let j = 0; j < servers - 1; j++) idle += (servers - 1 - j) * marginal[i][j];
      return (demand / servers) * (1 + inSystemMeans[i] + idle);
    });
    throughput = n / responseMeans.reduce((sum, response) => sum + response, 0);
    inSystemMeans = responseMeans.map((response) => throughput * response);
    stations.forEach(({ kind, demand, servers = 1 }, i) => {
      if (kind === 'delay' || servers === 1) return;
      const before = marginal[i];
      const now = new Array<number>(servers).fill(0);
      let busyBelow = 0;
      for (let j = 1; j < servers; j++) {
        now[j] = ((demand * throughput) / j) * before[j - 1];
        busyBelow += (servers - j) * now[j];
      }
      // Mean busy servers are X·D, which fixes p(0).
      now[0] = 1 - (demand * throughput + busyBelow) / servers;
      marginal[i] = now;
    });
  }
  return {
    throughput,
    roundMean: responseMeans.reduce((sum, response) => sum + response, 0),
    responseMeans,
    inSystemMeans,
  };
}
