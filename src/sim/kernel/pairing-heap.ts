/**
 * Priority queues of arena rows: pairing heaps threaded through three int columns of the rows, for
 * queues ordered by something other than arrival (earliest deadline, least virtual finish time).
 * Push is O(1), pop and remove are O(log n) amortised. The two-pass pairing is written as loops: a
 * recursive one would overflow the stack on a queue that grew to a hundred thousand in a collapse.
 *
 * Fredman, Sedgewick, Sleator and Tarjan, "The pairing heap: a new form of self-adjusting heap",
 * Algorithmica 1 (1986).
 */
import { INTS, NONE, REALS, SEQ } from '../terms/columns.ts';
import type { Arena } from './arena.ts';
import type { Registry } from './registry.ts';

/** The int columns that a kind of heap may use in the rows it holds. */
export interface HeapColumns {
  /** first child */
  readonly child: number;
  /** next sibling */
  readonly next: number;
  /** previous sibling, or the parent for a first child */
  readonly prev: number;
  /** breaks ties of the key, by wrapping difference; SEQ when not given */
  readonly sequence?: number;
}

/** Ints a heap: its root, how many rows. */
const STRIDE = 2;
const ROOT = 0;
const SIZE = 1;

/**
 * `count` heaps over one arena, all ordered by the real column `keyColumn`, smallest first. Neither
 * the key nor the sequence of a row may change while it is in a heap (scheduling a row in the
 * calendar writes SEQ: such rows need a sequence column of their own).
 */
export class Heaps {
  private readonly arena: Arena;
  private readonly key: number;
  private readonly child: number;
  private readonly next: number;
  private readonly prev: number;
  private readonly sequence: number;
  private roots: Int32Array;
  private readonly count = new Int32Array(1);

  constructor(
    registry: Registry,
    arena: Arena,
    keyColumn: number,
    columns: HeapColumns,
    count: number,
    name = 'heaps',
  ) {
    this.arena = arena;
    this.key = keyColumn;
    this.child = columns.child;
    this.next = columns.next;
    this.prev = columns.prev;
    this.sequence = columns.sequence ?? SEQ;
    this.roots = new Int32Array(count * STRIDE);
    registry.addFixed(`${name}.count`, this.count);
    registry.add({
      name: `${name}.roots`,
      array: () => this.roots,
      used: () => this.count[0] * STRIDE,
      fit: (length) => this.fit(length),
    });
    this.grow(count);
  }

  /** Makes sure that there are at least `count` heaps; the new ones are empty. */
  grow(count: number): void {
    const before = this.count[0];
    if (count <= before) return;
    this.fit(count * STRIDE);
    for (let heap = before; heap < count; heap++) {
      this.roots[heap * STRIDE + ROOT] = NONE;
      this.roots[heap * STRIDE + SIZE] = 0;
    }
    this.count[0] = count;
  }

  /** How many rows are in the heap. */
  size(heap: number): number {
    return this.roots[heap * STRIDE + SIZE];
  }

  /** The row with the smallest (key, sequence), or NONE. */
  peek(heap: number): number {
    return this.roots[heap * STRIDE + ROOT];
  }

  push(heap: number, row: number): void {
    const I = this.arena.I;
    const roots = this.roots;
    const at = heap * STRIDE;
    I[row * INTS + this.child] = NONE;
    I[row * INTS + this.next] = NONE;
    I[row * INTS + this.prev] = NONE;
    const root = roots[at + ROOT];
    roots[at + ROOT] = root === NONE ? row : this.meld(root, row);
    roots[at + SIZE] = roots[at + SIZE] + 1;
  }

  /** Takes the smallest row out, or NONE. */
  pop(heap: number): number {
    const roots = this.roots;
    const at = heap * STRIDE;
    const root = roots[at + ROOT];
    if (root === NONE) return NONE;
    roots[at + ROOT] = this.pairUp(this.arena.I[root * INTS + this.child]);
    roots[at + SIZE] = roots[at + SIZE] - 1;
    return root;
  }

  /** Takes `row` out, wherever in `heap` it is. It must be there: nothing checks. */
  remove(heap: number, row: number): void {
    const roots = this.roots;
    const at = heap * STRIDE;
    const root = roots[at + ROOT];
    if (row === root) {
      this.pop(heap);
      return;
    }
    const I = this.arena.I;
    const next = I[row * INTS + this.next];
    const prev = I[row * INTS + this.prev];
    if (I[prev * INTS + this.child] === row) I[prev * INTS + this.child] = next;
    else I[prev * INTS + this.next] = next;
    if (next !== NONE) I[next * INTS + this.prev] = prev;
    const orphans = this.pairUp(I[row * INTS + this.child]);
    if (orphans !== NONE) roots[at + ROOT] = this.meld(root, orphans);
    roots[at + SIZE] = roots[at + SIZE] - 1;
  }

  /** Makes the later of two roots the first child of the earlier one, which is returned. */
  private meld(a: number, b: number): number {
    const { I, F } = this.arena;
    const keyA = F[a * REALS + this.key];
    const keyB = F[b * REALS + this.key];
    let winner = a;
    let loser = b;
    if (
      keyB < keyA ||
      (keyB === keyA && ((I[b * INTS + this.sequence] - I[a * INTS + this.sequence]) | 0) < 0)
    ) {
      winner = b;
      loser = a;
    }
    const child = I[winner * INTS + this.child];
    I[loser * INTS + this.next] = child;
    if (child !== NONE) I[child * INTS + this.prev] = loser;
    I[loser * INTS + this.prev] = winner;
    I[winner * INTS + this.child] = loser;
    return winner;
  }

  /**
   * Makes one tree of a row of siblings: pairs from left to right, then the pairs from right to
   * left. The pairs wait for the second pass as a stack threaded through the `next` column.
   */
  private pairUp(first: number): number {
    const I = this.arena.I;
    let rest = first;
    let pairs = NONE;
    while (rest !== NONE) {
      const a = rest;
      const b = I[a * INTS + this.next];
      rest = b === NONE ? NONE : I[b * INTS + this.next];
      const pair = b === NONE ? a : this.meld(a, b);
      I[pair * INTS + this.next] = pairs;
      pairs = pair;
    }
    if (pairs === NONE) return NONE;
    let root = pairs;
    pairs = I[root * INTS + this.next];
    while (pairs !== NONE) {
      const pair = pairs;
      pairs = I[pair * INTS + this.next];
      root = this.meld(root, pair);
    }
    I[root * INTS + this.next] = NONE;
    I[root * INTS + this.prev] = NONE;
    return root;
  }

  private fit(length: number): void {
    if (length <= this.roots.length) return;
    const grown = new Int32Array(Math.max(length, this.roots.length * 2));
    grown.set(this.roots);
    this.roots = grown;
  }
}
