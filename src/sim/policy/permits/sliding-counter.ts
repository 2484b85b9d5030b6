/**
 * Sliding window, counted: two counters instead of a log. x of the present window is over, so of the
 * one before it 1 − x still counts: prev·(1 − x) + cur, as if those had come evenly. A request goes in
 * while that, itself included, is no more than the limit.
 */
import { type Answer, GO_IN, type Numbers } from '../gate-contract.ts';
import { LIMIT, WINDOW } from './settings.ts';

const CYCLE = 0;
const CURRENT = 1;
const BEFORE = 2;

export const SLIDING_COUNTER_START: readonly number[] = [0, 0, 0];

export function askSlidingCounter({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  const window = settings[s + WINDOW];
  const limit = settings[s + LIMIT];
  const cycle = Math.floor(clock[0] / window);
  if (cycle !== shared[a + CYCLE]) {
    shared[a + BEFORE] = cycle === shared[a + CYCLE] + 1 ? shared[a + CURRENT] : 0;
    shared[a + CURRENT] = 0;
    shared[a + CYCLE] = cycle;
  }
  const over = clock[0] / window - cycle;
  const current = shared[a + CURRENT];
  if (shared[a + BEFORE] * (1 - over) + current + 1 <= limit) {
    shared[a + CURRENT] = current + 1;
    return GO_IN;
  }
  // If nobody else comes: in this window once enough of the one before is over, or else in the next.
  const fits = (count: number, room: number) => Math.max(0, 1 - room / count);
  const at =
    current + 1 <= limit
      ? cycle + fits(shared[a + BEFORE], limit - 1 - current)
      : cycle + 1 + fits(current, limit - 1);
  return -Math.max(1, Math.ceil(at * window - clock[0]));
}
