import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistogramSet, Reading } from '../../src/base/histogram.ts';

/** Half a bucket: one part in 512. */
const ERROR_BOUND = 1 / 512;

/** Hyndman and Fan's type 7, from all the values. */
function exactQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}

function readingOf(values: readonly number[]): Reading {
  const set = new HistogramSet(1);
  for (const value of values) set.record(0, value);
  return new Reading().add(set, 0);
}

/** Lengths of every scale alike: 1 ns to 40 days. */
const length = fc
  .tuple(fc.integer({ min: 0, max: 51 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([octave, mantissa]) => Math.floor(2 ** octave * mantissa));
const lengths = fc.array(fc.oneof(length, fc.constant(0)), { minLength: 1, maxLength: 300 });
const shareOfAll = fc.double({ min: 0, max: 1, noNaN: true });

const summary = (reading: Reading) => [
  reading.count,
  reading.sum,
  reading.max,
  ...[0, 0.01, 0.5, 0.9, 0.99, 0.999, 1].map((q) => reading.quantile(q)),
];

describe('a histogram', () => {
  test('gives every quantile back within one part in 512', () => {
    fc.assert(
      fc.property(lengths, shareOfAll, (values, q) => {
        const exact = exactQuantile(values, q);
        expect(Math.abs(readingOf(values).quantile(q) - exact)).toBeLessThanOrEqual(
          exact * ERROR_BOUND + 1e-9,
        );
      }),
    );
  });

  test('is exact below 512 ns', () => {
    for (let value = 1; value < 512; value++)
      expect(readingOf([value, value, 600]).quantile(0.25)).toBe(value);
  });

  test('counts, sums and knows its longest without error', () => {
    const values = [3, 1_234_567, 987_654_321, 5e9, 0, 77];
    const reading = readingOf(values);
    expect([reading.count, reading.sum, reading.max]).toEqual([6, 5_988_888_968, 5e9]);
    expect(reading.mean).toBe(5_988_888_968 / 6);
  });

  test('has a place of their own for lengths of zero and below', () => {
    const reading = readingOf([0, 0, -3, 1000]);
    expect([reading.count, reading.sum, reading.quantile(0.5), reading.max]).toEqual([4, 1000, 0, 1000]);
    expect(readingOf([0, 0]).quantile(1)).toBe(0);
  });

  test('has nothing to say of nothing', () => {
    const reading = new Reading();
    expect([reading.mean, reading.max, reading.quantile(0.5)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test('counts anything beyond 52 days as 52 days', () => {
    const reading = readingOf([2 ** 53, Number.POSITIVE_INFINITY]);
    expect([reading.count, reading.max, reading.sum]).toEqual([2, 2 ** 52, 2 ** 53]);
  });

  test('reads the same however the readings are added up', () => {
    fc.assert(
      fc.property(lengths, lengths, lengths, (a, b, c) => {
        const [left, middle, right] = [readingOf(a), readingOf(b), readingOf(c)];
        const forwards = new Reading().merge(left).merge(middle).merge(right);
        const backwards = new Reading().merge(right).merge(new Reading().merge(middle).merge(left));
        expect(summary(forwards)).toEqual(summary(backwards));
        expect(summary(forwards)).toEqual(summary(readingOf([...a, ...b, ...c])));
      }),
    );
  });

  test('tells what came between two copies', () => {
    fc.assert(
      fc.property(lengths, lengths, (early, late) => {
        const set = new HistogramSet(2);
        for (const value of early) set.record(1, value);
        const before = set.copy();
        for (const value of late) set.record(1, value);
        const between = new Reading().add(set, 1, before);
        expect(between.count).toBe(late.length);
        expect(between.sum).toBe(readingOf(late).sum);
        for (const q of [0, 0.3, 0.5, 0.99, 1]) {
          const exact = exactQuantile(late, q);
          // The longest may be older than the first copy; then its bucket's end stands for it.
          expect(Math.abs(between.quantile(q) - exact)).toBeLessThanOrEqual(exact * 2 * ERROR_BOUND + 1e-9);
        }
      }),
    );
  });

  test('does not mix up the histograms of a set', () => {
    const set = new HistogramSet(3);
    set.record(0, 1000);
    set.record(2, 1000);
    set.record(2, 2000);
    expect([0, 1, 2].map((h) => new Reading().add(set, h).count)).toEqual([1, 0, 2]);
  });

  test('goes back to what it was when its arrays are put back, and forgets the future', () => {
    const set = new HistogramSet(1);
    set.record(0, 5e6);
    const saved = set.columns('h').map((column) => column.array().slice(0, column.used()));
    for (let i = 0; i < 60; i++) set.record(0, 2 ** (i % 50) + 1);
    set.columns('h').forEach((column, i) => {
      column.fit(saved[i].length);
      (column.array() as Float64Array).set(saved[i]);
    });
    set.record(0, 7e6);
    set.record(0, 3);
    expect(summary(new Reading().add(set, 0))).toEqual(summary(readingOf([5e6, 7e6, 3])));
  });

  test('keeps a sum exact where a double would have begun to round', () => {
    const values = Array.from({ length: 40 }, (_, i) => 2 ** 51 + i);
    const exact = values.reduce((total, value) => total + BigInt(value), 0n);
    expect(readingOf(values).sum).toBe(Number(exact));
  });
});
