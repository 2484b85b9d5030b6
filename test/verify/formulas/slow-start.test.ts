/** Slow start, where the integral can be done otherwise. */
import { expect, it } from 'vitest';
import { integrate } from '../../../src/verify/formulas/integrate.ts';
import { slowStartShareMean } from '../../../src/verify/formulas/slow-start.ts';

it('a replica that warms gets the area under its share', () => {
  const shareAt = (x: number) => Math.max(0.1, x) / (1 + Math.max(0.1, x));
  expect(slowStartShareMean(0.1)).toBeCloseTo(
    integrate(shareAt, 0, 0.1, 100) + integrate(shareAt, 0.1, 1, 200),
    9,
  );
});

it('a replica that counts whole from the start gets one half, from nothing 1 − ln 2', () => {
  expect(slowStartShareMean(1)).toBeCloseTo(0.5, 12);
  expect(slowStartShareMean(0)).toBeCloseTo(1 - Math.log(2), 12);
});
