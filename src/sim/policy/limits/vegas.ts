/**
 * Vegas: guesses how many are queueing from how much longer an answer took than the fastest one,
 * q = ⌈limit · (1 − fastest / time)⌉, and keeps that between α = 3·l and β = 6·l, with l = log₁₀ of the
 * limit: +β while q ≤ l, +l below α, −l above β and after a drop. The fastest time is forgotten about
 * every 30 limits' worth of samples. (Netflix concurrency-limits, VegasLimit.)
 */
import { FOR_PROBE } from '../../terms/purposes.ts';
import type { Luck, Numbers } from '../gate-contract.ts';
import { clamped, type LearnedLimit, type Sample } from './contract.ts';
import { LIMIT, MAX, MIN, OWN, PROBE, SMOOTHING } from './settings.ts';

/** The fastest time so far, ns; 0 for none. */
const FASTEST = OWN;
/** Samples since the last probe, and the factor by which the next comes sooner; 0 before it is drawn. */
const SAMPLES = OWN + 1;
const SOONER = OWN + 2;

export const vegas: LearnedLimit = {
  start: [0, 0, 0],
  catchUp() {},
  learn(host: Numbers & Luck, s: number, a: number, sample: Sample) {
    const { settings, shared } = host;
    // An answer in no time at all says nothing about a queue.
    if (sample.spent <= 0) return;
    if (shared[a + SOONER] === 0) shared[a + SOONER] = sooner(host, sample.row);
    shared[a + SAMPLES] += 1;
    if (shared[a + SOONER] * settings[s + PROBE] * shared[a + LIMIT] <= shared[a + SAMPLES]) {
      shared[a + SOONER] = sooner(host, sample.row);
      shared[a + SAMPLES] = 0;
      shared[a + FASTEST] = sample.spent;
      return;
    }
    if (shared[a + FASTEST] === 0 || sample.spent < shared[a + FASTEST]) {
      shared[a + FASTEST] = sample.spent;
      return;
    }
    const limit = shared[a + LIMIT];
    const step = stepFrom(limit, shared[a + FASTEST], sample);
    if (step === 0) return;
    const smoothing = Math.min(1, settings[s + SMOOTHING]);
    const wanted = clamped(host, s + MIN, s + MAX, limit + step);
    shared[a + LIMIT] = (1 - smoothing) * limit + smoothing * wanted;
  },
};

function stepFrom(limit: number, fastest: number, { spent, alongside, isDropped }: Sample): number {
  const log = log10(limit);
  if (isDropped) return -log;
  if (alongside * 2 < limit) return 0;
  const queueing = Math.ceil(limit * (1 - fastest / spent));
  if (queueing <= log) return 6 * log;
  if (queueing < 3 * log) return log;
  return queueing > 6 * log ? -log : 0;
}

/** The whole part of log₁₀ of a limit, at least 1; from 1000 on its square root, as the original has it. */
function log10(limit: number): number {
  if (limit < 100) return 1;
  return limit < 1000 ? 2 : Math.floor(Math.sqrt(Math.floor(limit)));
}

function sooner(host: Luck, row: number): number {
  return 0.5 + 0.5 * host.uniform(row, FOR_PROBE, 0);
}
