/** A power law between two lengths: a few values are worth all the others together. */
import { mapping, numberBetween, positiveDuration } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';
import { power } from './power.ts';

export interface ParetoParams {
  readonly from: number;
  readonly to: number;
  readonly shape: number;
}

export const pareto: DistributionDefinition<ParetoParams> = {
  name: 'pareto',
  title: 'Bounded Pareto',
  sentence:
    'A power law between two lengths: file sizes, job lengths, anything with a few giants. The smaller the shape, the heavier the tail.',
  params: mapping({
    from: positiveDuration.meta({ title: 'from', description: 'The shortest, and the most common.' }),
    to: positiveDuration.meta({ title: 'to', description: 'The longest.' }),
    shape: numberBetween(0.1, 20).meta({
      title: 'shape',
      description: 'Exponent of the tail; 1.1 to 2 is usual.',
    }),
  }).refine(({ from, to }) => from < to, { error: 'to is not longer than from', path: ['to'] }),
  example: { pareto: { from: '1ms', to: '10s', shape: 1.5 } },
  toQuantile: paretoQuantile,
};

/** Share below x: (1 − (from/x)^shape) / (1 − (from/to)^shape). Harchol-Balter, Performance Modeling, §20.5. */
function paretoQuantile({ from, to, shape }: ParetoParams): Quantile {
  const kept = 1 - power(from / to, shape);
  const moment = (k: number) => ((shape * power(from, k)) / kept) * areaUnderPower(to / from, k - shape);
  const mean = moment(1);
  return {
    at: (u) => Math.min(to, from * power(1 - u * kept, -1 / shape)),
    below: (x) => (x <= from ? 0 : x >= to ? 1 : (1 - power(from / x, shape)) / kept),
    mean,
    variance: Math.max(0, moment(2) - mean * mean),
  };
}

/** ∫ y^(exponent − 1) dy from 1 to `ratio`. */
function areaUnderPower(ratio: number, exponent: number): number {
  const log = Math.log(ratio);
  // near exponent 0 the closed form is 0/0; ln(ratio)·(1 + e·ln(ratio)/2) is its limit
  if (Math.abs(exponent * log) < 1e-6) return log * (1 + (exponent * log) / 2);
  return (Math.exp(exponent * log) - 1) / exponent;
}
