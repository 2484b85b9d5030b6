/**
 * Envoy's gradient controller. In each window the median time is compared with the least time, raised
 * by a buffer: g = 1.25·least / median, between ½ and 2, and limit = g·limit + √(g·limit). The least time
 * is measured at the start and then from time to time: until 50 answers are there, only `min` may be in
 * at a time, and the limit from before is put off; who comes meanwhile is turned away. After five
 * windows at the minimum it is measured anew. (GradientController, Envoy 1.3x.)
 *
 * Its two timers do nothing while nobody comes or goes, so they are made good when somebody does.
 */
import { NEVER } from '../../../base/time.ts';
import { FOR_PROBE } from '../../terms/purposes.ts';
import type { Luck, Numbers } from '../gate-contract.ts';
import { clamped, type LearnedLimit, type Sample } from './contract.ts';
import { BUFFER, JITTER, LIMIT, MAX, MIN, OWN, REMEASURE, REQUESTS, UPDATE } from './settings.ts';
import { BINS, clear, countIn, quantileIn } from './two-digits.ts';

/** µs */
const LEAST = OWN;
/** The limit that was put off; 0 while the least time is not being measured. */
const PUT_OFF = OWN + 1;
/** Samples of who went in before are no good, ns. */
const EPOCH = OWN + 2;
/** Instants at which a window ends and at which the least time is due; NEVER for neither. */
const NEXT_UPDATE = OWN + 3;
const NEXT_MEASURE = OWN + 4;
/** Windows in a row that left the limit at its minimum. */
const AT_MINIMUM = OWN + 5;
const SAMPLES = OWN + 6;
const HISTOGRAM = OWN + 7;

const WINDOWS_AT_MINIMUM = 5;

export const gradient: LearnedLimit = {
  // It begins by measuring; the first window ends one update after the start, see `catchUp`.
  start: [0, 0, 0, 0, 0, 0, 0, ...new Array<number>(BINS).fill(0)],

  catchUp(numbers: Numbers, s: number, a: number) {
    const { clock, shared } = numbers;
    const now = clock[0];
    if (shared[a + NEXT_UPDATE] === 0) {
      measure(numbers, s, a, 0);
      shared[a + NEXT_UPDATE] = updateOf(numbers, s);
    }
    for (;;) {
      const update = shared[a + NEXT_UPDATE];
      const due = shared[a + NEXT_MEASURE];
      if (Math.min(update, due) > now) return;
      if (update > due) {
        measure(numbers, s, a, due);
      } else if (shared[a + PUT_OFF] > 0) {
        // The window is given up; the next one begins with the end of the measurement.
        shared[a + NEXT_UPDATE] = NEVER;
      } else if (shared[a + SAMPLES] > 0) {
        shared[a + NEXT_UPDATE] = update + updateOf(numbers, s);
        setLimit(numbers, s, a, nextLimit(numbers, s, a), update);
      } else {
        // Windows without an answer change nothing: on to the last one that is over.
        const windows = Math.floor((Math.min(now, due) - update) / updateOf(numbers, s));
        shared[a + NEXT_UPDATE] = update + Math.max(1, windows) * updateOf(numbers, s);
      }
    }
  },

  learn(host: Numbers & Luck, s: number, a: number, { row, spent }: Sample) {
    const { clock, settings, shared } = host;
    if (clock[0] - spent < shared[a + EPOCH]) return;
    countIn(shared, a + HISTOGRAM, Math.floor(spent / 1000));
    shared[a + SAMPLES] += 1;
    if (shared[a + PUT_OFF] === 0 || shared[a + SAMPLES] < settings[s + REQUESTS]) return;
    shared[a + LEAST] = medianAndClear(shared, a);
    setLimit(host, s, a, shared[a + PUT_OFF], clock[0]);
    shared[a + PUT_OFF] = 0;
    // Whole milliseconds, as Envoy counts.
    const range = Math.ceil((settings[s + REMEASURE] / 1e6) * settings[s + JITTER]);
    const jitter = Math.floor(host.uniform(row, FOR_PROBE, 1) * range) * 1e6;
    shared[a + NEXT_MEASURE] = clock[0] + settings[s + REMEASURE] + jitter;
    shared[a + NEXT_UPDATE] = clock[0] + updateOf(host, s);
  },
};

/** From one window to the next, ns: windows without a length would never be over. */
function updateOf({ settings }: Numbers, s: number): number {
  return Math.max(1, settings[s + UPDATE]);
}

/** Begins to measure the least time, unless that is going on. */
function measure(numbers: Numbers, s: number, a: number, at: number): void {
  const { settings, shared } = numbers;
  shared[a + NEXT_MEASURE] = NEVER;
  if (shared[a + PUT_OFF] > 0) return;
  shared[a + PUT_OFF] = Math.floor(shared[a + LIMIT]);
  setLimit(numbers, s, a, settings[s + MIN], at);
  clear(shared, a + HISTOGRAM);
  shared[a + SAMPLES] = 0;
  shared[a + EPOCH] = at;
}

function setLimit({ settings, shared }: Numbers, s: number, a: number, limit: number, at: number): void {
  const least = settings[s + MIN];
  const stays = shared[a + PUT_OFF] === 0 && shared[a + LIMIT] === least && limit === least;
  shared[a + AT_MINIMUM] = stays ? shared[a + AT_MINIMUM] + 1 : 0;
  shared[a + LIMIT] = limit;
  if (shared[a + AT_MINIMUM] >= WINDOWS_AT_MINIMUM) shared[a + NEXT_MEASURE] = at;
}

function nextLimit(numbers: Numbers, s: number, a: number): number {
  const { settings, shared } = numbers;
  const median = medianAndClear(shared, a);
  const raised = shared[a + LEAST] * (1 + settings[s + BUFFER]);
  const slope = Math.max(0.5, Math.min(2, raised / median));
  const limit = shared[a + LIMIT] * slope;
  return clamped(numbers, s + MIN, s + MAX, Math.floor(limit + Math.sqrt(limit)));
}

/** µs, at least one: a quotient of no times is none. */
function medianAndClear(shared: Float64Array, a: number): number {
  const median = quantileIn(shared, a + HISTOGRAM, shared[a + SAMPLES], 0.5);
  clear(shared, a + HISTOGRAM);
  shared[a + SAMPLES] = 0;
  return Math.max(1, median);
}
