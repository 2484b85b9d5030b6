/**
 * Strict priorities without interruption: the next to start is the oldest of the highest class.
 * Source: Cobham (1954); Kleinrock, Queueing Systems II (1976), section 3.6:
 * W(k) = W0 / ((1 − σ(k−1)) (1 − σ(k))), σ(k) the utilisation by classes 1 … k.
 */
import { erlangC } from './mmc.ts';
import type { Moments } from './moments.ts';

export interface PriorityClass {
  readonly arrivalRate: number;
  readonly service: Moments;
}

/** Mean wait of each class on one server, the most important class first. */
export function priorityWaitMeans(classes: readonly PriorityClass[]): number[] {
  // W0: what is left, on average, of the work that an arrival finds in service.
  const residual = classes.reduce(
    (sum, { arrivalRate, service }) => sum + (arrivalRate * service.second) / 2,
    0,
  );
  const loads = classes.map(({ arrivalRate, service }) => arrivalRate * service.mean);
  return shareOut(residual, loads);
}

/** Mean wait of each class on c servers; all classes have one exponential service time. */
export function priorityWaitMeansOfMany(
  arrivalRates: readonly number[],
  serviceMean: number,
  servers: number,
): number[] {
  const offered = arrivalRates.reduce((sum, rate) => sum + rate, 0) * serviceMean;
  const residual = (erlangC(offered, servers) * serviceMean) / servers;
  return shareOut(
    residual,
    arrivalRates.map((rate) => (rate * serviceMean) / servers),
  );
}

function shareOut(residual: number, loads: readonly number[]): number[] {
  let above = 0;
  return loads.map((load) => {
    const including = above + load;
    if (!(including < 1)) throw new RangeError('this class and those above it fill the server');
    const wait = residual / ((1 - above) * (1 - including));
    above = including;
    return wait;
  });
}
