/**
 * A quantile of the lengths seen lately, in a fixed number of somebody's own numbers: a histogram
 * with eight buckets an octave from a microsecond to an hour, which halves all its counts whenever
 * it has seen enough. So what was seen 4,000 lengths ago counts for less than a quarter of what is
 * seen now, and the estimate follows a system that changes. (P², by Jain & Chlamtac, needs fewer
 * numbers, but what it has once learned it never forgets.)
 *
 * A bucket is at most an eighth of its lengths wide, and the estimate is read between its ends.
 */

/** Numbers it needs: the total of the counts, then the buckets. */
export const RUNNING_SIZE = 241;

const TOTAL = 0;
const FIRST = 1;
const BUCKETS = RUNNING_SIZE - 1;

/** Counts are halved at this total. */
const ENOUGH = 2048;
const NANOS_PER_UNIT = 1000;
/** 2^32 − 1 µs: anything longer counts as this, an hour and eleven minutes. */
const LONGEST = 4294967295;

/** Counts one length, ns. */
export function learnLength(numbers: Float64Array, at: number, length: number): void {
  numbers[at + FIRST + bucketOf(length)] += 1;
  numbers[at + TOTAL] += 1;
  if (numbers[at + TOTAL] < ENOUGH) return;
  // Halves of halves are exact in a double, so the total remains the sum of the counts.
  for (let i = 0; i <= BUCKETS; i++) numbers[at + i] /= 2;
}

/** Of how many lengths it speaks. */
export function lengthsKnown(numbers: Float64Array, at: number): number {
  return numbers[at + TOTAL];
}

/** The length, ns, that a share (0 to 1) of those seen lately did not exceed. It must know some. */
export function runningQuantile(numbers: Float64Array, at: number, share: number): number {
  let above = (1 - share) * numbers[at + TOTAL];
  let bucket = BUCKETS - 1;
  // From the top: what is asked for is a tail.
  while (bucket > 0 && numbers[at + FIRST + bucket] <= above) {
    above -= numbers[at + FIRST + bucket];
    bucket -= 1;
  }
  const inside = numbers[at + FIRST + bucket];
  const part = inside > 0 ? 1 - above / inside : 0;
  return Math.round((startOf(bucket) + part * widthOf(bucket)) * NANOS_PER_UNIT);
}

/** Below 8 µs a bucket is one microsecond; above, an eighth of an octave. */
function bucketOf(length: number): number {
  const units = Math.min(length / NANOS_PER_UNIT, LONGEST) >>> 0;
  if (units < 8) return units;
  const octave = 31 - Math.clz32(units);
  return ((octave - 2) << 3) + ((units >>> (octave - 3)) & 7);
}

function startOf(bucket: number): number {
  return bucket < 8 ? bucket : (8 + (bucket & 7)) * widthOf(bucket);
}

function widthOf(bucket: number): number {
  return bucket < 8 ? 1 : 1 << ((bucket >> 3) - 1);
}
