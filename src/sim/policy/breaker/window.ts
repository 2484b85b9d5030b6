/**
 * The recent past of a breaker: the last so many calls, or the calls of the last so much time in
 * buckets. Both keep sums, so a rate costs nothing, and both lie in the shared numbers of a layer.
 */

// At `at`: sums over the window, a cursor, then the ring.
/** Calls in the window. */
export const RECORDED = 0;
/** Failures among them. */
export const FAILED = 1;
/** Slow ones among them. */
export const SLOW = 2;
const CURSOR = 3;
/** Of a window of time: where in the ring its present bucket lies. */
const PLACE = 4;
const RING = 5;

/** Numbers a window of `size` calls, or of `buckets` buckets, needs. */
export const numbersFor = (size: number): number => RING + size * BUCKET;

/** Of a bucket: calls, failures, slow ones. A call of a counted window takes one number. */
const BUCKET = 3;

/** Forgets everything. `epoch` is where a window of time stands now; 0 for calls. */
export function clear(shared: Float64Array, at: number, size: number, epoch: number): void {
  shared.fill(0, at, at + numbersFor(size));
  shared[at + CURSOR] = epoch;
}

/** Records a call in a window of the last `size` calls. */
export function recordCall(
  shared: Float64Array,
  at: number,
  size: number,
  failed: number,
  slow: number,
): void {
  // A remainder of doubles costs more than all the rest, so only at the end of the ring.
  const behind = shared[at + CURSOR];
  const cursor = behind < size ? behind : behind % size;
  const entry = at + RING + cursor;
  if (shared[at + RECORDED] >= size) {
    const old = shared[entry];
    shared[at + FAILED] -= old & 1;
    shared[at + SLOW] -= old >> 1;
  } else {
    shared[at + RECORDED] += 1;
  }
  shared[entry] = failed | (slow << 1);
  shared[at + FAILED] += failed;
  shared[at + SLOW] += slow;
  shared[at + CURSOR] = cursor + 1;
}

/** The last epoch (bucket of time) that a window of time has come to. */
export function epochOf(shared: Float64Array, at: number): number {
  return shared[at + CURSOR];
}

/** Moves a window of time on by one bucket: the oldest is forgotten. */
export function step(shared: Float64Array, at: number, buckets: number): void {
  const epoch = shared[at + CURSOR] + 1;
  shared[at + CURSOR] = epoch;
  const place = shared[at + PLACE] + 1;
  shared[at + PLACE] = place < buckets ? place : place % buckets;
  const bucket = at + RING + shared[at + PLACE] * BUCKET;
  for (let column = 0; column < BUCKET; column++) {
    shared[at + column] -= shared[bucket + column];
    shared[bucket + column] = 0;
  }
}

/** Records a call in the present bucket of a window of time. */
export function recordNow(shared: Float64Array, at: number, failed: number, slow: number): void {
  const bucket = at + RING + shared[at + PLACE] * BUCKET;
  shared[at + RECORDED] += 1;
  shared[bucket + RECORDED] += 1;
  shared[at + FAILED] += failed;
  shared[bucket + FAILED] += failed;
  shared[at + SLOW] += slow;
  shared[bucket + SLOW] += slow;
}
