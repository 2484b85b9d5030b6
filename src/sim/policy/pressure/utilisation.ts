/**
 * Utilisation: looked at by whoever comes first after each interval, as the mean since the last look,
 * and smoothed: u ← u + (look − u) · w, once for each interval that is over. (go-zero looks every 250 ms
 * with w = 0.05.) Its numbers: the mean, when it was looked at last, and the used time then.
 */
import type { Numbers } from '../gate-contract.ts';
import { INTERVAL, SMOOTHING } from './settings.ts';

const MEAN = 0;
const LOOKED_AT = 1;
const USED = 2;

export const UTILISATION_START: readonly number[] = [0, 0, 0];

/** After so many looks that are alike nothing is left of what was before. */
const FORGOTTEN_AFTER = 1000;

export function isLookDue({ clock, settings, shared }: Numbers, s: number, a: number): boolean {
  return clock[0] - shared[a + LOOKED_AT] >= settings[s + INTERVAL];
}

/** Looks: `used` is for how long all of the capacity would have been in use since the start, ns. */
export function look({ clock, settings, shared }: Numbers, s: number, a: number, used: number): void {
  const elapsed = clock[0] - shared[a + LOOKED_AT];
  const present = (used - shared[a + USED]) / elapsed;
  const looks = Math.min(FORGOTTEN_AFTER, Math.floor(elapsed / settings[s + INTERVAL]));
  let mean = shared[a + MEAN];
  const weight = Math.min(1, settings[s + SMOOTHING]);
  for (let i = 0; i < looks; i++) mean += (present - mean) * weight;
  shared[a + MEAN] = mean;
  shared[a + LOOKED_AT] = clock[0];
  shared[a + USED] = used;
}

export function meanUtilisation({ shared }: Numbers, a: number): number {
  return shared[a + MEAN];
}
