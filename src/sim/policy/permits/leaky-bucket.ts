/**
 * Leaky bucket as a queue: requests leave it at an even pace, one every 1/rate, and up to `queue` of
 * them wait for their turn. Its number is the instant at which the next one may leave.
 * (nginx `limit_req` with `burst` and without `nodelay`.)
 */
import type { Answer, Numbers } from '../gate-contract.ts';
import { HALF, QUEUE, RATE } from './settings.ts';

export const LEAKY_BUCKET_START: readonly number[] = [0];

export function askLeakyBucket({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  const gap = 1e9 / settings[s + RATE];
  const longest = settings[s + QUEUE] * gap;
  const wait = Math.max(0, shared[a] - clock[0]);
  if (wait > longest + HALF) return -Math.max(1, Math.round(wait - longest));
  shared[a] = clock[0] + wait + gap;
  return Math.round(wait);
}

/**
 * A push sets the rate, now: as many are before whoever comes next as were, and from then on they count for so
 * long each. Whoever waits keeps the instant that was named.
 */
export function carryLeakyBucket(
  { clock, settings, shared }: Numbers,
  s: number,
  a: number,
  rate: number,
): void {
  const before = (shared[a] - clock[0]) * settings[s + RATE];
  shared[a] = clock[0] + before / rate;
}
