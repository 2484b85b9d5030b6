/** Priority queues of rows against a sorted array. */
import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/sim/kernel/arena.ts';
import { drawBits } from '../../../src/sim/kernel/luck.ts';
import { Heaps } from '../../../src/sim/kernel/pairing-heap.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { INTS, NONE, REALS, SEQ } from '../../../src/sim/terms/columns.ts';

const KEY = 1;
const LINKS = { child: 20, next: 21, prev: 22 };

function world(count = 1, rows = 8) {
  const registry = new Registry();
  const arena = new Arena(registry, rows);
  return { registry, arena, heaps: new Heaps(registry, arena, KEY, LINKS, count) };
}

function rowWith(arena: Arena, key: number, sequence: number): number {
  arena.makeRoom(1);
  const row = arena.take();
  arena.F[row * REALS + KEY] = key;
  arena.I[row * INTS + SEQ] = sequence;
  return row;
}

function drain(heaps: Heaps, heap: number): number[] {
  const rows: number[] = [];
  for (let row = heaps.pop(heap); row !== NONE; row = heaps.pop(heap)) rows.push(row);
  return rows;
}

describe('a heap of rows', () => {
  test('gives the smallest key first, and the older of equals', () => {
    const { arena, heaps } = world();
    const [late, first, second, early] = [
      rowWith(arena, 9, 0),
      rowWith(arena, 5, 0x7fffffff),
      rowWith(arena, 5, -0x80000000),
      rowWith(arena, 1, 3),
    ];
    for (const row of [second, late, first, early]) heaps.push(0, row);
    expect([heaps.peek(0), heaps.size(0)]).toEqual([early, 4]);
    expect(drain(heaps, 0)).toEqual([early, first, second, late]);
    expect([heaps.peek(0), heaps.size(0)]).toEqual([NONE, 0]);
  });

  test('is one of many, and behaves like a sorted array when rows leave from the middle', () => {
    const { arena, heaps } = world(2);
    const arrays: number[][] = [[], []];
    const order = (a: number, b: number) =>
      arena.F[a * REALS + KEY] - arena.F[b * REALS + KEY] ||
      arena.I[a * INTS + SEQ] - arena.I[b * INTS + SEQ];
    for (let step = 0; step < 20_000; step++) {
      const luck = (purpose: number, below: number) => (drawBits(step, 2, purpose) >>> 0) % below;
      if (step % 4000 === 3999) heaps.grow(arrays.push([]));
      const heap = luck(1, arrays.length);
      const array = arrays[heap];
      const what = luck(2, 6) + (step % 1000 < 500 ? 0 : 2);
      if (what < 4) {
        const row = rowWith(arena, luck(3, step % 3 === 0 ? 5 : 1000), step);
        heaps.push(heap, row);
        array.push(row);
        array.sort(order);
      } else {
        let row = NONE;
        if (what < 6) {
          row = heaps.pop(heap);
          expect(row).toBe(array.shift() ?? NONE);
        } else if (array.length > 0) {
          row = array.splice(luck(4, array.length), 1)[0];
          heaps.remove(heap, row);
        }
        if (row !== NONE) arena.free(row);
      }
      expect(heaps.size(heap)).toBe(array.length);
      expect(heaps.peek(heap)).toBe(array[0] ?? NONE);
    }
    for (let heap = 0; heap < arrays.length; heap++) expect(drain(heaps, heap)).toEqual(arrays[heap]);
  });

  test('survives a hundred thousand rows in the worst orders', () => {
    const orders: ((i: number) => number)[] = [(i) => i, (i) => -i, (i) => drawBits(i, 3, 9), () => 0];
    for (const key of orders) {
      const { arena, heaps } = world(1, 100_000);
      for (let i = 0; i < 100_000; i++) heaps.push(0, rowWith(arena, key(i), i));
      heaps.remove(0, 50_000);
      const rows = drain(heaps, 0);
      expect(rows.length).toBe(99_999);
      for (let i = 1; i < rows.length; i++) {
        const [a, b] = [rows[i - 1], rows[i]];
        const [keyA, keyB] = [arena.F[a * REALS + KEY], arena.F[b * REALS + KEY]];
        if (keyA > keyB || (keyA === keyB && a > b)) throw new Error(`${a} came before ${b}`);
      }
    }
  });

  test('comes back from a snapshot', () => {
    const { registry, arena, heaps } = world(1, 1000);
    for (let i = 0; i < 500; i++) heaps.push(0, rowWith(arena, drawBits(i, 4, 9), i));
    for (let i = 0; i < 100; i++) heaps.pop(0);
    const snapshot = registry.snapshot();
    const first = drain(heaps, 0);
    registry.restore(snapshot);
    expect(drain(heaps, 0)).toEqual(first);
    expect(first.length).toBe(400);
  });
});
