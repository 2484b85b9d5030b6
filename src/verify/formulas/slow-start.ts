/**
 * Slow start: a replica that has joined counts for a part of its weight that grows in a straight line,
 * w(t) = max(least, t / window), beside another one that counts whole. Source: Envoy documentation, Slow start
 * mode, weight · max(min_weight_percent, time_factor ^ (1 / aggression)) with aggression 1; an integral.
 */

/** Its mean share of what both get while it warms: ∫ w / (1 + w) dt over the window, by its length. */
export function slowStartShareMean(least: number): number {
  // While it is at its least: least · window long. From there on ∫ x / (1 + x) dx = x − ln(1 + x).
  return (least * least) / (1 + least) + (1 - least) - Math.log(2 / (1 + least));
}
