/** So many at a time: its number is how many are in. Whoever goes in must come out again. */
import { type Answer, GO_IN, NO, type Numbers } from '../gate-contract.ts';
import { LIMIT } from './settings.ts';

export const AT_A_TIME_START: readonly number[] = [0];

export function askAtATime({ settings, shared }: Numbers, s: number, a: number): Answer {
  if (shared[a] >= settings[s + LIMIT]) return NO;
  shared[a] += 1;
  return GO_IN;
}

export function comeOut({ shared }: Numbers, a: number): void {
  shared[a] -= 1;
}
