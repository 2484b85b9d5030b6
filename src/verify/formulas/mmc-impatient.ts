/**
 * M/M/c+G: whoever waits longer than their patience leaves the queue. With patience constant (+D)
 * it is a queue-wait limit: nobody starts after waiting τ. Stable under any load.
 *
 * Source: Baccelli & Hébuterne, "On queues with impatient customers" (1981); Zeltyn & Mandelbaum
 * (2005), section 3. The offered wait V (what an infinitely patient arrival would wait) has density
 * v(x) = λ p(c−1) exp(λ ∫₀ˣ G(u) du − cμx), where G(u) = P(patience > u); p(0) … p(c−1) are in the
 * usual ratios; all of it sums to one. One server and constant patience give Barrer (1957).
 */
import { erlangB } from './erlang-b.ts';
import { integrate } from './integrate.ts';

export interface ImpatientStation {
  readonly arrivalRate: number;
  readonly serviceMean: number;
  readonly servers: number;
}

export interface WaitLimitMeans {
  /** Share of arrivals that leave the queue unserved. */
  readonly abandonment: number;
  /** Share of arrivals that do not start at once. */
  readonly delayed: number;
  /** Time in the queue of all arrivals, those who left included. */
  readonly waitMean: number;
  /** Time in the queue of those who were served. */
  readonly servedWaitMean: number;
}

/** Constant patience `limit`, in closed form. */
export function mmcWaitLimit(station: ImpatientStation, limit: number): WaitLimitMeans {
  const { arrivalRate, serviceMean, servers } = station;
  const cmu = servers / serviceMean;
  const drain = cmu - arrivalRate;
  const idle = 1 / weightOfIdle(station);
  // Up to the limit v(x) = λ e^(−drain·x), beyond it nobody joins and V only drains: a tail at rate cμ.
  const atLimit = Math.exp(-drain * limit);
  const within = arrivalRate * exponentialMass(drain, limit);
  const beyond = (arrivalRate * atLimit) / cmu;
  const total = idle + within + beyond;
  const abandonment = beyond / total;
  const servedWait = (arrivalRate * exponentialFirstMoment(drain, limit)) / total;
  return {
    abandonment,
    delayed: (within + beyond) / total,
    waitMean: servedWait + abandonment * limit,
    servedWaitMean: servedWait / (1 - abandonment),
  };
}

/** P(offered wait > t) for constant patience: for t below the limit, also P(time in queue > t). */
export function mmcWaitLimitTail(station: ImpatientStation, limit: number, t: number): number {
  const { arrivalRate, serviceMean, servers } = station;
  const cmu = servers / serviceMean;
  const drain = cmu - arrivalRate;
  const atLimit = Math.exp(-drain * limit);
  const within = arrivalRate * exponentialMass(drain, limit);
  const beyond = (arrivalRate * atLimit) / cmu;
  const total = 1 / weightOfIdle(station) + within + beyond;
  if (t >= limit) return (beyond * Math.exp(-cmu * (t - limit))) / total;
  return (within - arrivalRate * exponentialMass(drain, t) + beyond) / total;
}

/**
 * Any patience, by numeric integration to `horizon`, beyond which nobody waits to speak of.
 * `survival(u)` is P(patience > u).
 */
export function mmcImpatient(
  station: ImpatientStation,
  survival: (u: number) => number,
  horizon: number,
  steps = 20_000,
): Pick<WaitLimitMeans, 'abandonment' | 'delayed' | 'waitMean'> {
  const { arrivalRate, serviceMean, servers } = station;
  const cmu = servers / serviceMean;
  const h = horizon / steps;
  let patienceArea = 0; // ∫₀ˣ G: what min(V, patience) adds up to, given V = x
  const density: number[] = [];
  const area: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const x = i * h;
    if (i > 0) patienceArea += integrate(survival, x - h, x, 2);
    density.push(arrivalRate * Math.exp(arrivalRate * patienceArea - cmu * x));
    area.push(patienceArea);
  }
  const over = (value: (i: number) => number) => integrate((i) => density[i] * value(i) * h, 0, steps, steps);
  const delayedWeight = over(() => 1);
  const total = 1 / weightOfIdle(station) + delayedWeight;
  return {
    abandonment: over((i) => 1 - survival(i * h)) / total,
    delayed: delayedWeight / total,
    waitMean: over((i) => area[i]) / total,
  };
}

/** p(c−1) ÷ (p(0) + … + p(c−1)), which is Erlang B for c − 1 servers. */
function weightOfIdle({ arrivalRate, serviceMean, servers }: ImpatientStation): number {
  return erlangB(arrivalRate * serviceMean, servers - 1);
}

/** ∫₀ᵀ e^(−ax) dx, also where a is zero or negative. */
function exponentialMass(a: number, to: number): number {
  return Math.abs(a * to) < 1e-12 ? to : -Math.expm1(-a * to) / a;
}

/** ∫₀ᵀ x e^(−ax) dx. */
function exponentialFirstMoment(a: number, to: number): number {
  if (Math.abs(a * to) < 1e-5) return to * to * (1 / 2 - (a * to) / 3);
  return (exponentialMass(a, to) - to * Math.exp(-a * to)) / a;
}
