/**
 * A histogram of lengths in microseconds with two significant digits (10 to 99 in each power of ten),
 * and quantiles that are interpolated within a bin: what Envoy measures with (circllhist). From a
 * microsecond to a thousand seconds; what is shorter or longer counts in the first or last bin.
 */
const DECADES = 9;
const BINS_EACH = 90;
export const BINS = DECADES * BINS_EACH;
/** Width of a bin in each power of ten. */
const WIDTHS = [0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7];

/** Counts a length (whole µs) in the bins from `at`. */
export function countIn(bins: Float64Array, at: number, micros: number): void {
  bins[at + binOf(micros)] += 1;
}

function binOf(micros: number): number {
  if (micros < 1) return 0;
  let decade = 0;
  while (decade < DECADES - 1 && micros >= WIDTHS[decade] * 100) decade += 1;
  const digits = decade === 0 ? micros * 10 : Math.floor(micros / WIDTHS[decade]);
  return decade * BINS_EACH + Math.min(99, digits) - 10;
}

export function clear(bins: Float64Array, at: number): void {
  bins.fill(0, at, at + BINS);
}

/** The length below which `share` of `count` samples lie, whole µs. There is one at least. */
export function quantileIn(bins: Float64Array, at: number, count: number, share: number): number {
  const wanted = share * count;
  let below = 0;
  let bin = 0;
  while (bin < BINS - 1 && (bins[at + bin] === 0 || below + bins[at + bin] < wanted)) {
    below += bins[at + bin];
    bin += 1;
  }
  const decade = Math.floor(bin / BINS_EACH);
  const left = (10 + (bin % BINS_EACH)) * WIDTHS[decade];
  return Math.floor(left + ((wanted - below) / bins[at + bin]) * WIDTHS[decade]);
}
