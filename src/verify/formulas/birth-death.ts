/**
 * The stationary distribution of a birth–death chain: the common ground of all Markovian stations.
 * Source: Kleinrock, Queueing Systems I (1975), section 3.1: p(n) = p(0) · Π λ(i−1) / μ(i).
 */
export interface BirthDeath {
  /** Rate from n to n + 1. */
  readonly birth: (n: number) => number;
  /** Rate from n to n − 1, for n ≥ 1. */
  readonly death: (n: number) => number;
  /** The last state, if there is one: then every state is in the answer, however unlikely. */
  readonly last?: number;
}

/** States whose weight, and that of all states after them, cannot change a double any more. */
const NEGLIGIBLE = 1e-18;
const MOST_STATES = 10_000_000;

/**
 * p(0), p(1), … to the last state, or until the rest is negligible. Weights are rescaled on the way, so
 * hundreds of servers overflow nothing.
 */
export function stationaryDistribution({
  birth,
  death,
  last = Number.POSITIVE_INFINITY,
}: BirthDeath): number[] {
  const weights = [1];
  let largest = 1;
  for (let n = 0; n < last; n++) {
    if (n === MOST_STATES) throw new RangeError('the chain has no stationary distribution within reach');
    const ratio = birth(n) / death(n + 1);
    let weight = weights[n] * ratio;
    if (weight > 1e200) {
      for (let i = 0; i <= n; i++) weights[i] *= 1e-200;
      weight *= 1e-200;
      largest *= 1e-200;
    }
    weights.push(weight);
    largest = Math.max(largest, weight);
    // With a ratio below one that does not grow again, the tail is at most geometric.
    if (last === Number.POSITIVE_INFINITY && ratio < 1 && weight / (1 - ratio) < NEGLIGIBLE * largest) break;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Σ p(n) · value(n). */
export function expectation(distribution: readonly number[], value: (n: number) => number): number {
  return distribution.reduce((sum, probability, n) => sum + probability * value(n), 0);
}
