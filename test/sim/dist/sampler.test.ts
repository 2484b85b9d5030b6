import { describe, expect, it } from 'vitest';
import {
  compileSampler,
  distributionField,
  distributions,
  readTable,
  sampleTable,
  TABLE_LENGTH,
  toQuantile,
} from '../../../src/sim/dist/index.ts';
import { drawUniform } from '../../../src/sim/kernel/luck.ts';

const quantileOf = (raw: unknown) => toQuantile(distributionField.parse(raw));
const SMALLEST = 2 ** -33;

/** The exact mean of what a table draws: the middle of 2²⁰ equal slices, each straight. */
function meanOfTable(table: Float64Array): number {
  const SLICES = 2 ** 20;
  let sum = 0;
  for (let i = 0; i < SLICES; i++) sum += readTable(table, (i + 0.5) / SLICES);
  return sum / SLICES;
}

describe('a quantile table', () => {
  const LIGHT = [
    { exponential: '3ms' },
    { gamma: { mean: '10ms', cv: 0.5 } },
    { gamma: { mean: '10ms', cv: 2 } },
    { normal: { mean: '10ms', deviation: '2ms' } },
    { uniform: { from: '1ms', to: '5ms' } },
    { weibull: { mean: '10ms', shape: 2 } },
    { median: '8ms', p99: '40ms' },
    { hyperexponential: { mean: '10ms', cv: 2 } },
    { empirical: { p50: '10ms', p90: '40ms', p99: '200ms', max: '1s' } },
  ];

  it.each(LIGHT.map((raw) => [JSON.stringify(raw), raw]))(
    'has the mean of %s to a hundred-thousandth',
    (_title, raw) => {
      const quantile = quantileOf(raw);
      expect(Math.abs(meanOfTable(compileSampler(quantile)) / quantile.mean - 1)).toBeLessThan(1e-5);
    },
  );

  it.each(LIGHT.map((raw) => [JSON.stringify(raw), raw]))(
    'follows %s as far into either tail as a draw can reach',
    (_title, raw) => {
      const quantile = quantileOf(raw);
      const table = compileSampler(quantile);
      for (let distance = SMALLEST; distance < 0.5; distance *= 1.37) {
        for (const u of [distance, 1 - distance]) {
          // to 0.1 % of the value or a hundred-thousandth of the mean, whichever is more
          const slack = Math.max(1e-3 * quantile.at(u), 1e-5 * quantile.mean);
          expect(Math.abs(readTable(table, u) - quantile.at(u)), `at ${u}`).toBeLessThan(slack);
        }
      }
    },
  );

  it.each(distributions.map(({ name, example }) => [name, example]))('of %s never falls', (_title, raw) => {
    const table = compileSampler(quantileOf(raw));
    let last = 0;
    for (let i = 1; i < 50_000; i++) {
      const x = readTable(table, i / 50_000);
      expect(x).toBeGreaterThanOrEqual(last);
      last = x;
    }
    for (let distance = 1 / 50_000; distance >= SMALLEST; distance *= 0.9) {
      const x = readTable(table, 1 - distance);
      expect(x).toBeGreaterThanOrEqual(last);
      last = x;
    }
  });

  it('has no seam where the body meets a tail', () => {
    const quantile = quantileOf({ exponential: '3ms' });
    const table = compileSampler(quantile);
    for (const u of [1 / 64, 1 - 1 / 64]) {
      for (const near of [u * (1 - 1e-12), u, u * (1 + 1e-12)]) {
        expect(readTable(table, near) / quantile.at(near)).toBeCloseTo(1, 9);
      }
    }
  });

  it('answers whole nanoseconds, and gaps as they are', () => {
    const table = compileSampler(quantileOf({ exponential: '7ns' }));
    for (let i = 1; i < 1000; i++) expect(Number.isInteger(sampleTable(table, i / 1000))).toBe(true);
    expect(readTable(table, 0.5)).toBeCloseTo(7 * Math.LN2, 4);
  });

  it('of a constant is that constant everywhere', () => {
    const table = compileSampler(quantileOf('250ms'));
    expect(table).toHaveLength(TABLE_LENGTH);
    expect(table.every((x) => x === 250e6)).toBe(true);
  });

  it('stays within the lengths a run can count, however wild the tail', () => {
    const table = compileSampler(quantileOf({ lognormal: { mean: '100d', cv: 20 } }));
    expect(readTable(table, 1 - SMALLEST)).toBe(104 * 86_400e9);
  });

  it('drawn from with keyed luck gives the shares it should', () => {
    const quantile = quantileOf({ median: '8ms', p99: '40ms' });
    const table = compileSampler(quantile);
    const DRAWS = 200_000;
    let aboveP99 = 0;
    let aboveMedian = 0;
    for (let who = 0; who < DRAWS; who++) {
      const x = sampleTable(table, drawUniform(who, 12345, 7));
      if (x > 40e6) aboveP99++;
      if (x > 8e6) aboveMedian++;
    }
    // five standard errors of a share
    expect(Math.abs(aboveP99 / DRAWS - 0.01)).toBeLessThan(5 * Math.sqrt((0.01 * 0.99) / DRAWS));
    expect(Math.abs(aboveMedian / DRAWS - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / DRAWS));
  });
});
