/**
 * The arena: all live rows of a run in one buffer, with a free list threaded through it.
 * It grows only between events (`makeRoom`), so code inside an event may keep `I` and `F` in locals.
 */
import { invariant } from '../../base/assert.ts';
import { INTS, LIFE, NEXT, NONE } from '../terms/columns.ts';
import type { Registry } from './registry.ts';

const FREE = 0;
const TAKEN = 1;

export class Arena {
  /** ints of all rows: `I[row * INTS + column]` */
  I: Int32Array;
  /** reals of all rows: `F[row * REALS + column]`, over the same bytes */
  F: Float64Array;
  /** free-list head, rows ever taken */
  private readonly heads = new Int32Array([NONE, 0]);
  capacity: number;
  /** True when a row was taken that had never been taken, or rows came back: there may be too little room now. */
  isTight = true;

  constructor(registry: Registry, capacity = 1024) {
    this.capacity = capacity;
    this.I = new Int32Array(capacity * INTS);
    this.F = new Float64Array(this.I.buffer);
    registry.add({
      name: 'arena',
      array: () => this.I,
      used: () => this.heads[TAKEN] * INTS,
      fit: (length) => {
        this.isTight = true;
        this.growTo(Math.ceil(length / INTS));
      },
    });
    registry.addFixed('arena.heads', this.heads);
  }

  /** Rows in use now. Looks at all of them: who takes a row has better things to do than to count. */
  get live(): number {
    let live = 0;
    for (let row = 0; row < this.taken; row++) live += this.I[row * INTS + LIFE] & 1;
    return live;
  }

  /** Rows ever taken: all live rows have smaller numbers. */
  get taken(): number {
    return this.heads[TAKEN];
  }

  /** Takes a row. The links, LIFE and leftovers of its former life are in it: the taker writes every column it reads. */
  take(): number {
    const heads = this.heads;
    const I = this.I;
    let row = heads[FREE];
    if (row !== NONE) {
      heads[FREE] = I[row * INTS + NEXT];
    } else {
      row = heads[TAKEN];
      invariant(row < this.capacity, 'makeRoom is called between events with what one event may take');
      heads[TAKEN] = row + 1;
      this.isTight = true;
      // After a restore the row may hold what a future that never was has left in it.
      I.fill(0, row * INTS, (row + 1) * INTS);
    }
    I[row * INTS + LIFE] = (I[row * INTS + LIFE] + 1) | 0;
    return row;
  }

  free(row: number): void {
    const heads = this.heads;
    this.I[row * INTS + NEXT] = heads[FREE];
    this.I[row * INTS + LIFE] = (this.I[row * INTS + LIFE] + 1) | 0;
    heads[FREE] = row;
  }

  /** Between events: makes sure that `rows` more can be taken. Views in locals are stale afterwards. */
  makeRoom(rows: number): void {
    if (this.heads[TAKEN] + rows > this.capacity)
      this.growTo(Math.max(this.capacity * 2, this.heads[TAKEN] + rows));
    this.isTight = false;
  }

  private growTo(capacity: number): void {
    if (capacity <= this.capacity) return;
    const grown = new Int32Array(capacity * INTS);
    grown.set(this.I);
    this.I = grown;
    this.F = new Float64Array(grown.buffer);
    this.capacity = capacity;
  }
}
