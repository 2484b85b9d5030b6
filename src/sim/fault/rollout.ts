/** Rollout: which replicas come when, where they come one after the other. */
import type { Scene } from './contract.ts';

export interface Rollout {
  /** From one batch to the next, ns; 0 for all at once. */
  readonly every: number;
  /** Replicas in a batch. */
  readonly batch: number;
}

export interface Batch {
  /** ns after the beginning. */
  readonly after: number;
  /** Their places among the chosen replicas; undefined for all. */
  readonly only?: readonly number[];
}

/** The batches that begin before the fault ends. */
export function rollout({ every, batch }: Rollout, { replicas, length }: Scene): Batch[] {
  if (every === 0) return [{ after: 0 }];
  const batches: Batch[] = [];
  for (let first = 0; first < Math.max(1, replicas); first += batch) {
    const after = (first / batch) * every;
    if (after >= length) break;
    batches.push({ after, only: Array.from({ length: batch }, (_, i) => first + i) });
  }
  return batches;
}
