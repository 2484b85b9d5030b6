/**
 * A number for each of the keys that were used last, in a fixed number of somebody's own numbers: the memory of
 * a cache. When it is full, the key that was longest neither written nor read makes room (least recently
 * used). Everything takes O(1): keys hang in buckets by their hash, and in one row by their use.
 */
import { mix32 } from '../../base/hash.ts';

// The head, in order: how many keys it holds at most, and now; the newest and the oldest slot. Then buckets, then slots.
const MOST = 0;
const COUNT = 1;
const NEWEST = 2;
const OLDEST = 3;
const HEAD = 4;

// A slot, in order. Slots are numbered from 1, so that nothing but zeros is an empty memory.
const KEY = 0;
const VALUE = 1;
const NEXT = 2;
const NEWER = 3;
const OLDER = 4;
const SLOT = 5;

/** A memory of so many keys that knows none yet. */
export function newRecentKeys(most: number): number[] {
  const numbers = new Array<number>(HEAD + bucketsFor(most) + most * SLOT).fill(0);
  numbers[MOST] = most;
  return numbers;
}

/** Writes the number of a key, which is a whole one from 0; another key may be forgotten for it. */
export function writeKey(numbers: Float64Array, at: number, key: number, value: number): void {
  let slot = find(numbers, at, key);
  if (slot === 0) {
    slot = freeSlot(numbers, at);
    const bucket = bucketOf(numbers, at, key);
    const of = slotAt(numbers, at, slot);
    numbers[of + KEY] = key;
    numbers[of + NEXT] = numbers[bucket];
    numbers[bucket] = slot;
  } else unlink(numbers, at, slot);
  numbers[slotAt(numbers, at, slot) + VALUE] = value;
  putFirst(numbers, at, slot);
}

/** The number of a key, which is in use with that; NaN where it is not known, or no longer. */
export function readKey(numbers: Float64Array, at: number, key: number): number {
  const slot = find(numbers, at, key);
  if (slot === 0) return Number.NaN;
  unlink(numbers, at, slot);
  putFirst(numbers, at, slot);
  return numbers[slotAt(numbers, at, slot) + VALUE];
}

/** As many as there are keys, rounded up to a power of two. */
function bucketsFor(most: number): number {
  return most <= 1 ? 1 : 1 << (32 - Math.clz32(most - 1));
}

function bucketOf(numbers: Float64Array, at: number, key: number): number {
  return at + HEAD + (mix32(key) & (bucketsFor(numbers[at + MOST]) - 1));
}

function slotAt(numbers: Float64Array, at: number, slot: number): number {
  const most = numbers[at + MOST];
  return at + HEAD + bucketsFor(most) + (slot - 1) * SLOT;
}

function find(numbers: Float64Array, at: number, key: number): number {
  let slot = numbers[bucketOf(numbers, at, key)];
  while (slot !== 0) {
    const of = slotAt(numbers, at, slot);
    if (numbers[of + KEY] === key) return slot;
    slot = numbers[of + NEXT];
  }
  return 0;
}

/** One that holds nothing: a fresh one, or that of the key that was longest not used. */
function freeSlot(numbers: Float64Array, at: number): number {
  if (numbers[at + COUNT] < numbers[at + MOST]) {
    numbers[at + COUNT] += 1;
    return numbers[at + COUNT];
  }
  const oldest = numbers[at + OLDEST];
  unlink(numbers, at, oldest);
  const of = slotAt(numbers, at, oldest);
  const bucket = bucketOf(numbers, at, numbers[of + KEY]);
  if (numbers[bucket] === oldest) numbers[bucket] = numbers[of + NEXT];
  else {
    let before = slotAt(numbers, at, numbers[bucket]);
    while (numbers[before + NEXT] !== oldest) before = slotAt(numbers, at, numbers[before + NEXT]);
    numbers[before + NEXT] = numbers[of + NEXT];
  }
  return oldest;
}

function unlink(numbers: Float64Array, at: number, slot: number): void {
  const of = slotAt(numbers, at, slot);
  const newer = numbers[of + NEWER];
  const older = numbers[of + OLDER];
  if (newer === 0) numbers[at + NEWEST] = older;
  else numbers[slotAt(numbers, at, newer) + OLDER] = older;
  if (older === 0) numbers[at + OLDEST] = newer;
  else numbers[slotAt(numbers, at, older) + NEWER] = newer;
}

function putFirst(numbers: Float64Array, at: number, slot: number): void {
  const of = slotAt(numbers, at, slot);
  const first = numbers[at + NEWEST];
  numbers[of + NEWER] = 0;
  numbers[of + OLDER] = first;
  if (first === 0) numbers[at + OLDEST] = slot;
  else numbers[slotAt(numbers, at, first) + NEWER] = slot;
  numbers[at + NEWEST] = slot;
}
