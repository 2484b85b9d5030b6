/**
 * The calendar: what happens next. This is the one clever place of the house, because every event
 * of a run passes through it twice. A binary heap costs more with every doubling of what is pending,
 * and most when the simulated system collapses and the run is longest; this costs the same from ten
 * pending rows to a hundred thousand.
 *
 * Three places hold the scheduled rows, from soon to late:
 *
 *   near   the rows of the current bucket (and whatever is earlier), sorted, the front at the end
 *   rung   a power of two of buckets of one width, each an unsorted list of rows, with one bit a
 *          bucket that says "not empty"
 *   far    a 4-ary heap of everything beyond the rung
 *
 *          near        rung: ORIGIN + bucket × WIDTH                    far
 *   ──────────────┼────┬────┬────┬────┬────┬────┬────┬────┬────┼──────────────────→ time
 *               READY                                         END
 *
 * A row is scheduled by one subtraction, one multiplication and a push on a list. When near is
 * empty, the next bucket that has its bit set is sorted into it: a handful of rows. When the rung is
 * empty a new *lap* begins where far begins, with a width chosen from the gap between pops that the
 * last lap measured. So the cost depends neither on how many rows are pending nor on how their times
 * are distributed, and nobody has to know the time scale of a scenario.
 *
 * Two things can go wrong inside a lap, and both end in `rebuild`: far more rows are pending than
 * there are buckets, or the scale of time has shrunk so that everything happens inside the current
 * bucket and near has become long. The second is noticed by counting how many rows the sorting of
 * and the inserting into a long near move (STRAIN); a rebuild happens only when that work would have
 * paid for it, so that even a scenario which changes its scale all the time costs no more than a heap.
 *
 * What is left to pay at a hundred thousand rows is memory that is not in the cache. A list threaded
 * through the rows themselves would wait for one row to learn where the next one is; the links are
 * a small array beside, so that the rows of a bucket are fetched at the same time, and its sort
 * compares copies of their times. That alone makes it twice as fast there.
 *
 * Order is (TIME, SEQ) exactly: buckets only divide by time, and every comparison within a bucket
 * looks at both. The width is a power of two of whole nanoseconds, so finding a bucket is exact
 * arithmetic. It depends on counts and simulated times only, never on the machine: equal runs make
 * equal laps.
 *
 * After the calendar queue (Brown, CACM 31(10), 1988) and the ladder queue (Tang, Goh and Thng, ACM
 * TOMACS 15(3), 2005), with one rung, since a heap for the far end is simpler and as fast.
 */
import { invariant } from '../../base/assert.ts';
import type { Nanos } from '../../base/time.ts';
import { INTS, NONE, REALS, SEQ, TIME } from '../terms/columns.ts';
import type { Arena } from './arena.ts';
import type { Registry } from './registry.ts';

// ---- the calendar's own integers --------------------------------------------------------------
/** rows scheduled and not yet popped */
const SIZE = 0;
/** the next sequence number */
const SEQUENCE = 1;
/** buckets of the rung, a power of two */
const BUCKETS = 2;
/** the bucket that was sorted into near last; NONE at the start of a lap */
const CURRENT = 3;
/** near is the places FIRST … LAST - 1, latest row first, so the front is at LAST - 1 */
const FIRST = 4;
const LAST = 5;
/** rows in far */
const FAR = 6;
/** rows popped since the width was chosen */
const POPS = 7;
/** work that a long near has caused since the width was chosen, in rows moved */
const STRAIN = 8;
/** rows 0 … ROWS - 1 have a link */
const ROWS = 9;
const INTEGERS = 10;

// ---- the calendar's own reals -----------------------------------------------------------------
/** instant at which bucket 0 begins */
const ORIGIN = 0;
/** length of a bucket, a power of two of nanoseconds */
const WIDTH = 1;
/** 1 / WIDTH, exact */
const PER_WIDTH = 2;
/** instant at which the current bucket ends: every row before it is in near */
const READY = 3;
/** instant at which the rung ends: every row from here on is in far */
const END = 4;
const REAL_COUNT = 5;

/** The rung has room for this many times the pending rows, and never fewer buckets than the least. */
const BUCKETS_PER_ROW = 2;
const BUCKETS_LEAST = 1024;
/** A bucket is at least as wide as this many mean gaps between pops: enough rows to fetch together, few to sort. */
const GAPS_PER_BUCKET = 4;
/** First width, 2^16 ns = 65 µs, until the first lap has measured something. */
const WIDTH_FIRST = 65536;
/** A lap of few pops says little about the gap, so the width grows at most by this factor a lap. */
const WIDENING_MOST = 16;
/** Wide enough for anything: 2^47 ns, a day and a half. */
const WIDTH_MOST = 140737488355328;
/** Instants are exact up to here. */
const INSTANT_LAST = Number.MAX_SAFE_INTEGER + 1;
/** Free places before the first row of near, for rows later than all of it. */
const SLACK = 32;
/** Up to this length near is sorted and inserted into by a plain walk. */
const SHORT = 32;
/** A row moved by a merge costs as much as this many moved by an insertion, which copies blocks. */
const MERGE_STRAIN = 4;

export class Calendar {
  private readonly arena: Arena;
  private readonly ints = new Int32Array(INTEGERS);
  private readonly reals = new Float64Array(REAL_COUNT);
  private near = new Int32Array(256);
  /** by row: the next older row of its bucket, or NONE */
  private links: Int32Array<ArrayBuffer>;
  /** the newest row of each bucket, or NONE */
  private buckets = new Int32Array(BUCKETS_LEAST).fill(NONE);
  /** one bit a bucket: not empty */
  private marks = new Int32Array(BUCKETS_LEAST >> 5);
  private farTimes = new Float64Array(256);
  private farRows = new Int32Array(256);
  /** Room to sort and to rebuild in; holds nothing between operations, so it is no state. */
  private scratch = new Int32Array(256);
  private readonly scratchTimes = new Float64Array(SHORT);

  constructor(registry: Registry, arena: Arena) {
    this.arena = arena;
    this.links = new Int32Array(arena.capacity);
    const { ints, reals } = this;
    ints[BUCKETS] = BUCKETS_LEAST;
    ints[FIRST] = SLACK;
    ints[LAST] = SLACK;
    this.beginLap(0, WIDTH_FIRST);
    registry.addFixed('calendar.ints', ints);
    registry.addFixed('calendar.reals', reals);
    registry.add({
      name: 'calendar.near',
      array: () => this.near,
      // The slack is part of it: a place below FIRST is written before it is read, but it is hashed.
      used: () => Math.max(ints[LAST], SLACK),
      fit: (length) => {
        this.near = fitInts(this.near, length);
      },
    });
    registry.add({
      name: 'calendar.links',
      array: () => this.links,
      used: () => ints[ROWS],
      fit: (length) => {
        this.links = fitInts(this.links, length);
      },
    });
    registry.add({
      name: 'calendar.buckets',
      array: () => this.buckets,
      used: () => ints[BUCKETS],
      fit: (length) => {
        this.buckets = fitInts(this.buckets, length);
      },
    });
    registry.add({
      name: 'calendar.marks',
      array: () => this.marks,
      used: () => ints[BUCKETS] >> 5,
      fit: (length) => {
        this.marks = fitInts(this.marks, length);
      },
    });
    registry.add({
      name: 'calendar.far.times',
      array: () => this.farTimes,
      used: () => ints[FAR],
      fit: (length) => this.fitFar(length),
    });
    registry.add({
      name: 'calendar.far.rows',
      array: () => this.farRows,
      used: () => ints[FAR],
      fit: (length) => this.fitFar(length),
    });
  }

  /** Rows scheduled and not yet popped. */
  get size(): number {
    return this.ints[SIZE];
  }

  /** The next number of the one numbering that orders events of one instant; timers share it. Wraps. */
  nextSequence(): number {
    const sequence = this.ints[SEQUENCE];
    this.ints[SEQUENCE] = sequence + 1;
    return sequence;
  }

  /**
   * Puts `row` into the calendar at the instant `at` (whole ns, 0 to 2^53, so not NEVER). Writes its
   * TIME and SEQ, which are the calendar's until the row is popped; NEXT and PREV are not touched, so
   * the row may stand in a queue meanwhile. Any instant will do, also one before rows that were
   * already made ready. A row is scheduled once at a time: nothing checks.
   */
  schedule(row: number, at: Nanos): void {
    this.arena.F[row * REALS + TIME] = at;
    this.link(row);
  }

  /** As `schedule`, for a row whose TIME is written already: no double need cross a call. */
  link(row: number): void {
    const { ints, reals } = this;
    const I = this.arena.I;
    const at = this.arena.F[row * REALS + TIME];
    const sequence = ints[SEQUENCE];
    ints[SEQUENCE] = sequence + 1;
    I[row * INTS + SEQ] = sequence;
    const size = ints[SIZE] + 1;
    ints[SIZE] = size;
    if (row >= ints[ROWS]) this.fitLinks(row + 1);
    if (at < reals[END]) {
      if (at >= reals[READY]) {
        const bucket = ((at - reals[ORIGIN]) * reals[PER_WIDTH]) | 0;
        const buckets = this.buckets;
        this.links[row] = buckets[bucket];
        buckets[bucket] = row;
        this.marks[bucket >> 5] |= 1 << (bucket & 31);
      } else {
        this.insertNear(row);
      }
    } else {
      this.pushFar(row);
    }
    if (size > ints[BUCKETS]) this.rebuild(reals[WIDTH]);
  }

  /** The row at the front, or NONE. Makes the front ready, so that the pop that follows is cheap. */
  peek(): number {
    const ints = this.ints;
    if (ints[FIRST] === ints[LAST] && !this.promote()) return NONE;
    return this.near[ints[LAST] - 1];
  }

  /** Takes out the row that `peek` has just shown. */
  dropFront(): void {
    const ints = this.ints;
    ints[LAST] = ints[LAST] - 1;
    ints[SIZE] = ints[SIZE] - 1;
    ints[POPS] = ints[POPS] + 1;
  }

  /** Takes the front row out and returns it, or NONE. */
  pop(): number {
    const row = this.peek();
    if (row !== NONE) this.dropFront();
    return row;
  }

  // ---- near -----------------------------------------------------------------------------------

  /** Near is empty: sorts the next bucket that has rows into it. False when nothing is scheduled. */
  private promote(): boolean {
    const { ints, reals } = this;
    if (ints[SIZE] === 0) return false;
    for (;;) {
      const bucket = this.nextBucket();
      if (bucket === NONE) {
        this.nextLap();
        continue;
      }
      ints[CURRENT] = bucket;
      reals[READY] = reals[ORIGIN] + (bucket + 1) * reals[WIDTH];
      this.sortBucket(bucket);
      if (!this.relieve()) return true;
    }
  }

  /** The next bucket of the lap that has rows, its mark taken away; or NONE. */
  private nextBucket(): number {
    const ints = this.ints;
    const marks = this.marks;
    const words = ints[BUCKETS] >> 5;
    // Buckets up to the current one have no marks: what they had was promoted, what is new went to near.
    for (let word = (ints[CURRENT] + 1) >> 5; word < words; word++) {
      const bits = marks[word];
      if (bits === 0) continue;
      marks[word] = bits & (bits - 1);
      return (word << 5) + 31 - Math.clz32(bits & -bits);
    }
    return NONE;
  }

  /** Moves the rows of `bucket` into near, latest first. */
  private sortBucket(bucket: number): void {
    const { I, F } = this.arena;
    const { ints, links, scratchTimes: times } = this;
    const near = this.near;
    let row = this.buckets[bucket];
    this.buckets[bucket] = NONE;
    ints[FIRST] = SLACK;
    // Two loops, so that no comparison waits for a row while the next could be on its way already.
    let count = 0;
    while (row !== NONE && count < SHORT) {
      near[SLACK + count] = row;
      times[count] = F[row * REALS + TIME];
      count++;
      row = links[row];
    }
    if (row !== NONE) {
      this.sortLongBucket(row, count);
      return;
    }
    ints[LAST] = SLACK + count;
    // The list has the newest row first, so rows of one instant come as near wants them, oldest last.
    for (let i = 1; i < count; i++) {
      const time = times[i];
      const moving = near[SLACK + i];
      let place = i;
      while (place > 0) {
        const otherTime = times[place - 1];
        if (otherTime > time) break;
        const other = near[SLACK + place - 1];
        if (otherTime === time && ((I[other * INTS + SEQ] - I[moving * INTS + SEQ]) | 0) > 0) break;
        times[place] = otherTime;
        near[SLACK + place] = other;
        place--;
      }
      times[place] = time;
      near[SLACK + place] = moving;
    }
  }

  /** The same for a bucket whose first `count` rows are in near, but that goes on with `rest`. */
  private sortLongBucket(rest: number, count: number): void {
    const ints = this.ints;
    let last = SLACK + count;
    for (let row = rest; row !== NONE; row = this.links[row]) {
      if (last === this.near.length) this.near = fitInts(this.near, last + 1);
      this.near[last++] = row;
    }
    ints[LAST] = last;
    ints[STRAIN] = ints[STRAIN] + MERGE_STRAIN * this.mergeSort(SLACK, last);
  }

  /**
   * Sorts the places [from, to) of near, latest first: short stretches by insertion, then merged
   * two by two. Stretches that are in order already (a burst of one instant is) are not merged.
   * Returns how many rows the merges moved.
   */
  private mergeSort(from: number, to: number): number {
    const { I, F } = this.arena;
    const near = this.near;
    for (let start = from; start < to; start += SHORT) {
      const end = start + SHORT < to ? start + SHORT : to;
      for (let i = start + 1; i < end; i++) {
        const row = near[i];
        let place = i;
        while (place > start && this.isBefore(near[place - 1], row)) {
          near[place] = near[place - 1];
          place--;
        }
        near[place] = row;
      }
    }
    if (this.scratch.length < to) this.scratch = new Int32Array(this.near.length);
    const scratch = this.scratch;
    let moved = 0;
    for (let length = SHORT; length < to - from; length *= 2) {
      for (let start = from; start + length < to; start += 2 * length) {
        const middle = start + length;
        const end = middle + length < to ? middle + length : to;
        if (!this.isBefore(near[middle - 1], near[middle])) continue;
        moved += end - start;
        for (let i = start; i < middle; i++) scratch[i] = near[i];
        let left = start;
        let right = middle;
        let place = start;
        while (left < middle && right < end) {
          const a = scratch[left];
          const b = near[right];
          const timeA = F[a * REALS + TIME];
          const timeB = F[b * REALS + TIME];
          if (timeA > timeB || (timeA === timeB && ((I[a * INTS + SEQ] - I[b * INTS + SEQ]) | 0) > 0)) {
            near[place++] = a;
            left++;
          } else {
            near[place++] = b;
            right++;
          }
        }
        while (left < middle) near[place++] = scratch[left++];
      }
    }
    return moved;
  }

  private isBefore(a: number, b: number): boolean {
    const { I, F } = this.arena;
    const timeA = F[a * REALS + TIME];
    const timeB = F[b * REALS + TIME];
    return timeA < timeB || (timeA === timeB && ((I[a * INTS + SEQ] - I[b * INTS + SEQ]) | 0) < 0);
  }

  /** Puts the newest row into near: behind every row of its own instant, since it has the highest SEQ. */
  private insertNear(row: number): void {
    const ints = this.ints;
    const F = this.arena.F;
    const time = F[row * REALS + TIME];
    let last = ints[LAST];
    if (last === this.near.length) this.near = fitInts(this.near, last + 1);
    const near = this.near;
    const first = ints[FIRST];
    if (last - first <= SHORT) {
      ints[LAST] = last + 1;
      while (last > first) {
        const other = near[last - 1];
        if (F[other * REALS + TIME] > time) break;
        near[last] = other;
        last--;
      }
      near[last] = row;
      return;
    }
    let low = first;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (F[near[middle] * REALS + TIME] > time) low = middle + 1;
      else high = middle;
    }
    this.insertAt(low, row);
    this.relieve();
  }

  /** Opens a gap at `place` of a long near by moving the shorter side, and notes the work. */
  private insertAt(place: number, row: number): void {
    const ints = this.ints;
    const first = ints[FIRST];
    const last = ints[LAST];
    if (place - first < last - place) {
      if (first === 0) {
        // As many free places as there are rows: the next move of all of them is that far away.
        this.near = fitInts(this.near, 2 * last + SLACK);
        this.near.copyWithin(last, 0, last);
        ints[FIRST] = last;
        ints[LAST] = 2 * last;
        this.insertAt(place + last, row);
        return;
      }
      this.near.copyWithin(first - 1, first, place);
      this.near[place - 1] = row;
      ints[FIRST] = first - 1;
      ints[STRAIN] = ints[STRAIN] + place - first;
    } else {
      this.near.copyWithin(place + 1, place, last);
      this.near[place] = row;
      ints[LAST] = last + 1;
      ints[STRAIN] = ints[STRAIN] + last - place;
    }
  }

  /**
   * When the work on a long near would have paid for moving every row once, the buckets are too wide
   * for what is going on now, or lie too far ahead of it: lays them out anew. Says whether it did.
   */
  private relieve(): boolean {
    const { ints, reals } = this;
    if (ints[STRAIN] < 16 * ints[SIZE] + ints[BUCKETS]) return false;
    ints[STRAIN] = 0;
    const F = this.arena.F;
    const near = this.near;
    const front = ints[LAST] - 1;
    const count = front - ints[FIRST];
    const begin = F[near[front] * REALS + TIME];
    // The nearer half tells the gap, lest a few rows far away spoil it; all of it if the half is one instant.
    let gap = (F[near[front - (count >> 1)] * REALS + TIME] - begin) / (count >> 1);
    if (gap === 0) gap = (F[near[ints[FIRST]] * REALS + TIME] - begin) / count;
    const width = gap > 0 ? Math.min(powerOfTwo(GAPS_PER_BUCKET * gap), reals[WIDTH]) : reals[WIDTH];
    const isAhead = begin < reals[READY] - reals[WIDTH];
    if (width === reals[WIDTH] && !isAhead) return false;
    this.rebuild(width);
    return true;
  }

  // ---- laps -----------------------------------------------------------------------------------

  /** Near and the rung are empty, far is not: the rung is laid out anew where far begins. */
  private nextLap(): void {
    const { ints, reals } = this;
    const origin = this.farTimes[0];
    invariant(
      origin <= INSTANT_LAST,
      'every scheduled instant is a finite number of nanoseconds, up to 2^53',
    );
    // What the lap covered until far begins, but not an idle time that only happens to follow it.
    const covered = Math.min(origin, reals[END]) - reals[ORIGIN];
    const wanted = (GAPS_PER_BUCKET * covered) / Math.max(1, ints[POPS]);
    const width = powerOfTwo(Math.min(wanted, reals[WIDTH] * WIDENING_MOST));
    const buckets = bucketsFor(ints[SIZE]);
    if (buckets > ints[BUCKETS] || buckets * 4 < ints[BUCKETS]) this.layBuckets(buckets);
    this.beginLap(origin, width);
    this.pullFar();
  }

  /** In mid-lap: takes every row out of near and the rung and lays them out anew, with this width. */
  private rebuild(width: number): void {
    const ints = this.ints;
    const F = this.arena.F;
    const { links, marks } = this;
    const near = this.near;
    const buckets = this.buckets;
    const rows = (this.scratch = fitInts(this.scratch, ints[SIZE]));
    let count = 0;
    for (let place = ints[LAST] - 1; place >= ints[FIRST]; place--) rows[count++] = near[place];
    for (let word = 0; word < ints[BUCKETS] >> 5; word++) {
      for (let bits = marks[word]; bits !== 0; bits &= bits - 1) {
        const bucket = (word << 5) + 31 - Math.clz32(bits & -bits);
        for (let row = buckets[bucket]; row !== NONE; row = links[row]) rows[count++] = row;
        buckets[bucket] = NONE;
      }
      marks[word] = 0;
    }
    let origin = ints[FAR] > 0 ? this.farTimes[0] : this.reals[READY];
    for (let i = 0; i < count; i++) {
      const time = F[rows[i] * REALS + TIME];
      if (time < origin) origin = time;
    }
    ints[FIRST] = SLACK;
    ints[LAST] = SLACK;
    const wanted = bucketsFor(ints[SIZE]);
    if (wanted > ints[BUCKETS]) this.layBuckets(wanted);
    this.beginLap(origin, width);
    for (let i = 0; i < count; i++) {
      if (F[rows[i] * REALS + TIME] < this.reals[END]) this.intoBucket(rows[i]);
      else this.pushFar(rows[i]);
    }
    // The new rung may reach further than the old one did: what far holds of it must come in.
    this.pullFar();
  }

  private beginLap(origin: Nanos, width: number): void {
    const { ints, reals } = this;
    ints[CURRENT] = NONE;
    ints[POPS] = 0;
    ints[STRAIN] = 0;
    reals[ORIGIN] = origin;
    reals[WIDTH] = width;
    reals[PER_WIDTH] = 1 / width;
    reals[READY] = origin;
    reals[END] = origin + width * ints[BUCKETS];
  }

  /** The rung is empty: gives it another number of buckets. */
  private layBuckets(count: number): void {
    const before = this.ints[BUCKETS];
    this.buckets = fitInts(this.buckets, count);
    this.marks = fitInts(this.marks, count >> 5);
    if (count > before) {
      this.buckets.fill(NONE, before, count);
      this.marks.fill(0, before >> 5, count >> 5);
    }
    this.ints[BUCKETS] = count;
  }

  private intoBucket(row: number): void {
    const F = this.arena.F;
    const bucket = ((F[row * REALS + TIME] - this.reals[ORIGIN]) * this.reals[PER_WIDTH]) | 0;
    this.links[row] = this.buckets[bucket];
    this.buckets[bucket] = row;
    this.marks[bucket >> 5] |= 1 << (bucket & 31);
  }

  // ---- far ------------------------------------------------------------------------------------

  /** Brings the rows of far that lie within the rung into it. */
  private pullFar(): void {
    while (this.ints[FAR] > 0 && this.farTimes[0] < this.reals[END]) this.intoBucket(this.popFar());
  }

  private pushFar(row: number): void {
    const ints = this.ints;
    let hole = ints[FAR];
    if (hole === this.farRows.length) this.fitFar(hole + 1);
    ints[FAR] = hole + 1;
    const { farTimes, farRows } = this;
    const time = this.arena.F[row * REALS + TIME];
    // Order among equals does not matter here: the sort of the bucket they all come to restores it.
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (farTimes[parent] <= time) break;
      farTimes[hole] = farTimes[parent];
      farRows[hole] = farRows[parent];
      hole = parent;
    }
    farTimes[hole] = time;
    farRows[hole] = row;
  }

  private popFar(): number {
    const ints = this.ints;
    const { farTimes, farRows } = this;
    const row = farRows[0];
    const count = ints[FAR] - 1;
    ints[FAR] = count;
    const time = farTimes[count];
    let hole = 0;
    for (;;) {
      const first = hole * 4 + 1;
      if (first >= count) break;
      const end = first + 4 < count ? first + 4 : count;
      let least = first;
      let leastTime = farTimes[first];
      for (let child = first + 1; child < end; child++) {
        if (farTimes[child] < leastTime) {
          least = child;
          leastTime = farTimes[child];
        }
      }
      if (time <= leastTime) break;
      farTimes[hole] = leastTime;
      farRows[hole] = farRows[least];
      hole = least;
    }
    farTimes[hole] = time;
    farRows[hole] = farRows[count];
    return row;
  }

  private fitLinks(rows: number): void {
    const before = this.ints[ROWS];
    this.links = fitInts(this.links, rows);
    this.links.fill(NONE, before, rows);
    this.ints[ROWS] = rows;
  }

  private fitFar(length: number): void {
    this.farRows = fitInts(this.farRows, length);
    if (length <= this.farTimes.length) return;
    const grown = new Float64Array(this.farRows.length);
    grown.set(this.farTimes);
    this.farTimes = grown;
  }
}

function bucketsFor(rows: number): number {
  let buckets = BUCKETS_LEAST;
  while (buckets < rows * BUCKETS_PER_ROW) buckets *= 2;
  return buckets;
}

/** The least power of two that is not below `wanted`, from one ns to a day and a half. */
function powerOfTwo(wanted: number): number {
  let power = 1;
  while (power < wanted && power < WIDTH_MOST) power *= 2;
  return power;
}

/** The same array when it is long enough, else a longer one with the same beginning. */
function fitInts(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const grown = new Int32Array(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}
