/**
 * Coalescing one key: a call is sent, and whoever comes while it is under way shares its end. What is
 * under way never grows by those who come, so it is busy like a single server without a queue (M/G/1/1):
 * a time S, then nothing until the next arrival. Source: renewal theory; the share that finds it busy is
 * Erlang B for one server, and those who follow come evenly over S, as in Ross, Stochastic Processes
 * (1996), section 3.6.
 */

/** Calls sent a second for one key: one for each cycle of S and the gap behind it. */
export function callsSent(arrivalRate: number, callMean: number): number {
  return arrivalRate / (1 + arrivalRate * callMean);
}

/** The same for many keys with rates of their own. */
export function callsSentOver(arrivalRates: readonly number[], callMean: number): number {
  return arrivalRates.reduce((sum, rate) => sum + callsSent(rate, callMean), 0);
}

/** Mean time to the answer: whoever leads waits for S, those who follow for what is left of it. */
export function coalescedMean(arrivalRate: number, callMean: number, callSecondMoment: number): number {
  return (callMean + (arrivalRate * callSecondMoment) / 2) / (1 + arrivalRate * callMean);
}
