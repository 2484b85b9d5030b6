/** Between clockwork and wild: the shape of work made of several steps in a row. */
import { mapping, numberBetween, positiveDuration } from '../../fields/index.ts';
import { bellAt } from './bell.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';
import { gammaBelow, lnGamma } from './gamma-function.ts';

export interface GammaParams {
  readonly mean: number;
  readonly cv: number;
}

export const gamma: DistributionDefinition<GammaParams> = {
  name: 'gamma',
  title: 'Gamma',
  sentence:
    'Stated by mean and cv (standard deviation ÷ mean): 1 is the exponential, less is steadier, more is burstier.',
  params: mapping({
    mean: positiveDuration.meta({ title: 'mean', description: 'The mean.' }),
    cv: numberBetween(0.01, 10).meta({
      title: 'cv',
      description: 'Coefficient of variation: standard deviation ÷ mean.',
    }),
  }),
  example: { gamma: { mean: '10ms', cv: 0.5 } },
  toQuantile: gammaQuantile,
};

function gammaQuantile({ mean, cv }: GammaParams): Quantile {
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  const lnGammaShape = lnGamma(shape);
  return {
    at: (u) => scale * unitGammaAt(shape, lnGammaShape, u),
    below: (x) => gammaBelow(shape, x / scale, lnGammaShape),
    mean,
    variance: mean * mean * cv * cv,
  };
}

/**
 * The x with P(shape, x) = u: Newton's method on ln x, kept inside a bracket that every step narrows;
 * a step that would leave the bracket is replaced by its middle.
 */
function unitGammaAt(shape: number, lnGammaShape: number, u: number): number {
  // P(a, x) < xᵃ / Γ(a + 1), so this is below the answer; for small shapes it is the answer
  let low = (Math.log(u) + Math.log(shape) + lnGammaShape) / shape;
  // far to the left of anything a nanosecond can tell from zero
  if (low < -60) return Math.exp(low);
  let high = Math.max(low + 1, Math.log(shape + 40 + 12 * Math.sqrt(shape)));
  let t = Math.min(high, Math.max(low, wilsonHilferty(shape, u, low)));
  for (let round = 0; round < 100; round++) {
    const x = Math.exp(t);
    const excess = gammaBelow(shape, x, lnGammaShape) - u;
    if (excess < 0) low = t;
    else high = t;
    const slope = Math.exp(shape * t - x - lnGammaShape);
    let next = t - excess / slope;
    if (!(next >= low && next <= high)) next = low + (high - low) / 2;
    if (Math.abs(next - t) < 1e-13 * Math.max(1, Math.abs(t))) return Math.exp(next);
    t = next;
  }
  return Math.exp(t);
}

/** First guess, ln x: the cube root of a gamma is nearly normal (Wilson & Hilferty 1931). */
function wilsonHilferty(shape: number, u: number, fallback: number): number {
  const root = 1 - 1 / (9 * shape) + bellAt(u) / (3 * Math.sqrt(shape));
  return root > 0.1 ? Math.log(shape * root * root * root) : fallback;
}
