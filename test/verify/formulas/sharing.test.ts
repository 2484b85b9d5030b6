/** Hedging and coalescing: the formulas at their limits, and where they can be done by hand. */
import { describe, expect, it } from 'vitest';
import { callsSent, callsSentOver, coalescedMean } from '../../../src/verify/formulas/coalescing.ts';
import { erlangB } from '../../../src/verify/formulas/erlang-b.ts';
import {
  hedgedExponentialMean,
  hedgedExponentialPercentile,
  hedgedExponentialTries,
  hedgedTail,
  hedgedTwoPointMean,
} from '../../../src/verify/formulas/hedging.ts';
import { integrate } from '../../../src/verify/formulas/integrate.ts';

describe('hedging', () => {
  it('at once is the minimum of all, and after for ever is nothing', () => {
    expect(hedgedExponentialMean(12, { delay: 0, tries: 3 })).toBeCloseTo(4, 12);
    expect(hedgedExponentialMean(12, { delay: 1e6, tries: 3 })).toBeCloseTo(12, 9);
    expect(hedgedExponentialTries(12, { delay: 0, tries: 3 })).toBe(3);
    expect(hedgedExponentialTries(12, { delay: 1e6, tries: 3 })).toBeCloseTo(1, 12);
  });

  it('has the mean that is the area under its tail', () => {
    for (const hedge of [
      { delay: 5, tries: 2 },
      { delay: 3, tries: 4 },
    ]) {
      const tail = (t: number) => hedgedTail((x) => Math.exp(-x / 10), hedge, t);
      let area = 0;
      for (let k = 0; k < 60; k++)
        area += integrate(tail, k * hedge.delay, (k + 1) * hedge.delay - 1e-9, 200);
      expect(hedgedExponentialMean(10, hedge)).toBeCloseTo(area, 4);
    }
  });

  it('halves the time beyond the delay for two exponential tries', () => {
    // P(R > t) = e^(−t/m) up to d, then e^(−(2t − d)/m): the 99th percentile is (d + m ln 100) / 2.
    expect(hedgedExponentialPercentile(10, { delay: 20, tries: 2 }, 0.99)).toBeCloseTo(
      (20 + 10 * Math.log(100)) / 2,
      9,
    );
  });

  it('by hand for a rare slow one', () => {
    // 0.9 · 10 + 0.1 · (0.9 · 30 + 0.1 · 100)
    expect(hedgedTwoPointMean({ usual: 10, rare: 100, probability: 0.1 }, 20)).toBeCloseTo(12.7, 12);
    expect(hedgedTwoPointMean({ usual: 10, rare: 25, probability: 0.1 }, 20)).toBeCloseTo(11.5, 12);
  });
});

describe('coalescing', () => {
  it('sends what a single server without a queue lets in', () => {
    expect(callsSent(50, 0.02)).toBeCloseTo(50 * (1 - erlangB(1, 1)), 12);
    expect(callsSent(0.001, 0.02)).toBeCloseTo(0.001, 6);
    expect(callsSentOver([50, 50], 0.02)).toBeCloseTo(50, 12);
  });

  it('never sends more than one call at a time, however many come', () => {
    expect(callsSent(1e9, 0.02)).toBeCloseTo(50, 5);
  });

  it('lets those who follow wait for half of a constant time, and for as long as the others of an exponential one', () => {
    expect(coalescedMean(1e9, 10, 100)).toBeCloseTo(5, 5);
    expect(coalescedMean(3, 10, 200)).toBeCloseTo(10, 12);
  });
});
