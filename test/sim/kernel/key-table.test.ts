/** A table of keys against a plain map. */
import { expect, test } from 'vitest';
import { KeyTable } from '../../../src/sim/kernel/key-table.ts';
import { drawBits } from '../../../src/sim/kernel/luck.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { NONE } from '../../../src/sim/terms/columns.ts';

const luck = (step: number, purpose: number, below: number) => (drawBits(step, 1, purpose) >>> 0) % below;

test('finds what was put there, and nothing else', () => {
  const table = new KeyTable(new Registry(), 'keys');
  table.set(1, 2, 3, 40);
  table.set(1, 2, 4, 0);
  table.set(1, 2, 3, 41);
  expect([table.get(1, 2, 3), table.get(1, 2, 4), table.get(3, 2, 1), table.size]).toEqual([41, 0, NONE, 2]);
  table.delete(1, 2, 3);
  table.delete(9, 9, 9);
  expect([table.get(1, 2, 3), table.get(1, 2, 4), table.size]).toEqual([NONE, 0, 1]);
});

test('is a map, whatever comes and goes', () => {
  const table = new KeyTable(new Registry(), 'keys');
  const map = new Map<string, number>();
  for (let step = 0; step < 40_000; step++) {
    // Few enough different keys that they come again, some of them negative; the table fills and empties in turn.
    const key: [number, number, number] = [luck(step, 1, 7) - 3, luck(step, 2, 5), luck(step, 3, 9)];
    const name = key.join();
    if (luck(step, 4, 10) < (step % 4000 < 2000 ? 7 : 3)) {
      table.set(...key, step);
      map.set(name, step);
    } else {
      table.delete(...key);
      map.delete(name);
    }
    const other: [number, number, number] = [luck(step, 5, 7) - 3, luck(step, 6, 5), luck(step, 7, 9)];
    expect(table.get(...other)).toBe(map.get(other.join()) ?? NONE);
    expect(table.size).toBe(map.size);
  }
});

test('a snapshot from before it grew, or from after, brings all of it back', () => {
  const registry = new Registry();
  const table = new KeyTable(registry, 'keys');
  const fill = (from: number, to: number) => {
    for (let i = from; i < to; i++) table.set(i, -i, 7, i);
  };
  const known = (count: number) =>
    Array.from({ length: 200 }, (_, i) => table.get(i, -i, 7) === (i < count ? i : NONE));
  fill(0, 5);
  const small = registry.snapshot();
  const hash = registry.hash();
  fill(5, 100);
  const large = registry.snapshot();
  registry.restore(small);
  expect(known(5)).not.toContain(false);
  expect(registry.hash()).toBe(hash);
  fill(5, 150);
  expect(known(150)).not.toContain(false);
  const fresh = new Registry();
  const twin = new KeyTable(fresh, 'keys');
  fresh.restore(large);
  expect([twin.size, twin.get(99, -99, 7), twin.get(100, -100, 7)]).toEqual([100, 99, NONE]);
});
