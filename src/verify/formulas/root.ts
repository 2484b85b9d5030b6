/** Finds where an increasing function reaches a level, when no closed form does: plain bisection. */
export function whereIncreasing(f: (x: number) => number, level: number, low: number, high: number): number {
  let a = low;
  let b = high;
  for (let i = 0; i < 200 && a < b; i++) {
    const middle = (a + b) / 2;
    if (middle === a || middle === b) break;
    if (f(middle) < level) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** The percentile `share` (0–1) of a non-negative time whose tail is P(T > t). */
export function percentileOfTail(tail: (t: number) => number, share: number, scale: number): number {
  if (tail(0) <= 1 - share) return 0;
  let high = scale;
  while (tail(high) > 1 - share) high *= 2;
  return whereIncreasing((t) => 1 - tail(t), share, 0, high);
}
