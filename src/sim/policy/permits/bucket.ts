/**
 * Token bucket: so many permits a second, and up to `burst` of them are saved up; it starts full.
 * Kept as one number, the instant at which the bucket would be full again: with g = 1/rate between
 * two tokens, it holds burst − (full − now) / g of them, so nothing has to be poured. That is the virtual
 * scheduling of the generic cell rate algorithm (ITU-T I.371, annex A: theoretical arrival time), and
 * the two are one. With an interval the tokens come in portions, at its end (`fill_interval` of Envoy).
 */
import { type Answer, GO_IN, type Numbers } from '../gate-contract.ts';
import { BURST, HALF, INTERVAL, RATE, WAIT } from './settings.ts';

export const BUCKET_START: readonly number[] = [0];

export function askBucket({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  const now = clock[0];
  const gap = 1e9 / settings[s + RATE];
  const interval = settings[s + INTERVAL];
  const poured = interval > 0 ? Math.floor(now / interval) * interval : now;
  // Emptier than empty, with permits reserved for the longest wait, it can only be where another rate was
  // in force: what is missing then comes at this one.
  const latest = now + settings[s + WAIT] + settings[s + BURST] * gap;
  if (shared[a] > latest + HALF) shared[a] = latest;
  const full = Math.max(shared[a], poured);
  // The instant at which there is one token.
  const one = full - (settings[s + BURST] - 1) * gap;
  if (one < poured + HALF) {
    shared[a] = full + gap;
    return GO_IN;
  }
  const wait = Math.round((interval > 0 ? Math.ceil((one - HALF) / interval) * interval : one) - now);
  if (wait > settings[s + WAIT]) return -wait;
  shared[a] = full + gap;
  return wait;
}
