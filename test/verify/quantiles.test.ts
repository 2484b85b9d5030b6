import { describe, expect, it } from 'vitest';
import {
  chiSquareBelow,
  chiSquareQuantile,
  logGamma,
  normalBelow,
  normalQuantile,
  studentBelow,
  studentQuantile,
} from '../../src/verify/statistics/quantiles.ts';

describe('quantiles', () => {
  it('of the normal agree with the printed tables', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8);
    expect(normalQuantile(0.99)).toBeCloseTo(2.326347874, 8);
    expect(normalQuantile(0.0005)).toBeCloseTo(-3.290526731, 8);
    expect(normalBelow(0)).toBe(0.5);
  });

  it('of Student’s t agree with the printed tables', () => {
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706, 3);
    expect(studentQuantile(0.975, 4)).toBeCloseTo(2.776, 3);
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228, 3);
    expect(studentQuantile(0.9995, 9)).toBeCloseTo(4.781, 3);
    expect(studentQuantile(0.9995, 19)).toBeCloseTo(3.883, 3);
    expect(studentQuantile(0.025, 4)).toBeCloseTo(-2.776, 3);
  });

  it('of Student’s t are Cauchy’s with one degree and normal with many', () => {
    expect(studentBelow(1, 1)).toBeCloseTo(0.75, 12);
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 4);
  });

  it('of chi-square agree with the printed tables', () => {
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841, 3);
    expect(chiSquareQuantile(0.95, 10)).toBeCloseTo(18.307, 3);
    expect(chiSquareQuantile(0.999, 99)).toBeCloseTo(148.23, 2);
    expect(chiSquareQuantile(0.01, 20)).toBeCloseTo(8.26, 2);
  });

  it('of chi-square with two degrees are exponential', () => {
    expect(chiSquareBelow(3, 2)).toBeCloseTo(1 - Math.exp(-1.5), 12);
    expect(chiSquareQuantile(0.5, 2)).toBeCloseTo(2 * Math.LN2, 10);
  });

  it('rest on a gamma function that knows factorials and the root of pi', () => {
    expect(Math.exp(logGamma(6))).toBeCloseTo(120, 9);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(0.25)).toBeCloseTo(Math.log(3.625609908221908), 12);
  });

  it('refuse a share of nought or one', () => {
    expect(() => normalQuantile(1)).toThrow('between 0 and 1');
  });
});
