/**
 * Do the values of many seeds fall into two groups? Near its tipping point a system either heals or
 * stays dead, and a mean or a median of both tells of neither.
 *
 * The rule looks at every gap between neighbours in the sorted values. Two groups it makes where the gap
 * is at least as wide as either group is (so they are clearly apart), is wide enough to matter, and
 * could hardly come of one group with a long tail:
 *
 * Suppose the values had a single peak. It lies in one of the groups, or in the gap; from there the
 * density only falls. Seen from the peak, take the group beyond the gap: k values, over a spread s
 * behind a gap g. Given its farthest value, each of the other k − 1 lies somewhere between the gap's near
 * edge and that value, nowhere more likely than nearer to the peak; so each misses the gap with chance
 * s / (g + s) at most, and all of them with (s / (g + s))^(k − 1). Wherever the peak is, the larger of
 * the two groups' chances bounds it; and there are fewer than n gaps to choose from. One in a hundred
 * samples of one group, at most, is taken for two; of the usual ones far fewer, since theirs fall faster.
 */
import type { MetricUnit } from '../sim/index.ts';

/** How many of the sorted values are in the lower group. */
export interface Split {
  readonly lower: number;
}

/** Chance of taking one group for two, at most. */
const FALSE_ALARM = 0.01;
/** Fewer than this are stragglers, not a group. */
const SMALLEST_GROUP = 3;

/** The split of sorted values into two groups, the one with the widest gap; nothing where they are one. */
export function twoGroups(sorted: readonly number[], unit: MetricUnit): Split | undefined {
  const { length } = sorted;
  const grain = grainOf(sorted);
  let widest: Split | undefined;
  let width = 0;
  for (let lower = SMALLEST_GROUP; lower <= length - SMALLEST_GROUP; lower++) {
    const gap = sorted[lower] - sorted[lower - 1];
    if (gap <= width || gap < STEPS * grain || gap < leastGap(sorted[lower - 1], sorted[lower], unit))
      continue;
    const below = sorted[lower - 1] - sorted[0];
    const above = sorted[length - 1] - sorted[lower];
    if (gap < below || gap < above) continue;
    const chance =
      length * Math.max(chanceToMiss(gap, below, lower), chanceToMiss(gap, above, length - lower));
    if (chance > FALSE_ALARM) continue;
    widest = { lower };
    width = gap;
  }
  return widest;
}

function chanceToMiss(gap: number, spread: number, size: number): number {
  return Math.exp((size - 1) * Math.log(spread / (gap + spread)));
}

/**
 * Values that can only be multiples of something (counts; shares of a few requests) have gaps that mean
 * nothing. They show by values that are the same to the last bit: then the smallest step between others
 * is taken for the grain, and a gap has to be some grains wide.
 */
function grainOf(sorted: readonly number[]): number {
  let grain = Number.POSITIVE_INFINITY;
  let distinct = 1;
  for (let i = 1; i < sorted.length; i++) {
    const step = sorted[i] - sorted[i - 1];
    if (step === 0) continue;
    distinct += 1;
    if (step < grain) grain = step;
  }
  // two values that come again and again are two groups, if ever anything is
  return distinct > 2 && distinct < sorted.length ? grain : 0;
}

const STEPS = 5;

/** Narrower than a tenth, two groups are the same to whoever reads; of all for a share, otherwise of the larger. */
function leastGap(from: number, to: number, unit: MetricUnit): number {
  const tenth = unit === 'share' ? 0.1 : Math.max(Math.abs(from), Math.abs(to)) / 10;
  return unit === 'count' ? Math.max(STEPS, tenth) : tenth;
}
