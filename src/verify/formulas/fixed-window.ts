/**
 * A window of so many permits that meets Poisson arrivals: of N that come in a window, N − L find none
 * left. Source: the loss function of the Poisson distribution; Zipkin, Foundations of Inventory Management
 * (2000), appendix C.2.3.
 */

/** Share of arrivals that find no permit: E[(N − L)⁺] / E[N], with E[N] arrivals a window. */
export function fixedWindowLoss(arrivals: number, permits: number): number {
  // E[min(N, L)] = Σ P(N > n) for n < L.
  let term = Math.exp(-arrivals);
  let atMost = 0;
  let letIn = 0;
  for (let n = 0; n < permits; n++) {
    atMost += term;
    letIn += 1 - atMost;
    term *= arrivals / (n + 1);
  }
  return 1 - letIn / arrivals;
}
