/** The keys used last, against a plain map that keeps its keys in the order of their use. */
import { expect, test } from 'vitest';
import { drawBits } from '../../../src/sim/kernel/luck.ts';
import { newRecentKeys, readKey, writeKey } from '../../../src/sim/kernel/recent-keys.ts';

const luck = (step: number, purpose: number, below: number) => (drawBits(step, 1, purpose) >>> 0) % below;

/** The same with a map: what is used is taken out and put behind the others. */
class Oracle {
  private readonly map = new Map<number, number>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  read(key: number): number {
    const value = this.map.get(key);
    if (value === undefined) return Number.NaN;
    this.map.delete(key);
    this.map.set(key, value);
    return value;
  }

  write(key: number, value: number): void {
    this.map.delete(key);
    const [oldest] = this.map.keys();
    if (this.map.size === this.most) this.map.delete(oldest);
    this.map.set(key, value);
  }
}

test('the key that was longest neither written nor read is forgotten first', () => {
  const numbers = Float64Array.from(newRecentKeys(2));
  writeKey(numbers, 0, 5, 50);
  writeKey(numbers, 0, 6, 60);
  expect(readKey(numbers, 0, 5)).toBe(50);
  writeKey(numbers, 0, 7, 70);
  expect([5, 6, 7].map((key) => readKey(numbers, 0, key))).toEqual([50, Number.NaN, 70]);
});

test.each([1, 2, 3, 8, 100])('a memory of %i keys remembers what a map would, whatever comes', (most) => {
  const padding = 3;
  const numbers = new Float64Array(padding + newRecentKeys(most).length + padding).fill(-1);
  numbers.set(newRecentKeys(most), padding);
  const oracle = new Oracle(most);
  let forgotten = 0;
  for (let step = 0; step < 20_000; step++) {
    const key = luck(step, 1, most * 3) * 7919;
    if (luck(step, 2, 2) === 0) {
      writeKey(numbers, padding, key, step);
      oracle.write(key, step);
    }
    const asked = luck(step, 3, most * 3) * 7919;
    const found = readKey(numbers, padding, asked);
    expect(found).toBe(oracle.read(asked));
    if (Number.isNaN(found)) forgotten += 1;
  }
  expect(forgotten).toBeGreaterThan(1000);
  // It has written nowhere else.
  expect([...numbers.slice(0, padding), ...numbers.slice(-padding)]).toEqual(new Array(2 * padding).fill(-1));
});
