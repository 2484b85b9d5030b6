/**
 * Sliding window, exact: no more than `limit` in any window of that length. It remembers the instants of
 * those it let in last, in a ring; the one that is `limit` back says when there is room again.
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
  const length = settings[s + SIZE] - RING;
  // A limit that was raised from outside has no more room than the ring has.
  const limit = Math.min(settings[s + LIMIT], length);
  const cursor = shared[a + CURSOR];
  const last = shared[a + RING + ((cursor + length - limit) % length)];
  const wait = last + settings[s + WINDOW] - clock[0];
  if (wait > 0 && wait > settings[s + WAIT]) return -wait;
  shared[a + RING + cursor] = wait > 0 ? clock[0] + wait : clock[0];
  shared[a + CURSOR] = (cursor + 1) % length;
  return wait > 0 ? wait : GO_IN;
}
