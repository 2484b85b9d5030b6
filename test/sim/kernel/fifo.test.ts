/** Queues of rows against plain arrays. */
import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/sim/kernel/arena.ts';
import { Lists } from '../../../src/sim/kernel/fifo.ts';
import { drawBits } from '../../../src/sim/kernel/luck.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { NONE } from '../../../src/sim/terms/columns.ts';

function walk(lists: Lists, list: number): number[] {
  const rows: number[] = [];
  for (let row = lists.front(list); row !== NONE; row = lists.after(row)) rows.push(row);
  return rows;
}

describe('a list of rows', () => {
  test('gives back rows in the order they came, from either end', () => {
    const registry = new Registry();
    const arena = new Arena(registry, 8);
    const lists = new Lists(registry, arena, 1);
    const [a, b, c, d] = [arena.take(), arena.take(), arena.take(), arena.take()];
    lists.pushBack(0, a);
    lists.pushBack(0, b);
    lists.pushBack(0, c);
    lists.pushBack(0, d);
    expect([lists.front(0), lists.back(0), lists.length(0)]).toEqual([a, d, 4]);
    lists.remove(0, b);
    expect([lists.popBack(0), lists.popFront(0), lists.popFront(0), lists.popFront(0)]).toEqual([
      d,
      a,
      c,
      NONE,
    ]);
    expect(lists.length(0)).toBe(0);
  });

  test('is one of many, and behaves like a plain array under any mix of operations', () => {
    const registry = new Registry();
    const arena = new Arena(registry, 4);
    const lists = new Lists(registry, arena, 2);
    const arrays: number[][] = [[], []];
    for (let step = 0; step < 20_000; step++) {
      const luck = (purpose: number, below: number) => (drawBits(step, 1, purpose) >>> 0) % below;
      if (step % 2000 === 1999) {
        lists.grow(arrays.push([]));
      }
      const list = luck(1, arrays.length);
      const array = arrays[list];
      // Crowds for a while, then the opposite, so that lists run empty as well.
      const what = luck(2, 6) + (step % 1000 < 500 ? 0 : 2);
      if (what < 4) {
        arena.makeRoom(1);
        const row = arena.take();
        lists.pushBack(list, row);
        array.push(row);
      } else {
        const at = luck(3, Math.max(1, array.length));
        let row = NONE;
        if (what === 4) {
          row = lists.popFront(list);
          expect(row).toBe(array.shift() ?? NONE);
        } else if (what === 5) {
          row = lists.popBack(list);
          expect(row).toBe(array.pop() ?? NONE);
        } else if (array.length > 0) {
          row = array.splice(at, 1)[0];
          lists.remove(list, row);
        }
        if (row !== NONE) arena.free(row);
      }
      expect(lists.length(list)).toBe(array.length);
      if (step % 100 === 0) expect(walk(lists, list)).toEqual(array);
    }
  });

  test('comes back from a snapshot, also when lists were added since', () => {
    const registry = new Registry();
    const arena = new Arena(registry, 64);
    const lists = new Lists(registry, arena, 1);
    const rows = Array.from({ length: 5 }, () => arena.take());
    for (const row of rows) lists.pushBack(0, row);
    const snapshot = registry.snapshot();
    lists.grow(50);
    lists.pushBack(40, lists.popFront(0));
    lists.remove(0, rows[3]);
    registry.restore(snapshot);
    expect(walk(lists, 0)).toEqual(rows);
    lists.grow(50);
    expect([lists.front(40), lists.length(40)]).toEqual([NONE, 0]);
  });
});
