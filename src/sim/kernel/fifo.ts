/**
 * Queues of arena rows: doubly linked lists threaded through the rows' own NEXT and PREV columns,
 * so a queue of a million costs three integers besides the rows. Every operation is O(1), taking a
 * row out of the middle included (a caller that gave up may leave the queue it stands in).
 * A row stands in one list at a time; it may be in the calendar meanwhile, which has links of its own.
 */
import { INTS, NEXT, NONE, PREV } from '../terms/columns.ts';
import type { Arena } from './arena.ts';
import type { Registry } from './registry.ts';

/** Ints a list: its first row, its last row, how many rows. */
const STRIDE = 3;
const HEAD = 0;
const TAIL = 1;
const LENGTH = 2;

export class Lists {
  private readonly arena: Arena;
  private ends: Int32Array;
  private readonly count = new Int32Array(1);

  constructor(registry: Registry, arena: Arena, count: number, name = 'lists') {
    this.arena = arena;
    this.ends = new Int32Array(count * STRIDE);
    registry.addFixed(`${name}.count`, this.count);
    registry.add({
      name: `${name}.ends`,
      array: () => this.ends,
      used: () => this.count[0] * STRIDE,
      fit: (length) => this.fit(length),
    });
    this.grow(count);
  }

  /** Makes sure that there are at least `count` lists; the new ones are empty. */
  grow(count: number): void {
    const before = this.count[0];
    if (count <= before) return;
    this.fit(count * STRIDE);
    for (let list = before; list < count; list++) {
      this.ends[list * STRIDE + HEAD] = NONE;
      this.ends[list * STRIDE + TAIL] = NONE;
      this.ends[list * STRIDE + LENGTH] = 0;
    }
    this.count[0] = count;
  }

  /** How many rows stand in the list. */
  length(list: number): number {
    return this.ends[list * STRIDE + LENGTH];
  }

  /** The first row, or NONE. */
  front(list: number): number {
    return this.ends[list * STRIDE + HEAD];
  }

  /** The last row, or NONE. */
  back(list: number): number {
    return this.ends[list * STRIDE + TAIL];
  }

  /** The row behind `row` in its list, or NONE: with `front`, a walk from first to last. */
  after(row: number): number {
    return this.arena.I[row * INTS + NEXT];
  }

  pushBack(list: number, row: number): void {
    const I = this.arena.I;
    const ends = this.ends;
    const at = list * STRIDE;
    const last = ends[at + TAIL];
    I[row * INTS + NEXT] = NONE;
    I[row * INTS + PREV] = last;
    if (last === NONE) ends[at + HEAD] = row;
    else I[last * INTS + NEXT] = row;
    ends[at + TAIL] = row;
    ends[at + LENGTH] = ends[at + LENGTH] + 1;
  }

  /** Takes the first row out, or NONE. */
  popFront(list: number): number {
    const row = this.ends[list * STRIDE + HEAD];
    if (row !== NONE) this.remove(list, row);
    return row;
  }

  /** Takes the last row out, or NONE. */
  popBack(list: number): number {
    const row = this.ends[list * STRIDE + TAIL];
    if (row !== NONE) this.remove(list, row);
    return row;
  }

  /** Takes `row` out, wherever in `list` it stands. It must stand there: nothing checks. */
  remove(list: number, row: number): void {
    const I = this.arena.I;
    const ends = this.ends;
    const at = list * STRIDE;
    const next = I[row * INTS + NEXT];
    const prev = I[row * INTS + PREV];
    if (prev === NONE) ends[at + HEAD] = next;
    else I[prev * INTS + NEXT] = next;
    if (next === NONE) ends[at + TAIL] = prev;
    else I[next * INTS + PREV] = prev;
    ends[at + LENGTH] = ends[at + LENGTH] - 1;
  }

  private fit(length: number): void {
    if (length <= this.ends.length) return;
    const grown = new Int32Array(Math.max(length, this.ends.length * 2));
    grown.set(this.ends);
    this.ends = grown;
  }
}
