/** What many seeds say about a share, a median and about two groups: beside published values, and beside luck. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { medianInterval, medianOf, medianRank } from '../../src/experiment/median.ts';
import { shareOf } from '../../src/experiment/share.ts';
import { spreadOf } from '../../src/experiment/spread.ts';
import { twoGroups } from '../../src/experiment/two-groups.ts';
import type { MetricUnit } from '../../src/sim/index.ts';

describe('the interval of a share', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is the published one', (part, whole, low, high) => {
    const share = shareOf(part, whole);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  });

  it('never leaves 0 to 1, and contains the share', () => {
    for (let whole = 1; whole <= 60; whole++) {
      for (let part = 0; part <= whole; part++) {
        const { low, high, value } = shareOf(part, whole);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
  });
});

describe('the interval of a median', () => {
  // Conover, Practical Nonparametric Statistics (1999), by table A3: ranks of the ends at 95 % or more
  it.each([
    [5, 0],
    [6, 1],
    [8, 1],
    [9, 2],
    [10, 2],
    [20, 6],
    [25, 8],
    [50, 18],
    [100, 40],
  ])('of %i values begins at the published rank', (n, rank) => expect(medianRank(n)).toBe(rank));

  it('is found for more values than 2^-n can be written', () => {
    // the normal approximation: (n − 1.96 √n) / 2
    expect(medianRank(100_000)).toBeCloseTo((100_000 - 1.96 * Math.sqrt(100_000)) / 2, -1);
  });

  it('covers the median of the distribution in 95 of 100 samples at least, whatever its form', () => {
    const random = seedrandom('coverage');
    for (const [draw, median] of [
      [() => random(), 0.5],
      [() => -Math.log(random()), Math.LN2],
      [() => random() ** -2, 4],
    ] as const) {
      let covered = 0;
      for (let i = 0; i < 2000; i++) {
        const sorted = Array.from({ length: 15 }, draw).sort((a, b) => a - b);
        const { low, high } = medianInterval(sorted)!;
        if (low <= median && median <= high) covered += 1;
      }
      // 96.5 % by the binomial distribution; four standard errors are 1.6 %
      expect(covered / 2000).toBeGreaterThan(0.949);
      expect(covered / 2000).toBeLessThan(0.981);
    }
  });

  it('is of the middle two where there is no middle one', () => {
    expect(medianOf([1, 2, 10])).toBe(2);
    expect(medianOf([1, 2, 4, 10])).toBe(3);
    expect(medianOf([])).toBeNaN();
  });
});

describe('two groups', () => {
  const split = (values: readonly number[], unit: MetricUnit = 'ratio') =>
    twoGroups(
      values.toSorted((a, b) => a - b),
      unit,
    )?.lower;

  const random = seedrandom('two groups');
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const shapes: Record<string, () => number> = {
    uniform: random,
    normal,
    exponential: () => -Math.log(random()),
    lognormal: () => Math.exp(1.5 * normal()),
    'with the tail of a Pareto distribution': () => 1 / random(),
    'of counts': () => Math.floor(-Math.log(random()) / 0.7),
    'of shares of twenty requests': () => 1 - Math.floor(-Math.log(random())) / 20,
    // the hardest single peak: a spike with a flat tail beside it
    'with a spike and a flat tail': () => (random() < 0.85 ? 1 : random()),
  };

  it.each(Object.entries(shapes))('are hardly ever seen in one group %s', (name, draw) => {
    const unit = name === 'of counts' ? 'count' : name.startsWith('of shares') ? 'share' : 'ratio';
    for (const size of [10, 20, 50, 200]) {
      let alarms = 0;
      for (let i = 0; i < 1000; i++) {
        if (split(Array.from({ length: size }, draw), unit) !== undefined) alarms += 1;
      }
      expect(alarms, `of 1000 samples of ${size}`).toBeLessThanOrEqual(10);
    }
  });

  it('are seen where some seeds heal and some do not', () => {
    const seeds = (dead: number, alive: number) => [
      ...Array.from({ length: dead }, () => 0.03 * random()),
      ...Array.from({ length: alive }, () => 1 - 0.02 * random()),
    ];
    expect(split(seeds(7, 13), 'share')).toBe(7);
    expect(split(seeds(4, 16), 'share')).toBe(4);
    expect(split(seeds(190, 10), 'share')).toBe(190);
    expect(split([...new Array(12).fill(0), ...new Array(8).fill(1)], 'share')).toBe(12);
  });

  it('are not seen where one of them is wider than the gap', () => {
    const near = Array.from({ length: 30 }, (_, i) => 0.1 + i * 0.001);
    const wide = Array.from({ length: 30 }, (_, i) => 0.5 + i * 0.0151);
    expect(split([...near, ...wide], 'share')).toBeUndefined();
    expect(
      split(
        [...near, ...wide].map((value) => 1 - value),
        'share',
      ),
    ).toBeUndefined();
    expect(split([...near, ...wide.map((value) => 0.5 + (value - 0.5) / 2)], 'share')).toBe(30);
  });

  it('are not made of a straggler or two, nor of a difference that does not matter', () => {
    const alike = Array.from({ length: 30 }, () => 0.99 + 0.01 * random());
    expect(split([...alike, 0.01, 0.02], 'share')).toBeUndefined();
    expect(split([...new Array(15).fill(0.999), ...new Array(15).fill(0.95)], 'share')).toBeUndefined();
    expect(split([...new Array(15).fill(0), ...new Array(15).fill(2)], 'count')).toBeUndefined();
    expect(split([...new Array(15).fill(100e6), ...new Array(15).fill(104e6)], 'duration')).toBeUndefined();
  });
});

describe('a spread', () => {
  it('tells middle, extremes and groups, and for each group its first seed', () => {
    const spread = spreadOf([0.9, 0.02, 0.92, 0.01, Number.NaN, 0.03, 0.91, 0.93, 0.02, 0.9], 'share');
    expect(spread).toMatchObject({ measured: 9, median: 0.9, least: 0.01, most: 0.93 });
    expect(spread.interval).toEqual({ low: 0.02, high: 0.92 });
    const [dead, alive] = spread.groups!;
    expect([dead.first, dead.share.part, dead.median]).toEqual([1, 4, 0.02]);
    expect([alive.first, alive.share.part, alive.median]).toEqual([0, 5, 0.91]);
  });

  it('of nothing measured says so', () => {
    expect(spreadOf([Number.NaN, Number.NaN], 'duration')).toMatchObject({
      measured: 0,
      median: Number.NaN,
      interval: undefined,
      groups: undefined,
    });
  });
});
