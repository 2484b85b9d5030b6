/**
 * M/M/1 served last come, first served (without interrupting): the same means as first come, first
 * served, a far longer tail. The order of service does not look at the service time, so the number
 * in the queue, and by Little's law the mean wait, are the same (Kleinrock, Queueing Systems II,
 * 1976, section 3.4). Second moment of the wait: Takács (1963), E[W²] is 1/(1 − ρ) times the other's.
 */
import { integrate } from './integrate.ts';
import { type MM1, mm1, type StationMeans, utilisation } from './mm1.ts';
import { percentileOfTail } from './root.ts';

export function mm1Lifo(station: MM1): StationMeans {
  return mm1(station);
}

export function waitSecondMomentFifo(station: MM1): number {
  const rho = utilisation(station);
  const { responseMean } = mm1(station);
  return 2 * rho * responseMean * responseMean;
}

export function waitSecondMomentLifo(station: MM1): number {
  return waitSecondMomentFifo(station) / (1 - utilisation(station));
}

/**
 * P(wait > t): whoever finds the server busy waits for the end of a busy period, for everybody who comes
 * later goes first. Its density is Kleinrock I (1975), 5.157.
 */
export function mm1LifoWaitTail(station: MM1, t: number): number {
  const ended = t === 0 ? 0 : integrate((x) => busyPeriodDensity(station, x), 0, t, 1000);
  return utilisation(station) * (1 - ended);
}

/** Zero for shares up to 1 − ρ: so many do not wait at all. */
export function mm1LifoWaitPercentile(station: MM1, share: number): number {
  return percentileOfTail((t) => mm1LifoWaitTail(station, t), share, station.serviceMean);
}

/** e^(−(λ + μ) t) I₁(2 t √(λμ)) / (t √ρ), the Bessel function by its series. */
function busyPeriodDensity({ arrivalRate, serviceMean }: MM1, t: number): number {
  const mu = 1 / serviceMean;
  // I₁(2z)/z = Σ z²ᵏ / (k! (k + 1)!), which is 1 at 0.
  const z = t * Math.sqrt(arrivalRate * mu);
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (z * z) / (k * (k + 1));
    sum += term;
  }
  return mu * sum * Math.exp(-(arrivalRate + mu) * t);
}
