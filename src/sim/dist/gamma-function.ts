/**
 * The gamma function and the incomplete gamma integral, by logarithms, exponentials and the four
 * operations only, so that every machine and engine answers alike.
 */

/** ln Γ(x) for x > 0: Stirling's series from 12 upwards, reached by Γ(x) = Γ(x + 1) / x. NIST DLMF 5.11.1. */
export function lnGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 12) {
    product *= shifted;
    shifted += 1;
  }
  const r = 1 / shifted;
  const r2 = r * r;
  const series =
    r *
    (1 / 12 + r2 * (-1 / 360 + r2 * (1 / 1260 + r2 * (-1 / 1680 + r2 * (1 / 1188 + r2 * (-691 / 360360))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + LN_2PI / 2 + series - Math.log(product);
}

/** Γ(x) for 0 < x below 170. */
export function gammaFunction(x: number): number {
  return Math.exp(lnGamma(x));
}

/**
 * The regularised lower incomplete gamma function P(a, x): the share of a gamma distribution of shape
 * a and scale 1 below x. Power series below a + 1 (DLMF 8.11.4), continued fraction above it (8.9.2,
 * evaluated by Lentz's method). Who asks often for one a hands in its ln Γ(a).
 */
export function gammaBelow(a: number, x: number, lnGammaA: number = lnGamma(a)): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - lnGammaA);
  return x < a + 1 ? front * bySeries(a, x) : 1 - front * byFraction(a, x);
}

const LN_2PI = Math.log(2 * Math.PI);
const EPSILON = 1e-16;
/** Both expansions need about a few times √a terms; a is at most 10,000 here. */
const MOST_TERMS = 100_000;

function bySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function byFraction(a: number, x: number): number {
  const TINY = 1e-300;
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b, TINY);
    c = nonZero(b + numerator / c, TINY);
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 4 * EPSILON) break;
  }
  return fraction;
}

function nonZero(x: number, tiny: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}
