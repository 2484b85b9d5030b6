/**
 * Token bucket: so many permits a second, and up to `burst` of them are saved up; it starts full.
 * Kept as one number, the instant at which the bucket would be full again: with g = 1/rate between
 * two tokens, it holds burst − (full − now) / g of them, so nothing has to be poured. That is the virtual
 * scheduling of the generic cell rate algorithm (ITU-T I.371, annex A: theoretical arrival time), and
 * the two are one. With an interval the tokens come in portions, at its end (`fill_interval` of Envoy).
 * A push changes what that number means, so it is carried over: the tokens that are there, or promised,
 * stay as many as they are, and from then on others come at the new rate.
 */
import { type Answer, GO_IN, type Numbers } from '../gate-contract.ts';
import { BURST, HALF, INTERVAL, RATE, WAIT } from './settings.ts';

export const BUCKET_START: readonly number[] = [0];

export function askBucket({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  const now = clock[0];
  const gap = 1e9 / settings[s + RATE];
  const interval = settings[s + INTERVAL];
  const poured = pouredAt(now, interval);
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

/** Up to which instant tokens have come. */
function pouredAt(now: number, interval: number): number {
  return interval > 0 ? Math.floor(now / interval) * interval : now;
}

/** A push sets one of the numbers, now: the bucket keeps its tokens, or as many as still go in. */
export function carryBucket(numbers: Numbers, s: number, a: number, setting: number, value: number): void {
  const { clock, settings, shared } = numbers;
  const then = (name: number) => (name === setting ? value : settings[s + name]);
  const missing = Math.max(0, shared[a] - pouredAt(clock[0], settings[s + INTERVAL])) * settings[s + RATE];
  const tokens = settings[s + BURST] * 1e9 - missing;
  // Where fewer go in than are there, this is an instant that is over: it is full.
  const room = then(BURST) * 1e9 - tokens;
  shared[a] = pouredAt(clock[0], then(INTERVAL)) + room / then(RATE);
}
