/**
 * Balancing by load: the power of d choices, in the limit of many servers, and the shortest of two
 * queues, exactly.
 */
import type { MM1 } from './mm1.ts';
import { utilisation } from './mm1.ts';

/**
 * Share of servers with at least `n` requests when each arrival joins the shortest of `choices`
 * random servers: ρ^((dⁿ − 1)/(d − 1)), doubly exponential. The limit of many servers.
 * Source: Vvedenskaya, Dobrushin & Karpelevich (1996); Mitzenmacher (2001), "The power of two choices".
 */
export function shareWithAtLeast(rho: number, choices: number, n: number): number {
  return rho ** (choices === 1 ? n : (choices ** n - 1) / (choices - 1));
}

/** Mean response of the same: by Little's law, Σ shares ÷ arrival rate per server. */
export function choicesResponseMean(station: MM1, choices: number): number {
  const rho = utilisation(station);
  let inSystemMean = 0;
  for (let n = 1; n < 1_000_000; n++) {
    const share = shareWithAtLeast(rho, choices, n);
    inSystemMean += share;
    if (share < 1e-17) break;
  }
  return inSystemMean / station.arrivalRate;
}

/**
 * Mean response when two servers share a Poisson stream and every arrival joins the shorter queue
 * (ties by a coin). No simple closed form: the chain on (shorter, longer) is solved by sweeps over a
 * square of `size`² states, which loses nothing visible while the utilisation is 0.9 or less.
 */
export function shortestOfTwoResponseMean(arrivalRate: number, serviceMean: number, size = 80): number {
  const mu = 1 / serviceMean;
  const p = Array.from({ length: size }, () => new Float64Array(size).fill(1));
  for (let sweep = 0; sweep < 20_000; sweep++) {
    const change = balanceOnce(p, arrivalRate, mu);
    if (change < 1e-13) break;
  }
  let inSystemMean = 0;
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) inSystemMean += p[i][j] * (i + j);
  return inSystemMean / arrivalRate;
}

/** One Gauss–Seidel sweep of the balance equations, p[shorter][longer]; the largest change in it. */
function balanceOnce(p: Float64Array[], lambda: number, mu: number): number {
  const size = p.length;
  let change = 0;
  let total = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let inflow = 0;
      if (i === j) {
        // Two equal queues come about when the shorter grows or the longer shrinks.
        if (i > 0) inflow += lambda * p[i - 1][i];
        if (j + 1 < size) inflow += mu * p[i][j + 1];
      } else {
        if (j === i + 1) inflow += lambda * p[i][i];
        if (i > 0) inflow += lambda * p[i - 1][j];
        if (j + 1 < size) inflow += mu * p[i][j + 1];
        inflow += mu * (j === i + 1 ? 2 : 1) * p[i + 1][j];
      }
      const out = (i + 1 < size ? lambda : 0) + mu * ((i > 0 ? 1 : 0) + (j > 0 ? 1 : 0));
      const next = inflow / out;
      change = Math.max(change, Math.abs(next - p[i][j]));
      p[i][j] = next;
      total += next;
    }
  }
  for (const row of p) for (let j = 0; j < size; j++) row[j] /= total;
  return change;
}
