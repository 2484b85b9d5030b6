/** What many seeds observed of one number: its middle and how sure that is, its extremes, and whether it is one number at all. */
import type { MetricUnit } from '../sim/index.ts';
import { type Ends, medianInterval, medianOf } from './median.ts';
import { type Share, shareOf } from './share.ts';
import { twoGroups } from './two-groups.ts';

export interface Spread {
  /** Seeds with something to measure; the rest says it of these. */
  readonly measured: number;
  /** NaN where nothing was measured; so are the extremes. */
  readonly median: number;
  /** Where the median of all seeds there are lies, with 95 % confidence; nothing for fewer than six. */
  readonly interval: Ends | undefined;
  readonly least: number;
  readonly most: number;
  /** The two groups of a number that is bistable, the lower one first. */
  readonly groups: readonly [Group, Group] | undefined;
}

/** Seeds with values near each other, and far from those of all others. */
export interface Group {
  /** Of the measured seeds. */
  readonly share: Share;
  readonly median: number;
  /** Place of the first seed in it, among all. */
  readonly first: number;
}

/** One value a seed, in the order of the seeds; NaN where there was nothing to measure. */
export function spreadOf(values: readonly number[], unit: MetricUnit): Spread {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const measured = sorted.length;
  const split = twoGroups(sorted, unit);
  const group = (from: number, to: number): Group => {
    const first = values.findIndex((value) => value >= sorted[from] && value <= sorted[to - 1]);
    return { share: shareOf(to - from, measured), median: medianOf(sorted.slice(from, to)), first };
  };
  return {
    measured,
    median: medianOf(sorted),
    interval: medianInterval(sorted),
    least: measured === 0 ? Number.NaN : sorted[0],
    most: measured === 0 ? Number.NaN : sorted[measured - 1],
    groups: split && [group(0, split.lower), group(split.lower, measured)],
  };
}
