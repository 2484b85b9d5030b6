/**
 * M/D/1: constant service. Half the mean wait of M/M/1.
 * Sources: Pollaczek–Khinchine for the mean; Erlang (1909) for the distribution of the wait,
 * P(W ≤ t) = (1 − ρ) Σ_{k ≤ t/s} e^(λ(t − ks)) (−λ(t − ks))ᵏ / k!.
 */
import { mg1 } from './mg1.ts';
import type { StationMeans } from './mm1.ts';
import { constant } from './moments.ts';

export function md1(arrivalRate: number, service: number): StationMeans {
  return mg1(arrivalRate, constant(service));
}

/** The sum alternates: good to six digits or better while λt stays below about 20. */
export function md1WaitAtMost(arrivalRate: number, service: number, t: number): number {
  let sum = 0;
  for (let k = 0; k * service <= t; k++) {
    const x = arrivalRate * (t - k * service);
    let term = Math.exp(x);
    for (let i = 1; i <= k; i++) term *= -x / i;
    sum += term;
  }
  return (1 - arrivalRate * service) * sum;
}
