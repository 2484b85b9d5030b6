/**
 * Gradient2: compares each answer with a long-term mean. While answers are no more than `tolerance`
 * times as slow, the limit grows by the headroom; beyond, it shrinks in proportion, at most to a half, and a
 * fifth of each step is taken. (Netflix concurrency-limits, Gradient2Limit and ExpAvgMeasurement.)
 */
import type { Luck, Numbers } from '../gate-contract.ts';
import { clamped, type LearnedLimit, type Sample } from './contract.ts';
import { HEADROOM, LIMIT, LONG_WINDOW, MAX, MIN, OWN, SMOOTHING, TOLERANCE } from './settings.ts';

/** The long-term mean, ns. Its first samples are a plain mean: how many there were, and their sum. */
const LONG = OWN;
const COUNT = OWN + 1;
const SUM = OWN + 2;
const WARM_UP = 10;

export const gradient2: LearnedLimit = {
  start: [0, 0, 0],
  catchUp() {},
  learn(host: Numbers & Luck, s: number, a: number, { spent, alongside }: Sample) {
    const { settings, shared } = host;
    // An answer in no time at all cannot be compared with.
    if (spent <= 0) return;
    const long = addToMean(shared, a, settings[s + LONG_WINDOW], spent);
    // Back to normal after a long overload: the mean need not take as long to come down.
    if (long / spent > 2) shared[a + LONG] = long * 0.95;
    const limit = shared[a + LIMIT];
    if (alongside < limit / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (settings[s + TOLERANCE] * long) / spent));
    const smoothing = Math.min(1, settings[s + SMOOTHING]);
    const wanted = limit * gradient + settings[s + HEADROOM];
    shared[a + LIMIT] = clamped(host, s + MIN, s + MAX, limit * (1 - smoothing) + wanted * smoothing);
  },
};

function addToMean(shared: Float64Array, a: number, window: number, spent: number): number {
  if (shared[a + COUNT] < WARM_UP) {
    shared[a + COUNT] += 1;
    shared[a + SUM] += spent;
    shared[a + LONG] = shared[a + SUM] / shared[a + COUNT];
  } else {
    const weight = 2 / (window + 1);
    shared[a + LONG] = shared[a + LONG] * (1 - weight) + spent * weight;
  }
  return shared[a + LONG];
}
