/**
 * M/G/∞: nobody ever waits, as with an async service far below its limit, or a network. The number
 * in flight is Poisson with mean λ E[S], whatever the distribution of S.
 * Source: Kleinrock, Queueing Systems I (1975), section 3.4; insensitivity by Mirasol (1963).
 */
export function infiniteServersInFlightMean(arrivalRate: number, serviceMean: number): number {
  return arrivalRate * serviceMean;
}

/** P(n in flight). */
export function poissonProbability(mean: number, n: number): number {
  let logFactorial = 0;
  for (let i = 2; i <= n; i++) logFactorial += Math.log(i);
  return mean === 0 ? (n === 0 ? 1 : 0) : Math.exp(n * Math.log(mean) - mean - logFactorial);
}
