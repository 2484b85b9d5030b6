/** The rows of a replay: what must hold of them, wherever they come from. */
import { SECOND } from '../../base/time.ts';

/** Seconds from the start of the run, and arrivals per second at that instant. */
export type ReplayRow = readonly [seconds: number, perSecond: number];

/** A day of seconds, and some. */
export const MOST_ROWS = 100_000;

/** As for any rate in a scenario. */
export const HIGHEST_RATE = 1e9;

/** What is wrong, and at which row (the first is 0) if at one. */
export interface RowsTrouble {
  readonly sentence: string;
  readonly row?: number;
}

/** Times must rise by whole nanoseconds, and somebody must come at some time. */
export function rowsTrouble(rows: readonly ReplayRow[]): RowsTrouble | undefined {
  if (rows.length === 0) return { sentence: 'no rows; expected at least one' };
  for (let row = 1; row < rows.length; row++) {
    const [before, time] = [rows[row - 1][0], rows[row][0]];
    if (Math.round(time * SECOND) > Math.round(before * SECOND)) continue;
    const sentence =
      time < before
        ? `${time} s is before the row above it (${before} s); times must rise`
        : `${time} s stands twice; for a jump let the second one come a millisecond later`;
    return { sentence, row };
  }
  if (rows.every(([, perSecond]) => perSecond === 0))
    return { sentence: 'every rate is zero, so nobody would ever come' };
  return undefined;
}
