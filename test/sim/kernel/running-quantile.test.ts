/** A quantile of what was seen lately: near the true one, and soon near another one. */
import { expect, test } from 'vitest';
import { drawUniform } from '../../../src/sim/kernel/luck.ts';
import {
  learnLength,
  lengthsKnown,
  RUNNING_SIZE,
  runningQuantile,
} from '../../../src/sim/kernel/running-quantile.ts';

const MS = 1e6;

/** Estimates after `count` exponential lengths of a mean, ns, are learned by numbers that may know others. */
function learned(numbers: Float64Array, mean: number, count: number, at = 0): Float64Array {
  for (let i = 0; i < count; i++) learnLength(numbers, at, -mean * Math.log(drawUniform(i, mean, 1)));
  return numbers;
}

test('is within an eighth of the true one, from the middle to the far tail, for any scale', () => {
  for (const mean of [50e3, 3 * MS, 10e3 * MS]) {
    const numbers = learned(new Float64Array(RUNNING_SIZE), mean, 2000);
    for (const share of [0.5, 0.9, 0.95]) {
      const truth = -mean * Math.log(1 - share);
      expect(Math.abs(runningQuantile(numbers, 0, share) / truth - 1), `${share} of ${mean}`).toBeLessThan(
        0.125,
      );
    }
  }
});

test('of one length over and over lies in the bucket of that length', () => {
  for (const length of [0, 400, 7e3, 8e3, 10 * MS, 3600e9, 1e15]) {
    const numbers = new Float64Array(RUNNING_SIZE);
    for (let i = 0; i < 100; i++) learnLength(numbers, 0, length);
    const known = Math.min(length, 4294967295e3);
    const width = Math.max(1000, known / 8);
    expect(runningQuantile(numbers, 0, 0.5)).toBeGreaterThanOrEqual(known - width);
    expect(runningQuantile(numbers, 0, 0.999)).toBeLessThanOrEqual(known + width);
  }
});

test('is read between the ends of a bucket in proportion: of even lengths, as many are longer as should be', () => {
  const numbers = new Float64Array(RUNNING_SIZE);
  for (let i = 1; i <= 1000; i++) learnLength(numbers, 0, i * MS);
  for (const share of [0.5, 0.75, 0.9, 0.95]) {
    const above = 1000 - runningQuantile(numbers, 0, share) / MS;
    expect(above).toBeGreaterThan(1000 * (1 - share) - 2);
    expect(above).toBeLessThan(1000 * (1 - share) + 2);
  }
});

test('forgets: some thousand lengths after a change it says what is so now', () => {
  const numbers = learned(new Float64Array(RUNNING_SIZE), 10 * MS, 20_000);
  learned(numbers, 100 * MS, 6000);
  const truth = -100 * MS * Math.log(0.05);
  expect(Math.abs(runningQuantile(numbers, 0, 0.95) / truth - 1)).toBeLessThan(0.15);
  expect(lengthsKnown(numbers, 0)).toBeLessThan(2048);
});

test('several may lie side by side in the same numbers', () => {
  const numbers = new Float64Array(3 * RUNNING_SIZE);
  learned(numbers, MS, 500, RUNNING_SIZE);
  expect(
    [...numbers.slice(0, RUNNING_SIZE), ...numbers.slice(2 * RUNNING_SIZE)].every((each) => each === 0),
  ).toBe(true);
  expect(lengthsKnown(numbers, RUNNING_SIZE)).toBe(500);
});
