/** Hit shares of caches: the formulas at their limits, and where they can be done by hand. */
import { expect, test } from 'vitest';
import {
  lruHitShare,
  lruHitShareByChe,
  ttlHitShare,
  zipfShares,
} from '../../../src/verify/formulas/caching.ts';

test('a key that is asked for nine times in its time to live misses once in ten', () => {
  expect(ttlHitShare([0.9], 10)).toBeCloseTo(0.9, 12);
  expect(ttlHitShare([0.9, 0.9, 0.9], 10)).toBeCloseTo(0.9, 12);
  expect(ttlHitShare([5, 1], 0)).toBe(0);
});

test('of keys by Zipf the second is asked for half as often as the first', () => {
  const [first, second, third] = zipfShares(3, 1);
  expect(first / second).toBeCloseTo(2, 12);
  expect(first / third).toBeCloseTo(3, 12);
  expect(first).toBeCloseTo(6 / 11, 12);
  expect(zipfShares(4, 0)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('of keys that are all alike a cache answers those that it holds', () => {
  expect(lruHitShare(zipfShares(6, 0), 2)).toBeCloseTo(2 / 6, 12);
  expect(lruHitShareByChe(zipfShares(600, 0), 200)).toBeCloseTo(2 / 6, 9);
});

test('one place holds whatever was asked for last', () => {
  const shares = [0.5, 0.3, 0.2];
  expect(lruHitShare(shares, 1)).toBeCloseTo(0.25 + 0.09 + 0.04, 12);
  expect(lruHitShare(shares, 3)).toBeCloseTo(1, 12);
});

test('the approximation is near what is exact, for a handful of keys already', () => {
  const shares = zipfShares(8, 0.8);
  const exact = lruHitShare(shares, 4);
  expect(Math.abs(lruHitShareByChe(shares, 4) - exact)).toBeLessThan(0.01);
});
