/**
 * Sliding window, exact: no more than `limit` in any window of that length. It remembers the instants
 * of the last `limit` it let in, in a ring; the oldest of them says when there is room again.
 */
import { type Answer, GO_IN, type Numbers } from '../gate-contract.ts';
import { LIMIT, SIZE, WAIT, WINDOW } from './settings.ts';

const CURSOR = 0;
const RING = 1;

export const slidingLogStart = (limit: number): number[] => [
  0,
  ...new Array<number>(limit).fill(Number.NEGATIVE_INFINITY),
];

export function askSlidingLog({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  // A limit that was raised from outside has no more room than the ring has.
  const limit = Math.min(settings[s + LIMIT], settings[s + SIZE] - RING);
  const cursor = shared[a + CURSOR] < limit ? shared[a + CURSOR] : 0;
  const wait = shared[a + RING + cursor] + settings[s + WINDOW] - clock[0];
  if (wait > 0 && wait > settings[s + WAIT]) return -wait;
  shared[a + RING + cursor] = wait > 0 ? clock[0] + wait : clock[0];
  shared[a + CURSOR] = cursor + 1;
  return wait > 0 ? wait : GO_IN;
}
