/**
 * What retries do to load and success when every attempt fails alone with the same probability.
 * Source: the truncated geometric series; the multiplication over layers is the argument of
 * "Addressing cascading failures" in Site Reliability Engineering (Beyer et al., 2016), chapter 22.
 */

/** Attempts ÷ calls, for at most `attempts` tries: (1 − pᴺ) / (1 − p). */
export function amplification(failure: number, attempts: number): number {
  return failure === 1 ? attempts : (1 - failure ** attempts) / (1 - failure);
}

/** Share of calls that end well: 1 − pᴺ. */
export function successAfterRetries(failure: number, attempts: number): number {
  return 1 - failure ** attempts;
}

/** Attempts at the bottom of a chain of layers that each retry what the one below gave up. */
export function amplificationThroughLayers(failure: number, attempts: number, layers: number): number {
  let failureBelow = failure;
  let product = 1;
  for (let layer = 0; layer < layers; layer++) {
    product *= amplification(failureBelow, attempts);
    failureBelow = failureBelow ** attempts;
  }
  return product;
}

/** Amplification under a budget: retries are at most `ratio` × first tries. */
export function amplificationUnderBudget(failure: number, attempts: number, ratio: number): number {
  return Math.min(amplification(failure, attempts), 1 + ratio);
}

/** Mean of a full-jitter backoff before retry `retry` (1, 2, …): half of base · factor^(retry − 1), capped. */
export function fullJitterMean(
  base: number,
  factor: number,
  retry: number,
  cap = Number.POSITIVE_INFINITY,
): number {
  return Math.min(cap, base * factor ** (retry - 1)) / 2;
}

/** Tokens an AWS client's bucket gains with a call of at most three attempts: 1 − p − 10p² − 10p³, where the failures are transient. */
export function tokensPerAwsCall(failure: number): number {
  return 1 - failure - 10 * failure ** 2 - 10 * failure ** 3;
}
