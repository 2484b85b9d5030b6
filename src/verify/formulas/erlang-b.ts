/**
 * Erlang B: c slots and no queue (M/G/c/c). The share of arrivals that find every slot taken,
 * whatever the distribution of the service time.
 * Source: the recursion B(0) = 1, B(k) = a B(k−1) / (k + a B(k−1)); Cooper, Introduction to
 * Queueing Theory (1981), section 3.3.
 */

/** Blocking probability for `offered` erlangs (arrival rate × mean service) on `servers` slots. */
export function erlangB(offered: number, servers: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking);
  return blocking;
}

/** Mean number of busy slots. */
export function erlangBCarried(offered: number, servers: number): number {
  return offered * (1 - erlangB(offered, servers));
}
