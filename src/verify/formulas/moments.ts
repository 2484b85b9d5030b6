/**
 * First three moments of the service-time distributions, which is all that mean-value formulas ask.
 * Source: Law & Kelton, Simulation Modeling and Analysis (2000), section 6.2.
 */
export interface Moments {
  readonly mean: number;
  /** E[S²]. */
  readonly second: number;
  /** E[S³]. */
  readonly third: number;
}

/** One branch of a hyperexponential: with probability `share` an exponential of this mean. */
export interface Branch {
  readonly share: number;
  readonly mean: number;
}

export function constant(mean: number): Moments {
  return { mean, second: mean ** 2, third: mean ** 3 };
}

export function exponential(mean: number): Moments {
  return { mean, second: 2 * mean ** 2, third: 6 * mean ** 3 };
}

/** Sum of k exponentials, of this mean in all. */
export function erlang(mean: number, k: number): Moments {
  return { mean, second: mean ** 2 * (1 + 1 / k), third: mean ** 3 * (1 + 1 / k) * (1 + 2 / k) };
}

export function uniform(low: number, high: number): Moments {
  return {
    mean: (low + high) / 2,
    second: (low ** 2 + low * high + high ** 2) / 3,
    third: ((low + high) * (low ** 2 + high ** 2)) / 4,
  };
}

export function hyperexponential(branches: readonly Branch[]): Moments {
  const moment = (order: number, factorial: number) =>
    branches.reduce((sum, { share, mean }) => sum + share * factorial * mean ** order, 0);
  return { mean: moment(1, 1), second: moment(2, 2), third: moment(3, 6) };
}

/** The two branches with this mean and cv ≥ 1 that each make up half of the work. Source: Whitt (1982), section 3. */
export function balancedHyperexponential(mean: number, cv: number): Branch[] {
  const share = (1 + Math.sqrt((cv ** 2 - 1) / (cv ** 2 + 1))) / 2;
  return [share, 1 - share].map((each) => ({ share: each, mean: mean / (2 * each) }));
}

/**
 * The power law a/x^(a+1) between two lengths, for a shape a other than 1, 2 and 3.
 * Source: Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), section 20.5.
 */
export function boundedPareto(from: number, to: number, shape: number): Moments {
  const scale = (shape * from ** shape) / (1 - (from / to) ** shape);
  const moment = (n: number) => (scale * (to ** (n - shape) - from ** (n - shape))) / (n - shape);
  return { mean: moment(1), second: moment(2), third: moment(3) };
}

/** By the median and σ of the logarithm: E[Sⁿ] = medianⁿ · e^(n²σ²/2). */
export function lognormal(median: number, sigma: number): Moments {
  const moment = (n: number) => median ** n * Math.exp((n * n * sigma * sigma) / 2);
  return { mean: moment(1), second: moment(2), third: moment(3) };
}

/** The 0.99 quantile of the standard normal. */
const Z99 = 2.3263478740408408;

/** The lognormal through a median and a p99, the two points a person knows. */
export function lognormalThrough(median: number, p99: number): Moments {
  return lognormal(median, Math.log(p99 / median) / Z99);
}

/** Variance ÷ mean²: 0 for a constant, 1 for an exponential. */
export function squaredVariation({ mean, second }: Moments): number {
  return second / (mean * mean) - 1;
}
