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
  // More than a full queue is only there where another rate was in force: it drains at this one.
  const latest = clock[0] + longest + gap;
  if (shared[a] > latest + HALF) shared[a] = latest;
  const wait = Math.max(0, shared[a] - clock[0]);
  if (wait > longest + HALF) return -Math.max(1, Math.round(wait - longest));
  shared[a] = clock[0] + wait + gap;
  return Math.round(wait);
}
