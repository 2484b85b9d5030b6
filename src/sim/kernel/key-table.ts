/**
 * Rows by key: a hash table in one typed array, for keys of three integers. Finding, adding and
 * taking out are O(1), by linear probing in a table that is never more than half full. Taking out
 * moves later entries back instead of leaving a mark (Knuth, TAOCP 3, section 6.4, algorithm R), so
 * a table that keys come to and leave for hours stays as fast as it was.
 */
import { mix32 } from '../../base/hash.ts';
import type { Registry } from './registry.ts';

/** Ints a place: the key, and its row plus one; 0 where the place is free. */
const STRIDE = 4;
const HELD = 3;

const ENTRIES = 0;
const PLACES = 1;
const FEWEST = 16;

export class KeyTable {
  private cells = new Int32Array(FEWEST * STRIDE);
  /** entries, places; the array may be longer than its places after a restore */
  private readonly counts = new Int32Array([0, FEWEST]);

  constructor(registry: Registry, name: string) {
    registry.addFixed(`${name}.counts`, this.counts);
    registry.add({
      name: `${name}.cells`,
      array: () => this.cells,
      used: () => this.counts[PLACES] * STRIDE,
      fit: (length) => {
        if (length > this.cells.length) this.cells = new Int32Array(length);
      },
    });
  }

  /** Keys in it. */
  get size(): number {
    return this.counts[ENTRIES];
  }

  /** The row under a key, or −1 (NONE). */
  get(a: number, b: number, c: number): number {
    return this.cells[this.find(a, b, c) * STRIDE + HELD] - 1;
  }

  /** Puts a row under a key, in place of the one that was there. */
  set(a: number, b: number, c: number, row: number): void {
    let place = this.find(a, b, c);
    if (this.cells[place * STRIDE + HELD] === 0) {
      if (2 * (this.counts[ENTRIES] + 1) > this.counts[PLACES]) {
        this.grow();
        place = this.find(a, b, c);
      }
      this.counts[ENTRIES] += 1;
    }
    this.write(place, a, b, c, row + 1);
  }

  /** Takes a key out, if it is there. */
  delete(a: number, b: number, c: number): void {
    const { cells } = this;
    const last = this.counts[PLACES] - 1;
    let hole = this.find(a, b, c);
    if (cells[hole * STRIDE + HELD] === 0) return;
    this.counts[ENTRIES] -= 1;
    for (let place = (hole + 1) & last; cells[place * STRIDE + HELD] !== 0; place = (place + 1) & last) {
      const at = place * STRIDE;
      const home = this.home(cells[at], cells[at + 1], cells[at + 2]);
      // It may fill the hole unless its home lies behind the hole, on the way to where it stands.
      if (((place - home) & last) < ((place - hole) & last)) continue;
      cells.copyWithin(hole * STRIDE, at, at + STRIDE);
      hole = place;
    }
    this.write(hole, 0, 0, 0, 0);
  }

  /** The place of a key, or the free one where it would stand. */
  private find(a: number, b: number, c: number): number {
    const { cells } = this;
    const last = this.counts[PLACES] - 1;
    for (let place = this.home(a, b, c); ; place = (place + 1) & last) {
      const at = place * STRIDE;
      if (cells[at + HELD] === 0) return place;
      if (cells[at] === a && cells[at + 1] === b && cells[at + 2] === c) return place;
    }
  }

  private home(a: number, b: number, c: number): number {
    return mix32(mix32(mix32(a) ^ b) ^ c) & (this.counts[PLACES] - 1);
  }

  private write(place: number, a: number, b: number, c: number, held: number): void {
    const at = place * STRIDE;
    this.cells[at] = a;
    this.cells[at + 1] = b;
    this.cells[at + 2] = c;
    this.cells[at + HELD] = held;
  }

  private grow(): void {
    const before = this.cells;
    const places = this.counts[PLACES];
    this.cells = new Int32Array(2 * places * STRIDE);
    this.counts[PLACES] = 2 * places;
    for (let at = 0; at < places * STRIDE; at += STRIDE) {
      if (before[at + HELD] === 0) continue;
      const [a, b, c] = [before[at], before[at + 1], before[at + 2]];
      this.write(this.find(a, b, c), a, b, c, before[at + HELD]);
    }
  }
}
