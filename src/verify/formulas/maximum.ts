/**
 * Waiting for the slowest of several independent answers, as a fan-out does.
 * Source: order statistics of exponentials (David & Nagaraja, Order Statistics, 2003, section 2.5).
 */
/** 1 + 1/2 + … + 1/n. */
export function harmonic(n: number): number {
  let sum = 0;
  for (let i = n; i >= 1; i--) sum += 1 / i;
  return sum;
}

/** E[max of n exponentials of one mean] = mean · (1 + 1/2 + … + 1/n). */
export function maximumMean(mean: number, n: number): number {
  return mean * harmonic(n);
}

/** E[max] of exponentials of different means, by inclusion and exclusion; for up to 20 of them. */
export function maximumMeanOf(means: readonly number[]): number {
  let sum = 0;
  for (let subset = 1; subset < 1 << means.length; subset++) {
    let rate = 0;
    let sign = -1;
    for (let i = 0; i < means.length; i++) {
      if ((subset >> i) & 1) {
        rate += 1 / means[i];
        sign = -sign;
      }
    }
    sum += sign / rate;
  }
  return sum;
}

/** The percentile of the maximum of n draws is the percentile share^(1/n) of one: −mean · ln(1 − share^(1/n)). */
export function maximumPercentile(mean: number, n: number, share: number): number {
  return -mean * Math.log(1 - share ** (1 / n));
}
