/**
 * Reading a quantile table: a draw costs two loads, a multiplication and no logarithm, whatever the
 * distribution, and answers alike on every engine. A table is plain data, so a plan that holds it can
 * be copied to another thread. (It is made in sim/dist/sampler.ts.)
 *
 * The body is 2048 cells of equal probability, straight inside each (16 KB: a few tables fit into a first-level
 * cache). The outer 1/64 at either end would be too coarse that way, for tails bend without bound: there the
 * cells halve with the distance from the end, 64 to an octave, down to 2⁻³³, the smallest and largest number
 * keyed luck can draw.
 * So the table follows any tail as far as a draw can reach, within a few millionths of the exact value.
 */

/** Cells of the body; a power of two, so that u · CELLS is exact. */
export const CELLS = 2048;
/** The outermost cells on either side, 1/64 of all probability, are replaced by a tail. */
export const EDGE = CELLS / 64;
/** 2³³: the smallest tail distance becomes 1. */
export const TAIL_SCALE = 8589934592;
/** From 2⁻³³ up to 2⁻⁶. */
const OCTAVES = 27;
export const PER_OCTAVE = 64;
export const TAIL_KNOTS = OCTAVES * PER_OCTAVE + 1;

export const LOW_TAIL = CELLS + 1;
export const HIGH_TAIL = LOW_TAIL + TAIL_KNOTS;

/** Numbers in a table. */
export const TABLE_LENGTH = HIGH_TAIL + TAIL_KNOTS;

/** The value at u, 0 < u < 1, as it is: for quantities that are not whole, such as gaps in expected arrivals. */
export function readTable(table: Float64Array, u: number): number {
  const place = u * CELLS;
  const cell = place | 0;
  if (cell < EDGE) return readTail(table, LOW_TAIL, u);
  if (cell >= CELLS - EDGE) return readTail(table, HIGH_TAIL, 1 - u);
  const left = table[cell];
  return left + (table[cell + 1] - left) * (place - cell);
}

/** The value at u, 0 < u < 1, in whole nanoseconds. */
export function sampleTable(table: Float64Array, u: number): number {
  return Math.floor(readTable(table, u) + 0.5);
}

/** `distance` from the end the tail belongs to, at most 1/64. */
function readTail(table: Float64Array, tail: number, distance: number): number {
  const scaled = Math.max(1, distance * TAIL_SCALE);
  // scaled < 2²⁷ unless distance is exactly 1/64, which is the last knot
  const octave = 31 - Math.clz32(scaled);
  if (octave >= OCTAVES) return table[tail + TAIL_KNOTS - 1];
  const place = (scaled / doublings(octave) - 1) * PER_OCTAVE;
  const cell = place | 0;
  const knot = tail + octave * PER_OCTAVE + cell;
  const near = table[knot];
  return near + (table[knot + 1] - near) * (place - cell);
}

/** 2 to the power of `octave`, below 2³¹. */
export function doublings(octave: number): number {
  return 1 << octave;
}
