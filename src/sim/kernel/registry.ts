/**
 * The registry of all mutable simulated state. Whatever is not registered here does not survive a
 * snapshot, so nothing else may hold state. A snapshot is a copy of every array's used prefix.
 */
import { foldHash } from '../../base/hash.ts';

export type StateArray =
  | Int32Array<ArrayBufferLike>
  | Float64Array<ArrayBufferLike>
  | Uint32Array<ArrayBufferLike>;

/** One registered array. It may be replaced when it grows, so it is asked for, not kept. */
export interface StateColumn {
  readonly name: string;
  array(): StateArray;
  /** How many leading elements hold state. */
  used(): number;
  /** Makes the array at least this long before a restore. */
  fit(length: number): void;
}

/**
 * Things that are made once and never change, such as copies of counts: a snapshot keeps references to them, for
 * a copy of a copy would tell nobody anything new.
 */
export interface StateShelf {
  things(): readonly object[];
  put(things: readonly object[]): void;
}

/** A copy of the whole state at one instant. Opaque: give it back to the registry of the same plan. */
export interface Snapshot {
  readonly parts: readonly StateArray[];
  /** What lay on each shelf. */
  readonly shelves: readonly (readonly object[])[];
  readonly bytes: number;
}

/** An array that is so full may be replaced by one of twice its length soon. */
const NEARLY_FULL = 0.99;

export class Registry {
  private readonly columns: StateColumn[] = [];
  /** Of these, the ones that may grow. */
  private readonly growing: StateColumn[] = [];
  private readonly shelves: StateShelf[] = [];

  add(column: StateColumn): void {
    this.columns.push(column);
    this.growing.push(column);
  }

  /** An array that never grows and is state in full. */
  addFixed(name: string, array: StateArray): void {
    this.columns.push({ name, array: () => array, used: () => array.length, fit: () => {} });
  }

  addShelf(shelf: StateShelf): void {
    this.shelves.push(shelf);
  }

  /** What all arrays take, used or not. */
  get bytes(): number {
    return this.columns.reduce((sum, column) => sum + column.array().byteLength, 0);
  }

  /** What those need beside that are about to double; the old ones are there until the new ones are filled. */
  get bytesToGrow(): number {
    return this.growing.reduce((sum, column) => {
      const array = column.array();
      return column.used() < array.length * NEARLY_FULL ? sum : sum + 2 * array.byteLength;
    }, 0);
  }

  snapshot(): Snapshot {
    let bytes = 0;
    const parts = this.columns.map((column) => {
      const part = column.array().slice(0, column.used());
      bytes += part.byteLength;
      return part;
    });
    return { parts, shelves: this.shelves.map((shelf) => shelf.things()), bytes };
  }

  /** Puts every array back. Columns are restored in the order they were registered. */
  restore(snapshot: Snapshot): void {
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i];
      const part = snapshot.parts[i];
      column.fit(part.length);
      const array = column.array() as Int32Array;
      array.set(part as Int32Array);
      // What a future that never was has left behind must not be found by whoever looks further.
      array.fill(0, part.length);
    }
    this.shelves.forEach((shelf, i) => {
      shelf.put(snapshot.shelves[i]);
    });
  }

  /** A hash of every registered byte that is in use: equal states, equal hash. */
  hash(): string {
    let a = 0x9e3779b9 | 0;
    let b = 0x85ebca6b | 0;
    for (const column of this.columns) {
      const array = column.array();
      const words = new Int32Array(
        array.buffer,
        array.byteOffset,
        (column.used() * array.BYTES_PER_ELEMENT) >> 2,
      );
      for (let i = 0; i < words.length; i++) {
        a = foldHash(a, words[i]);
        b = foldHash(b ^ a, i);
      }
    }
    return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
  }

  /** Names and sizes, for a test or a curious reader. */
  describe(): { name: string; length: number }[] {
    return this.columns.map((column) => ({ name: column.name, length: column.used() }));
  }
}
