/**
 * The wait to expect: with all slots taken, those who wait and oneself leave the queue at the rate at
 * which slots become free, slots ÷ mean time in a slot. Its number is that mean, a moving average.
 */
import type { Numbers } from '../gate-contract.ts';
import { SMOOTHING } from './settings.ts';

export const EXPECTED_WAIT_START: readonly number[] = [0];

/** ns */
export function expectedWait({ shared }: Numbers, a: number, waiting: number, slots: number): number {
  return ((waiting + 1) * shared[a]) / slots;
}

/** One has had its slot for so long, ns. */
export function learnTimeInSlot({ settings, shared }: Numbers, s: number, a: number, inSlot: number): void {
  const mean = shared[a];
  shared[a] = mean === 0 ? inSlot : mean + (inSlot - mean) * Math.min(1, settings[s + SMOOTHING]);
}
