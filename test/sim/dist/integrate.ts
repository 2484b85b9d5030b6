/** Moments of a quantile by numerical integration over u, knowing nothing of its formula. */
import type { Quantile } from '../../../src/sim/dist/index.ts';

/** Nodes and weights of the three-point Gauss–Legendre rule on (0, 1). */
const NODES = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)];
const WEIGHTS = [5 / 18, 8 / 18, 5 / 18];

/** ∫ f(at(u)) du: 64 cells an octave towards either end, down to 2⁻⁵⁰, then a last cell on each side. */
export function expectation(quantile: Quantile, f: (x: number) => number): number {
  const CELLS = 64;
  let sum = 0;
  for (let octave = 1; octave <= 50; octave++) {
    const width = 2 ** -(octave + 1) / CELLS;
    for (let cell = 0; cell < CELLS; cell++) {
      for (let node = 0; node < 3; node++) {
        const distance = 2 ** -(octave + 1) + (cell + NODES[node]) * width;
        sum += WEIGHTS[node] * width * (f(quantile.at(distance)) + f(quantile.at(1 - distance)));
      }
    }
  }
  return sum;
}

export function meanOf(quantile: Quantile): number {
  return expectation(quantile, (x) => x);
}

export function varianceOf(quantile: Quantile): number {
  return expectation(quantile, (x) => (x - quantile.mean) * (x - quantile.mean));
}
