/**
 * Timers: alarms of which most are cancelled. Four of five events a system of calls schedules are
 * timeouts that never fire, so they stay out of the calendar, and cancelling one frees it at once.
 *
 * Timers of one constant length come due in the order they were set. So all timers of one length
 * share a *lane*, a plain first-in-first-out list: setting and cancelling are O(1), with no
 * comparison at all. A lane is represented in a small indexed heap by one *sentinel* entry that
 * carries the (time, sequence) of what was the lane's head when it was armed. If that head is
 * cancelled the sentinel is left alone: stale, it can only be early. When it reaches the front of
 * the heap it is armed again for the present head, with that head's own (time, sequence). When most
 * timers are cancelled early in their lives, that head is young, and the sentinel moves by nearly
 * the whole length: the heap is touched about once per length, however many timers pass through the
 * lane. The order of firing is to the bit that of one big heap of all timers, because a timer fires
 * only when an entry with its own (time, sequence) is at the front.
 *
 * Timers of any other length (what is left of a deadline, a jittered pause) are entries of the same
 * heap, which knows their positions and can take them out of the middle.
 */
import { invariant } from '../../base/assert.ts';
import { type Nanos, NEVER } from '../../base/time.ts';
import { NONE } from '../terms/columns.ts';
import type { Registry } from './registry.ts';

// ---- int columns of a timer, 8 a timer --------------------------------------------------------
const STRIDE = 8;
const SEQUENCE = 0;
/** next timer of the lane, or of the free list */
const NEXT = 1;
/** previous timer of the lane; for a timer in the heap, its position there */
const PREV = 2;
const POSITION = 2;
/** the lane, or one of the two below */
const LANE = 3;
const OWNER = 4;
const WHAT = 5;
const LIFE = 6;

const IN_HEAP = -1;
const NOT_SET = -2;
const HELD = -3;

// ---- int columns of a lane --------------------------------------------------------------------
const LANE_STRIDE = 3;
const HEAD = 0;
const TAIL = 1;
const ARMED = 2;

// ---- counts -----------------------------------------------------------------------------------
const FREE = 0;
const TAKEN = 1;
const LIVE = 2;
const HEAPED = 3;
const LANES = 4;

export class Timers {
  /**
   * `front[0]` is the instant of the heap's front, or NEVER: no timer is due before it. It is a
   * lower bound, not a promise: a stale sentinel may stand there (see `popDue`). Read it, don't write.
   */
  readonly front = new Float64Array([NEVER]);
  private readonly nextSequence: () => number;
  private readonly counts = new Int32Array([NONE, 0, 0, 0, 0]);
  private ints = new Int32Array(64 * STRIDE);
  private times = new Float64Array(64);
  private lanes = new Int32Array(8 * LANE_STRIDE);
  private lengths = new Float64Array(8);
  // The heap: what stands at each place, and its key beside it. An item >= 0 is a timer, ~lane a sentinel.
  private heapTimes = new Float64Array(64);
  private heapSequences = new Int32Array(64);
  private heapItems = new Int32Array(64);
  /** Carries a double into a function that V8 may not inline; as an argument it would be boxed. No state. */
  private readonly argument = new Float64Array(1);

  constructor(registry: Registry, nextSequence: () => number) {
    this.nextSequence = nextSequence;
    const { counts } = this;
    registry.addFixed('timers.counts', counts);
    registry.addFixed('timers.front', this.front);
    registry.add({
      name: 'timers.ints',
      array: () => this.ints,
      used: () => counts[TAKEN] * STRIDE,
      fit: (length) => this.fitTimers(length / STRIDE),
    });
    registry.add({
      name: 'timers.times',
      array: () => this.times,
      used: () => counts[TAKEN],
      fit: (length) => this.fitTimers(length),
    });
    registry.add({
      name: 'timers.lanes',
      array: () => this.lanes,
      used: () => counts[LANES] * LANE_STRIDE,
      fit: (length) => this.fitLanes(length / LANE_STRIDE),
    });
    registry.add({
      name: 'timers.lengths',
      array: () => this.lengths,
      used: () => counts[LANES],
      fit: (length) => this.fitLanes(length),
    });
    const heapUsed = () => counts[HEAPED];
    const heapFit = (length: number) => this.fitHeap(length);
    registry.add({ name: 'timers.heap.times', array: () => this.heapTimes, used: heapUsed, fit: heapFit });
    registry.add({
      name: 'timers.heap.sequences',
      array: () => this.heapSequences,
      used: heapUsed,
      fit: heapFit,
    });
    registry.add({ name: 'timers.heap.items', array: () => this.heapItems, used: heapUsed, fit: heapFit });
  }

  /** The lane of all timers of this constant length. At build time; the same length gives the same lane. */
  lane(length: Nanos): number {
    const known = this.lengths.subarray(0, this.counts[LANES]).indexOf(length);
    if (known >= 0) return known;
    const lane = this.counts[LANES];
    this.fitLanes(lane + 1);
    this.counts[LANES] = lane + 1;
    this.lengths[lane] = length;
    this.lanes[lane * LANE_STRIDE + HEAD] = NONE;
    this.lanes[lane * LANE_STRIDE + TAIL] = NONE;
    this.lanes[lane * LANE_STRIDE + ARMED] = 0;
    return lane;
  }

  /** Timers set and neither fired nor cleared. */
  get live(): number {
    return this.counts[LIVE];
  }

  /** Sets a timer that is due one length of the lane after `now`. `now` never goes back. O(1). Returns its id. */
  setInLane(lane: number, now: Nanos, owner: number, what: number): number {
    this.argument[0] = now;
    return this.append(lane, owner, what);
  }

  /** Sets a timer for any instant; O(log n). Returns its id. */
  setAt(at: Nanos, owner: number, what: number): number {
    this.argument[0] = at;
    return this.enter(owner, what);
  }

  /** Cancels a timer that is set. O(1) in a lane, O(log n) otherwise; its id is free at once. */
  clear(id: number): void {
    const lane = this.ints[id * STRIDE + LANE];
    invariant(lane !== NOT_SET, 'a timer is cleared once, and not after it fired');
    if (lane === IN_HEAP) this.removeAt(this.ints[id * STRIDE + POSITION]);
    else if (lane !== HELD) this.unlink(id, lane);
    this.release(id);
  }

  /** The sequence number that goes with `front[0]`, for who must order a timer against an equal instant. */
  frontSequence(): number {
    return this.heapSequences[0];
  }

  /**
   * Takes the earliest timer and returns its id; the caller has checked that `front[0]` has come.
   * Returns NONE when only a stale sentinel stood there; it has been armed again and `front[0]` has
   * moved on, so the caller just looks again. `owner`, `what`, `time` of the id stay readable until
   * the next timer is set.
   */
  popDue(): number {
    if (this.counts[HEAPED] === 0) return NONE;
    const item = this.heapItems[0];
    if (item >= 0) {
      this.removeAt(0);
      this.release(item);
      return item;
    }
    const lane = ~item;
    const head = this.lanes[lane * LANE_STRIDE + HEAD];
    // Equal sequence means the same setting: a timer that reuses the id has a number of its own.
    if (head !== NONE && this.ints[head * STRIDE + SEQUENCE] === this.heapSequences[0]) {
      this.unlink(head, lane);
      this.release(head);
      this.rearm(lane);
      return head;
    }
    this.rearm(lane);
    return NONE;
  }

  /** Right after `popDue` returned this timer: nobody can hear it now. It stays set, never comes due again, and must be cleared. */
  hold(id: number): void {
    const { ints, counts } = this;
    invariant(counts[FREE] === id, 'a timer is held right after it came due');
    counts[FREE] = ints[id * STRIDE + NEXT];
    counts[LIVE] = counts[LIVE] + 1;
    ints[id * STRIDE + LANE] = HELD;
  }

  isHeld(id: number): boolean {
    return this.ints[id * STRIDE + LANE] === HELD;
  }

  owner(id: number): number {
    return this.ints[id * STRIDE + OWNER];
  }

  what(id: number): number {
    return this.ints[id * STRIDE + WHAT];
  }

  /** The instant the timer is (or was) due. */
  time(id: number): Nanos {
    return this.times[id];
  }

  /** How often the id has been set: tells a timer from its reincarnation. */
  life(id: number): number {
    return this.ints[id * STRIDE + LIFE];
  }

  // ---- lanes ----------------------------------------------------------------------------------

  private append(lane: number, owner: number, what: number): number {
    const id = this.take(owner, what);
    const { ints, times, lanes } = this;
    const at = lane * LANE_STRIDE;
    times[id] = this.argument[0] + this.lengths[lane];
    ints[id * STRIDE + LANE] = lane;
    ints[id * STRIDE + NEXT] = NONE;
    const last = lanes[at + TAIL];
    ints[id * STRIDE + PREV] = last;
    lanes[at + TAIL] = id;
    if (last !== NONE) {
      invariant(times[last] <= times[id], 'time never goes back, so a lane is in order');
      ints[last * STRIDE + NEXT] = id;
    } else {
      lanes[at + HEAD] = id;
      // A sentinel still armed from before is early at worst: it will find this head in its time.
      if (lanes[at + ARMED] === 0) {
        lanes[at + ARMED] = 1;
        this.heapPush(id, ~lane);
      }
    }
    return id;
  }

  private unlink(id: number, lane: number): void {
    const { ints, lanes } = this;
    const next = ints[id * STRIDE + NEXT];
    const prev = ints[id * STRIDE + PREV];
    if (prev === NONE) lanes[lane * LANE_STRIDE + HEAD] = next;
    else ints[prev * STRIDE + NEXT] = next;
    if (next === NONE) lanes[lane * LANE_STRIDE + TAIL] = prev;
    else ints[next * STRIDE + PREV] = prev;
  }

  /** The sentinel of `lane` stands at the front of the heap: moves it to the lane's present head. */
  private rearm(lane: number): void {
    const head = this.lanes[lane * LANE_STRIDE + HEAD];
    if (head === NONE) {
      this.lanes[lane * LANE_STRIDE + ARMED] = 0;
      this.removeAt(0);
      return;
    }
    this.heapTimes[0] = this.times[head];
    this.heapSequences[0] = this.ints[head * STRIDE + SEQUENCE];
    this.sink(0);
    this.front[0] = this.heapTimes[0];
  }

  // ---- the pool of timers ---------------------------------------------------------------------

  private take(owner: number, what: number): number {
    const counts = this.counts;
    let id = counts[FREE];
    if (id === NONE) id = this.takeFresh();
    else counts[FREE] = this.ints[id * STRIDE + NEXT];
    counts[LIVE] = counts[LIVE] + 1;
    const ints = this.ints;
    const at = id * STRIDE;
    ints[at + SEQUENCE] = this.nextSequence();
    ints[at + OWNER] = owner;
    ints[at + WHAT] = what;
    ints[at + LIFE] = ints[at + LIFE] + 1;
    return id;
  }

  /** An id that was never taken; apart from `take`, so that this one stays small enough to be inlined. */
  private takeFresh(): number {
    const id = this.counts[TAKEN];
    if (id >= this.times.length) this.fitTimers(id + 1);
    this.counts[TAKEN] = id + 1;
    // Before a restore the id may have lived in a future that is no more.
    this.ints.fill(0, id * STRIDE, (id + 1) * STRIDE);
    return id;
  }

  private release(id: number): void {
    const { ints, counts } = this;
    const at = id * STRIDE;
    ints[at + LANE] = NOT_SET;
    ints[at + NEXT] = counts[FREE];
    counts[FREE] = id;
    counts[LIVE] = counts[LIVE] - 1;
  }

  // ---- the indexed 4-ary heap -----------------------------------------------------------------

  private enter(owner: number, what: number): number {
    const id = this.take(owner, what);
    this.times[id] = this.argument[0];
    this.ints[id * STRIDE + LANE] = IN_HEAP;
    this.heapPush(id, id);
    return id;
  }

  /** Adds an entry that has the key of timer `id`: the timer itself, or the sentinel of its lane. */
  private heapPush(id: number, item: number): void {
    const place = this.counts[HEAPED];
    if (place >= this.heapItems.length) this.fitHeap(place + 1);
    this.counts[HEAPED] = place + 1;
    this.heapTimes[place] = this.times[id];
    this.heapSequences[place] = this.ints[id * STRIDE + SEQUENCE];
    this.heapItems[place] = item;
    this.rise(place);
    this.front[0] = this.heapTimes[0];
  }

  private removeAt(place: number): void {
    const { heapTimes, heapSequences, heapItems } = this;
    const last = this.counts[HEAPED] - 1;
    this.counts[HEAPED] = last;
    if (place !== last) {
      heapTimes[place] = heapTimes[last];
      heapSequences[place] = heapSequences[last];
      heapItems[place] = heapItems[last];
      if (this.rise(place) === place) this.sink(place);
    }
    this.front[0] = last === 0 ? NEVER : heapTimes[0];
  }

  /** Moves the entry at `place` towards the front until its parent is earlier; returns where it ends. */
  private rise(place: number): number {
    const { heapTimes, heapSequences, heapItems, ints } = this;
    const time = heapTimes[place];
    const sequence = heapSequences[place];
    const item = heapItems[place];
    let hole = place;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = heapTimes[parent];
      if (parentTime < time || (parentTime === time && ((heapSequences[parent] - sequence) | 0) < 0)) break;
      const moved = heapItems[parent];
      heapTimes[hole] = parentTime;
      heapSequences[hole] = heapSequences[parent];
      heapItems[hole] = moved;
      if (moved >= 0) ints[moved * STRIDE + POSITION] = hole;
      hole = parent;
    }
    heapTimes[hole] = time;
    heapSequences[hole] = sequence;
    heapItems[hole] = item;
    if (item >= 0) ints[item * STRIDE + POSITION] = hole;
    return hole;
  }

  /** Moves the entry at `place` away from the front until its children are later. */
  private sink(place: number): void {
    const { heapTimes, heapSequences, heapItems, ints } = this;
    const count = this.counts[HEAPED];
    const time = heapTimes[place];
    const sequence = heapSequences[place];
    const item = heapItems[place];
    let hole = place;
    for (;;) {
      const first = hole * 4 + 1;
      if (first >= count) break;
      const end = first + 4 < count ? first + 4 : count;
      let least = first;
      let leastTime = heapTimes[first];
      for (let child = first + 1; child < end; child++) {
        const childTime = heapTimes[child];
        if (
          childTime < leastTime ||
          (childTime === leastTime && ((heapSequences[child] - heapSequences[least]) | 0) < 0)
        ) {
          least = child;
          leastTime = childTime;
        }
      }
      if (time < leastTime || (time === leastTime && ((sequence - heapSequences[least]) | 0) < 0)) break;
      const moved = heapItems[least];
      heapTimes[hole] = leastTime;
      heapSequences[hole] = heapSequences[least];
      heapItems[hole] = moved;
      if (moved >= 0) ints[moved * STRIDE + POSITION] = hole;
      hole = least;
    }
    heapTimes[hole] = time;
    heapSequences[hole] = sequence;
    heapItems[hole] = item;
    if (item >= 0) ints[item * STRIDE + POSITION] = hole;
  }

  // ---- room -----------------------------------------------------------------------------------

  private fitTimers(count: number): void {
    if (count <= this.times.length) return;
    const capacity = Math.max(count, this.times.length * 2);
    const ints = new Int32Array(capacity * STRIDE);
    ints.set(this.ints);
    this.ints = ints;
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
  }

  private fitLanes(count: number): void {
    if (count <= this.lengths.length) return;
    const capacity = Math.max(count, this.lengths.length * 2);
    const lanes = new Int32Array(capacity * LANE_STRIDE);
    lanes.set(this.lanes);
    this.lanes = lanes;
    const lengths = new Float64Array(capacity);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }

  private fitHeap(count: number): void {
    if (count <= this.heapItems.length) return;
    const capacity = Math.max(count, this.heapItems.length * 2);
    const times = new Float64Array(capacity);
    times.set(this.heapTimes);
    this.heapTimes = times;
    const sequences = new Int32Array(capacity);
    sequences.set(this.heapSequences);
    this.heapSequences = sequences;
    const items = new Int32Array(capacity);
    items.set(this.heapItems);
    this.heapItems = items;
  }
}
