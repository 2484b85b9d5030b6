import { describe, expect, it } from 'vitest';
import { distributionField, distributions, toQuantile } from '../../../src/sim/dist/index.ts';
import { meanOf, varianceOf } from './integrate.ts';

const MS = 1e6;
const quantileOf = (raw: unknown) => toQuantile(distributionField.parse(raw));

/** Every member's example, and the corners of the ones with corners. */
const MANY: [string, unknown][] = [
  ...distributions.map(({ name, example }): [string, unknown] => [`the example of ${name}`, example]),
  ...(
    [
      '5ms',
      { lognormal: { mean: '10ms', cv: 2 } },
      { lognormal: { mean: '10ms', cv: 0.01 } },
      { median: '1ms', p99: '100ms' },
      { gamma: { mean: '10ms', cv: 0.01 } },
      { gamma: { mean: '10ms', cv: 1 } },
      { gamma: { mean: '10ms', cv: 3 } },
      { normal: { mean: '1ms', deviation: '1ms' } },
      { pareto: { from: '1ms', to: '100ms', shape: 1 } },
      { pareto: { from: '1ms', to: '100ms', shape: 2 } },
      { pareto: { from: '1ms', to: '10s', shape: 0.5 } },
      { weibull: { scale: '10ms', shape: 5 } },
      { weibull: { mean: '10ms', shape: 0.4 } },
      { hyperexponential: { mean: '10ms', cv: 1 } },
      { hyperexponential: { mean: '10ms', cv: 10 } },
      {
        mixture: [
          { share: '50%', of: '1ms' },
          { share: '50%', of: '2ms' },
        ],
      },
      {
        mixture: [
          { share: '25%', of: { median: '2ms', p99: '9ms' } },
          {
            share: '75%',
            of: {
              mixture: [
                { share: '50%', of: '1ms' },
                { share: '50%', of: { uniform: { from: '0s', to: '1ms' } } },
              ],
            },
          },
        ],
      },
      { empirical: ['1ms', '5ms', '5ms', '30ms'] },
      { empirical: { min: '2ms', p50: '10ms', p90: '10ms', max: '1s' } },
    ] as unknown[]
  ).map((raw): [string, unknown] => [JSON.stringify(raw), raw]),
];

describe.each(MANY)('%s', (_title, raw) => {
  const quantile = quantileOf(raw);

  it('has the mean it states', () => {
    expect(Math.abs(meanOf(quantile) / quantile.mean - 1)).toBeLessThan(3e-4);
  });

  it('has the variance it states', () => {
    // relative to the second moment, so that a constant is held to it too
    const scale = quantile.variance + quantile.mean * quantile.mean;
    expect(Math.abs(varianceOf(quantile) - quantile.variance) / scale).toBeLessThan(2e-3);
  });

  it('never falls, never goes below zero and is always a number', () => {
    let last = 0;
    for (let i = 1; i < 4000; i++) {
      const x = quantile.at(i / 4000);
      // a mixture is searched for, to a trillionth
      expect(x).toBeGreaterThanOrEqual(last * (1 - 4e-12));
      last = x;
    }
    expect(quantile.at(2 ** -33)).toBeLessThanOrEqual(quantile.at(1 / 4000));
    expect(quantile.at(1 - 2 ** -33)).toBeGreaterThanOrEqual(last);
    expect(Number.isFinite(quantile.at(1 - 2 ** -53))).toBe(true);
  });

  it('has a share below that its quantile inverts', () => {
    for (const u of [1e-6, 0.001, 0.0123, 0.1, 0.37, 0.5, 0.77, 0.9, 0.99, 0.9999]) {
      const x = quantile.at(u);
      // at a step the share below jumps over u: just before it is at most u, at it at least u
      expect(quantile.below(x * (1 - 1e-9))).toBeLessThanOrEqual(u + 1e-6);
      expect(quantile.below(x * (1 + 1e-9))).toBeGreaterThanOrEqual(u - 1e-9);
    }
  });
});

describe('a lognormal', () => {
  it('has the median and the p99 it was stated by', () => {
    const latency = quantileOf({ median: '8ms', p99: '40ms' });
    expect(latency.at(0.5) / (8 * MS)).toBeCloseTo(1, 12);
    expect(latency.at(0.99) / (40 * MS)).toBeCloseTo(1, 12);
  });

  it('has the mean and the coefficient of variation it was stated by', () => {
    const { mean, variance } = quantileOf({ lognormal: { mean: '10ms', cv: 1.5 } });
    expect(mean).toBe(10 * MS);
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1.5, 12);
  });

  it('is meant when only median and p99 are written', () => {
    expect(distributionField.parse({ median: '8ms', p99: '40ms' })).toEqual({
      lognormal: { median: 8 * MS, p99: 40 * MS },
    });
  });
});

describe('members agree where they are the same distribution', () => {
  const shares = [0.001, 0.1, 0.5, 0.9, 0.999];
  const exponential = quantileOf({ exponential: '10ms' });

  it.each([
    ['a gamma with cv 1', { gamma: { mean: '10ms', cv: 1 } }],
    ['a weibull with shape 1', { weibull: { mean: '10ms', shape: 1 } }],
    ['a hyperexponential with cv 1', { hyperexponential: { mean: '10ms', cv: 1 } }],
  ])('%s is an exponential', (_title, raw) => {
    const same = quantileOf(raw);
    for (const u of shares) expect(same.at(u) / exponential.at(u)).toBeCloseTo(1, 9);
  });

  it('a gamma with cv ½ is the sum of four exponential steps (Erlang)', () => {
    // share below x of Erlang(4, rate r): 1 − e^(−rx) Σ (rx)ⁿ/n!, n = 0…3
    const gamma = quantileOf({ gamma: { mean: '4ms', cv: 0.5 } });
    for (const u of shares) {
      const y = gamma.at(u) / MS;
      expect(1 - Math.exp(-y) * (1 + y + y ** 2 / 2 + y ** 3 / 6)).toBeCloseTo(u, 10);
    }
  });

  it('a bell far above zero has the quantiles of the tables', () => {
    const bell = quantileOf({ normal: { mean: '1s', deviation: '1ms' } });
    const z = (u: number) => (bell.at(u) - 1000 * MS) / MS;
    expect(z(0.5)).toBeCloseTo(0, 7);
    expect(z(0.9)).toBeCloseTo(1.2815515655, 7);
    expect(z(0.99)).toBeCloseTo(2.326347874, 7);
    expect(z(0.999999)).toBeCloseTo(4.7534243088, 6);
  });
});

describe('a mixture', () => {
  it('has below any length the weighted sum of what its parts have there', () => {
    const parts = [{ exponential: '50ms' }, { uniform: { from: '1ms', to: '9ms' } }];
    const mixture = quantileOf({
      mixture: [
        { share: '20%', of: parts[0] },
        { share: '80%', of: parts[1] },
      ],
    });
    const [disk, memory] = parts.map(quantileOf);
    for (const x of [0.5, 2, 5, 9, 20, 200].map((ms) => ms * MS)) {
      const share = 0.2 * disk.below(x) + 0.8 * memory.below(x);
      expect(mixture.below(x)).toBeCloseTo(share, 14);
      expect(mixture.at(share) / x).toBeCloseTo(1, 9);
    }
  });

  it('of constants gives each its exact share', () => {
    const two = quantileOf({
      mixture: [
        { share: '90%', of: '1ms' },
        { share: '10%', of: '50ms' },
      ],
    });
    expect([0.001, 0.5, 0.9, 0.9001, 0.999].map((u) => two.at(u) / MS)).toEqual([1, 1, 1, 50, 50]);
  });

  it('keeps a part of no share out', () => {
    const one = quantileOf({
      mixture: [
        { share: '100%', of: '1ms' },
        { share: '0%', of: '50ms' },
      ],
    });
    expect(one.constant).toBe(MS);
  });
});

describe('an empirical distribution', () => {
  it('has the percentiles it was stated by, and none beyond its longest', () => {
    const measured = quantileOf({
      empirical: { p50: '10ms', p90: '40ms', p99: '200ms', 'p99.9': '400ms', max: '1s' },
    });
    expect([0.5, 0.9, 0.99, 0.999].map((u) => measured.at(u) / MS)).toEqual([10, 40, 200, 400]);
    expect(measured.at(1 - 2 ** -33) / MS).toBeCloseTo(1000, 3);
    expect(measured.at(1 - 2 ** -53) / MS).toBeLessThanOrEqual(1000);
  });

  it('of samples gives each of them equally often', () => {
    const samples = quantileOf({ empirical: ['30ms', '1ms', '5ms', '5ms'] });
    expect([0.1, 0.25, 0.26, 0.75, 0.76].map((u) => samples.at(u) / MS)).toEqual([1, 1, 5, 5, 30]);
    expect(samples.mean).toBe(10.25 * MS);
  });
});
