/**
 * The recent past of a breaker: the last so many calls, or the calls of the last so much time in
 * buckets. Both keep sums, so a rate costs nothing, and both lie in the shared numbers of a layer.
 */

// At `at`: sums over the window, where it stands, then the ring.
/** Calls in the window. */
export const RECORDED = 0;
/** Failures among them. */
export const FAILED = 1;
/** Slow ones among them. */
export const SLOW = 2;
/** Of a window of calls: where in the ring the next one goes. */
const CURSOR = 3;
/** Of a window of time: where in the ring its present bucket lies. */
const PLACE = 4;
/** Of a window of time: its buckets, up to the present one; 0 before the first has begun. */
const LIVE = 5;
const RING = 6;

/** Of a bucket: calls, failures, slow ones, and since when. A call of a counted window takes one number. */
const BUCKET = 4;
const SUMS = 3;
const BEGAN = 3;

/** Numbers a window needs that has room for so many calls or buckets. */
export const numbersFor = (room: number): number => RING + room * BUCKET;

/** Forgets everything. */
export function clear(shared: Float64Array, at: number, room: number): void {
  shared.fill(0, at, at + numbersFor(room));
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

/** Buckets of a window of time, up to the present one; 0 before the first has begun. */
export function bucketsOf(shared: Float64Array, at: number): number {
  return shared[at + LIVE];
}

/** When the present bucket of a window of time began, ns. */
export function beganAt(shared: Float64Array, at: number): number {
  return shared[at + RING + shared[at + PLACE] * BUCKET + BEGAN];
}

/** When the oldest bucket that a window of time remembers began, ns. */
export function oldestBeganAt(shared: Float64Array, at: number, room: number): number {
  return shared[at + RING + oldest(shared, at, room) * BUCKET + BEGAN];
}

function oldest(shared: Float64Array, at: number, room: number): number {
  const place = shared[at + PLACE] - shared[at + LIVE] + 1;
  return place < 0 ? place + room : place;
}

/** Begins a bucket of a window of time; where there is no room for one more, the oldest is forgotten. */
export function beginBucket(shared: Float64Array, at: number, room: number, since: number): void {
  if (shared[at + LIVE] >= room) forgetOldest(shared, at, room);
  // A push may have made a window of time of one of calls.
  if (shared[at + LIVE] === 0) shared.fill(0, at, at + SUMS);
  const next = shared[at + PLACE] + 1;
  const place = next < room ? next : 0;
  shared[at + PLACE] = place;
  shared[at + LIVE] += 1;
  const bucket = at + RING + place * BUCKET;
  shared.fill(0, bucket, bucket + SUMS);
  shared[bucket + BEGAN] = since;
}

/** Forgets the oldest bucket of a window of time. */
export function forgetOldest(shared: Float64Array, at: number, room: number): void {
  const bucket = at + RING + oldest(shared, at, room) * BUCKET;
  for (let column = 0; column < SUMS; column++) shared[at + column] -= shared[bucket + column];
  shared[at + LIVE] -= 1;
}

/** Records a call in the present bucket of a window of time, which has begun. */
export function recordNow(shared: Float64Array, at: number, failed: number, slow: number): void {
  const bucket = at + RING + shared[at + PLACE] * BUCKET;
  shared[at + RECORDED] += 1;
  shared[bucket + RECORDED] += 1;
  shared[at + FAILED] += failed;
  shared[bucket + FAILED] += failed;
  shared[at + SLOW] += slow;
  shared[bucket + SLOW] += slow;
}
