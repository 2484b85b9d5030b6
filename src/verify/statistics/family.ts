/**
 * Many intervals at once. Each claim has an interval; if each were right with 99.9 %, then of fifty or a
 * hundred one in ten or twenty pages would show a false alarm, and people would learn not to look. So
 * the whole page is right with 99.9 %: the chance that any interval misses, 0.1 %, is divided among all.
 *
 * This is Bonferroni's bound, P(A₁ ∪ … ∪ Aₘ) ≤ Σ P(Aᵢ), and it asks nothing of how claims depend on each
 * other, which those of one system do. Šidák's, 1 − (1 − α)^(1/m), is for independent claims and differs
 * from it in the fourth digit. Source: Miller, Simultaneous Statistical Inference (1981), section 1.3.
 *
 * Intervals are as wide for one claim as for all: a claim does not become truer by being asked for alone.
 * The bound is about seeds nobody has seen. Those that are used unless others are asked for are fixed:
 * with them the page is the same each time.
 */
export const CONFIDENCE = 0.999;

/** The confidence of each of `family` intervals that together have `CONFIDENCE`. */
export function eachOf(family: number): number {
  return 1 - (1 - CONFIDENCE) / family;
}
