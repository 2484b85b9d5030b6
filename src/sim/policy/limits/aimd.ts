/**
 * Additive increase, multiplicative decrease: one more after each answer while at least half of the
 * limit is in use, nine tenths after a drop or an answer that took too long. The limit is whole.
 * (Netflix concurrency-limits, AIMDLimit.)
 */
import type { Luck, Numbers } from '../gate-contract.ts';
import { clamped, type LearnedLimit, type Sample } from './contract.ts';
import { BACKOFF, LIMIT, MAX, MIN, TIMEOUT } from './settings.ts';

export const aimd: LearnedLimit = {
  start: [],
  catchUp() {},
  learn(host: Numbers & Luck, s: number, a: number, sample: Sample) {
    const { settings, shared } = host;
    let limit = shared[a + LIMIT];
    if (sample.isDropped || sample.spent > settings[s + TIMEOUT])
      limit = Math.floor(limit * settings[s + BACKOFF]);
    else if (sample.alongside * 2 >= limit) limit += 1;
    shared[a + LIMIT] = clamped(host, s + MIN, s + MAX, limit);
  },
};
