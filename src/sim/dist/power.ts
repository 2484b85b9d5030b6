/** Powers by logarithm: engines do not agree on the last digit of their built-in power. */

/** base to the exponent, for base ≥ 0. */
export function power(base: number, exponent: number): number {
  return base === 0 ? (exponent === 0 ? 1 : 0) : Math.exp(exponent * Math.log(base));
}
