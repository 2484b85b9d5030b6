import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { mapping } from '../../../src/fields/index.ts';
import { distributionField, distributions } from '../../../src/sim/dist/index.ts';
import { issuesFor, published } from '../../fields/parsing.ts';

const where = (raw: unknown) =>
  issuesFor(distributionField, raw).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a distribution in a scenario', () => {
  it.each(distributions.map(({ name, example }) => [name, example]))(
    'may be the example of %s',
    (name, example) => {
      expect(Object.keys(distributionField.parse(example))).toEqual([name]);
    },
  );

  it('is constant when it is a bare duration', () => {
    expect(distributionField.parse('2ms')).toEqual({ constant: 2e6 });
  });

  it('refuses a bare number as a duration does', () => {
    expect(where(5)).toEqual([': 5 has no unit; write 5ms, 5s or 5m']);
    expect(where({ exponential: 3 })).toEqual(['exponential: 3 has no unit; write 3ms, 3s or 3m']);
  });

  it('names the verb that was meant', () => {
    expect(where({ exponental: '3ms' })[0]).toContain(
      'unknown key "exponental"; did you mean "exponential"?',
    );
  });

  it('says what is expected when there is nothing', () => {
    expect(where(null)).toEqual([
      ': missing; expected a distribution such as 5ms, { exponential: 3ms } or { median: 8ms, p99: 40ms }',
    ]);
  });

  it.each([
    [{ median: '8ms', p99: '4ms' }, /^p99: p99 is not above the median/],
    [{ median: '1ms', p99: '2s' }, /^p99: p99 is more than 1000 times the median/],
    [{ uniform: { from: '5ms', to: '1ms' } }, /^uniform.to: to is not longer than from/],
    [{ pareto: { from: '5ms', to: '5ms', shape: 1 } }, /^pareto.to: to is not longer than from/],
    [{ normal: { mean: '1ms', deviation: '2ms' } }, /^normal.deviation: deviation is larger than the mean/],
    [{ gamma: { mean: '1ms', cv: 11 } }, /^gamma.cv: 11 is not a number from 0.01 to 10/],
    [
      { weibull: { mean: '1ms', scale: '1ms', shape: 1 } },
      /^weibull.scale: "mean" and "scale" cannot stand together/,
    ],
    [{ exponential: '0s' }, /^exponential: 0s is no time at all/],
    [
      {
        mixture: [
          { share: '90%', of: '1ms' },
          { share: '9%', of: '2ms' },
        ],
      },
      /^mixture: the shares add up to 99%/,
    ],
    [{ mixture: [{ share: '100%', of: '1ms' }] }, /^mixture: a mixture has at least two parts/],
    [{ empirical: { max: '1s' } }, /^empirical: no percentile is stated/],
    [{ empirical: { p50: '1s', p90: '1ms', max: '2s' } }, /^empirical.p90: p90 is less than p50/],
    [{ empirical: { p50: '1s' } }, /^empirical.max: missing/],
    [{ empirical: ['1ms'] }, /^empirical: one sample is no distribution/],
  ])('refuses %j at its place', (raw, sentence) => {
    const sentences = where(raw);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(sentence);
  });

  it('finds a mistake deep inside mixtures', () => {
    const inner = {
      mixture: [
        { share: '50%', of: '1ms' },
        { share: '50%', of: { exponential: 3 } },
      ],
    };
    expect(
      where({
        mixture: [
          { share: '50%', of: inner },
          { share: '50%', of: '1ms' },
        ],
      }),
    ).toEqual(['mixture.0.of.mixture.1.of.exponential: 3 has no unit; write 3ms, 3s or 3m']);
  });
});

describe('the published schema of a distribution', () => {
  const schema = published(
    mapping({
      work: distributionField.meta({ description: 'Computes.' }),
      wait: distributionField.optional(),
    }),
  );
  const accepts = new Ajv({ strict: false }).compile(schema);

  it('is two named definitions, whoever uses it', () => {
    expect(new Set(Object.keys(schema.definitions as object))).toEqual(
      new Set(['distribution', 'distribution-by-verb']),
    );
  });

  it.each(distributions.map(({ name, example }) => [name, example]))(
    'accepts the example of %s',
    (_name, example) => {
      expect(accepts({ work: example })).toBe(true);
    },
  );

  it.each([
    5,
    '5',
    {},
    { exponental: '3ms' },
    { exponential: 3 },
    { median: '8ms' },
    { gamma: { mean: '1ms', cv: 2, x: 1 } },
  ])('refuses %j, as the parser does', (raw) => {
    expect(accepts({ work: raw })).toBe(false);
    expect(distributionField.safeParse(raw).success).toBe(false);
  });
});
