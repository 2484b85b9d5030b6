/** Many intervals at once: why they are as wide as they are. */
import { describe, expect, it } from 'vitest';
import { mix32 } from '../../src/base/hash.ts';
import { CONFIDENCE, eachOf } from '../../src/verify/statistics/family.ts';
import { studentQuantile } from '../../src/verify/statistics/quantiles.ts';

const CLAIMS = 66;
const SEEDS = 32;
const PAGES = 1000;

describe('a family of intervals', () => {
  it('divides what may go wrong among its members', () => {
    expect(eachOf(1)).toBe(CONFIDENCE);
    expect(1 - eachOf(50)).toBeCloseTo(0.001 / 50, 12);
  });

  it('is a little wider than if its members were independent, never narrower', () => {
    const independent = CONFIDENCE ** (1 / CLAIMS);
    expect(eachOf(CLAIMS)).toBeGreaterThan(independent);
    expect(eachOf(CLAIMS) - independent).toBeLessThan(1e-8);
  });

  it('keeps false alarms to about one page in a thousand, where single intervals give one in sixteen', () => {
    const single = studentQuantile((1 + CONFIDENCE) / 2, SEEDS - 1);
    const together = studentQuantile((1 + eachOf(CLAIMS)) / 2, SEEDS - 1);
    const alarms = { single: 0, together: 0 };
    for (let page = 0; page < PAGES; page++) {
      const farthest = farthestOf(page);
      if (farthest > single) alarms.single += 1;
      if (farthest > together) alarms.together += 1;
    }
    // Of 1000 pages 1 − 0.999^66 = 6.4 % are 64 (σ 7.7), and one in a thousand is one.
    expect(alarms.single).toBeGreaterThan(35);
    expect(alarms.single).toBeLessThan(95);
    expect(alarms.together).toBeLessThanOrEqual(6);
  });
});

/** The largest |t| among the claims of a page, where all of them are true and luck is normal. */
function farthestOf(page: number): number {
  let farthest = 0;
  for (let claim = 0; claim < CLAIMS; claim++) {
    let sum = 0;
    let squares = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const value = normal((page * CLAIMS + claim) * SEEDS + seed);
      sum += value;
      squares += value * value;
    }
    const mean = sum / SEEDS;
    const error = Math.sqrt((squares / SEEDS - mean * mean) / (SEEDS - 1));
    farthest = Math.max(farthest, Math.abs(mean) / error);
  }
  return farthest;
}

/** By Box and Muller (1958), from two hashes. */
function normal(n: number): number {
  const [u, v] = [2 * n + 1, 2 * n + 2].map((k) => ((mix32(mix32(k) ^ 0x9e3779b9) >>> 0) + 0.5) / 2 ** 32);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}
