/** A share of seeds, with an interval that stays honest near 0 and 1 and for few seeds. */

export interface Share {
  readonly part: number;
  readonly whole: number;
  /** 0 to 1; NaN of nothing. */
  readonly value: number;
  /** The ends of its interval. */
  readonly low: number;
  readonly high: number;
}

/** 97.5th percentile of the standard normal distribution: an interval of 95 % leaves 2.5 % at each end. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval with 95 % confidence: the shares from which `part` of `whole` is no surprise.
 * (E. B. Wilson, JASA 22, 1927; recommended over the usual one by Brown, Cai & DasGupta, Statistical
 * Science 16, 2001.)
 */
export function shareOf(part: number, whole: number): Share {
  if (whole === 0) return { part, whole, value: Number.NaN, low: 0, high: 1 };
  const value = part / whole;
  const shrink = 1 + (Z * Z) / whole;
  const centre = (value + (Z * Z) / (2 * whole)) / shrink;
  const half = (Z * Math.sqrt((value * (1 - value)) / whole + (Z * Z) / (4 * whole * whole))) / shrink;
  // none and all are in the interval; rounding shall not say otherwise
  return {
    part,
    whole,
    value,
    low: part === 0 ? 0 : Math.max(0, centre - half),
    high: part === whole ? 1 : Math.min(1, centre + half),
  };
}
