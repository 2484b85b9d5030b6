/**
 * A queue that those leave whose callers wait no more (cancellation: queued), first come first served, when
 * more come than can be served. Its work is for nobody all the same: whose turn comes has waited nearly as
 * long as anybody waits, and is left while being served.
 *
 * Where λ come, μ can be served and all wait for the same time, what is left of it at the turn of those who
 * get one is exponential with mean 1 ÷ (λ − μ), if that is much shorter than the whole (the density of the
 * wait in M/M/1+D: F. Baccelli and G. Hébuterne, "On queues with impatient customers", 1981). Exponential work
 * of mean n ÷ μ in one of n slots ends within that with probability 1 ÷ (1 + n × (λ ÷ μ − 1)).
 */

/** The share of those served that are served in time, where `load` (λ ÷ μ, more than 1) comes to `slots` slots. */
export function servedInTime(load: number, slots: number): number {
  return 1 / (1 + slots * (load - 1));
}

const MOST_ROUNDS = 1000;
const SETTLED = 1e-6;

/**
 * The load, in capacities, at which such a queue settles when everybody begins with all attempts: whoever is
 * served in time asks no more, which leaves more time to the others. 1 or less where it empties in the end.
 */
export function settledLoad(first: number, attempts: number, slots: number): number {
  let load = first * attempts;
  for (let round = 0; round < MOST_ROUNDS && load > 1; round++) {
    const isGood = servedInTime(load, slots) / load;
    // of each of `attempts` tries a share is good, and the last one needed: a geometric sum
    const next = (first * (1 - (1 - isGood) ** attempts)) / isGood;
    if (load - next < SETTLED) return next;
    load = next;
  }
  return load;
}
