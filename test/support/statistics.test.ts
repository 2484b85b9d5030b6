import { describe, expect, it } from 'vitest';
import { mix32 } from '../../src/base/hash.ts';
import { confidenceInterval } from '../../src/verify/statistics/interval.ts';
import {
  agrees,
  batchMeans,
  chiSquare,
  chiSquareCritical,
  expectAgreement,
  kolmogorovCritical,
  kolmogorovDistance,
  wilsonInterval,
} from './statistics.ts';

describe('an interval over seeds', () => {
  it('is the mean and t standard errors', () => {
    // 1 … 5: variance 2.5, standard error 0.7071, t(0.975, 4) = 2.7764.
    const { mean, halfWidth } = confidenceInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(halfWidth).toBeCloseTo(2.7764 * Math.sqrt(0.5), 3);
  });

  it('needs two seeds', () => {
    expect(() => confidenceInterval([1])).toThrow('two values');
  });

  it('over batches sees through correlation that single values hide', () => {
    // Every value ten times over: a tenth of the series is news, so the interval is √10 too narrow.
    const news = Array.from({ length: 200 }, (_, i) => (mix32(i + 1) >>> 0) / 2 ** 32);
    const series = news.flatMap((value) => new Array<number>(10).fill(value));
    const naive = confidenceInterval(series);
    const honest = batchMeans(series, 20);
    expect(honest.mean).toBeCloseTo(naive.mean, 12);
    expect(honest.halfWidth / naive.halfWidth).toBeGreaterThan(2);
  });

  it('over batches leaves out at the start what fills no batch', () => {
    expect(batchMeans([1e9, 1, 2, 3, 4], 2)).toEqual(batchMeans([1, 2, 3, 4], 2));
    expect(() => batchMeans([1, 2], 3)).toThrow('do not fill');
  });
});

describe('agreement with theory', () => {
  const waits = [3.95, 4.05, 4.02, 3.98, 4.01, 3.99, 4.03, 3.97];

  it('holds when the theory lies in the interval', () => {
    expect(agrees(waits, 4).holds).toBe(true);
    expect(agrees(waits, 4.02).holds).toBe(true);
  });

  it('fails when it does not, and says by how much over which seeds', () => {
    // t(0.9995, 7) = 5.408 times a standard error of √(0.0078 / 7 / 8) = 0.0118.
    const { holds, sentence } = agrees(waits, 4.2, { seeds: [11, 12, 13, 14, 15, 16, 17, 18] });
    expect(holds).toBe(false);
    expect(sentence).toBe(
      'disagrees: mean 4 ± 0.0638235 (99.9 %) over seeds 11: 3.95, 12: 4.05, 13: 4.02, 14: 3.98, ' +
        '15: 4.01, 16: 3.99, 17: 4.03, 18: 3.97; theory 4.2, off by -4.76 %',
    );
    expect(() => expectAgreement(waits, 4.2)).toThrow('disagrees');
  });

  it('refuses to conclude anything from a huge interval', () => {
    expect(() => agrees([1, 4, 7], 4)).toThrow('too noisy to tell');
    expect(() => agrees([Number.NaN, 4], 4)).toThrow('too noisy to tell');
    expect(() => agrees(waits, 4, { halfWidthMax: 0.001 })).toThrow('too noisy to tell');
  });

  it('refuses a theory without a scale', () => {
    expect(() => agrees([0, 0], 0)).toThrow('no relative width');
  });

  it('forgives a bias that was announced, and no more', () => {
    expect(agrees(waits, 4.2, { slack: 0.05 }).holds).toBe(true);
    expect(agrees(waits, 4.2, { slack: 0.01 }).holds).toBe(false);
  });

  it('takes values that luck does not touch at their word', () => {
    expect(agrees([2, 2, 2], 2).holds).toBe(true);
    expect(agrees([2, 2, 2], 2.0001).holds).toBe(false);
  });
});

describe('shares', () => {
  it('have Wilson’s interval', () => {
    // Newcombe (1998): 15 of 148 gives 0.0624 to 0.1605, 0 of 20 gives 0 to 0.1611.
    expect(wilsonInterval(15, 148).low).toBeCloseTo(0.0624, 4);
    expect(wilsonInterval(15, 148).high).toBeCloseTo(0.1605, 4);
    expect(wilsonInterval(0, 20).low).toBe(0);
    expect(wilsonInterval(0, 20).high).toBeCloseTo(0.1611, 4);
  });
});

describe('distributions', () => {
  it('are as far from a sample as their largest gap', () => {
    expect(kolmogorovDistance([0.9, 0.1, 0.5], (x) => x)).toBeCloseTo(7 / 30, 12);
    expect(kolmogorovDistance([0.99, 0.98, 0.97], (x) => x)).toBeCloseTo(0.97, 12);
  });

  it('tell a sample of their own from a stranger’s', () => {
    const even = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    expect(kolmogorovDistance(even, (x) => x)).toBeLessThan(kolmogorovCritical(1000));
    expect(kolmogorovDistance(even, (x) => x * x)).toBeGreaterThan(kolmogorovCritical(1000));
  });

  it('have Kolmogorov’s critical distance', () => {
    // Printed tables: 0.0430 for a thousand at 5 %, 0.2941 for twenty.
    expect(kolmogorovCritical(1000, 0.05)).toBeCloseTo(0.043, 3);
    expect(kolmogorovCritical(20, 0.05)).toBeCloseTo(0.294, 2);
  });

  it('compare counts by chi-square', () => {
    expect(chiSquare([12, 8], [10, 10])).toBeCloseTo(0.8, 12);
    expect(chiSquareCritical(1, 0.05)).toBeCloseTo(3.841, 3);
    expect(chiSquareCritical(9)).toBeCloseTo(27.877, 3);
  });
});
