/**
 * Quantiles of the normal, Student's t and chi-square distributions, for intervals over seeds.
 * Sources: Lanczos' gamma function; the incomplete gamma by series and continued fraction, the
 * incomplete beta by Lentz's continued fraction (Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8).
 * Quantiles are found by bisection: slow, and right to ten digits.
 */

/** z with P(Z ≤ z) = share. */
export function normalQuantile(share: number): number {
  return quantile(normalBelow, share, -40, 40);
}

export function normalBelow(z: number): number {
  const half = gammaBelow(0.5, (z * z) / 2) / 2;
  return z < 0 ? 0.5 - half : 0.5 + half;
}

/** t with P(T ≤ t) = share, for `freedom` degrees. */
export function studentQuantile(share: number, freedom: number): number {
  return quantile((t) => studentBelow(t, freedom), share, -1e7, 1e7);
}

export function studentBelow(t: number, freedom: number): number {
  const tail = betaBelow(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** x with P(X ≤ x) = share, for `freedom` degrees. */
export function chiSquareQuantile(share: number, freedom: number): number {
  let high = freedom + 10;
  while (chiSquareBelow(high, freedom) < share) high *= 2;
  return quantile((x) => chiSquareBelow(x, freedom), share, 0, high);
}

export function chiSquareBelow(x: number, freedom: number): number {
  return gammaBelow(freedom / 2, x / 2);
}

function quantile(below: (x: number) => number, share: number, low: number, high: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`a share lies between 0 and 1, not at ${share}`);
  let a = low;
  let b = high;
  for (let i = 0; i < 200; i++) {
    const middle = (a + b) / 2;
    if (below(middle) < share) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + LANCZOS.length - 1.5;
  const series = LANCZOS.reduce((sum, coefficient, i) => sum + coefficient / (x + i), 0.99999999999980993);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

/** The regularised lower incomplete gamma function P(a, x). */
function gammaBelow(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * front;
  }
  const first = 1 / (x + 1 - a);
  const term = (n: number) => ({ numerator: -n * (n - a), denominator: x + 1 - a + 2 * n });
  const fraction = lentz(first, term, first);
  return 1 - front * fraction;
}

/** The regularised incomplete beta function I_x(a, b). */
function betaBelow(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  const term = (n: number) => {
    const m = n >> 1;
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return (front / a) * lentz(1, (n) => ({ numerator: term(n), denominator: 1 }), 1);
}

const TINY = 1e-300;

/** A continued fraction by Lentz's method, from its first convergent and the terms after it. */
function lentz(
  first: number,
  next: (n: number) => { numerator: number; denominator: number },
  firstInverse: number,
): number {
  let c = 1 / TINY;
  let d = firstInverse;
  let value = first;
  for (let n = 1; n < 10_000; n++) {
    const { numerator, denominator } = next(n);
    d = 1 / nonZero(denominator + numerator * d);
    c = nonZero(denominator + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
