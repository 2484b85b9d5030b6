/** The mean of independent values, and how far from it the truth may well be. */
import { studentQuantile } from './quantiles.ts';

export interface ConfidenceInterval {
  readonly mean: number;
  readonly halfWidth: number;
}

/**
 * The mean of independent values and the half width of its interval by Student's t.
 * Source: Law & Kelton, Simulation Modeling and Analysis (2000), section 4.5.
 */
export function confidenceInterval(values: readonly number[], confidence = 0.95): ConfidenceInterval {
  const n = values.length;
  if (n < 2) throw new RangeError('an interval needs two values at least');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const halfWidth = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, halfWidth };
}
