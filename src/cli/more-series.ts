/** What series there may be besides the usual ones, as `--series` names it. */
import type { MoreSeries } from '../sim/index.ts';
import { listedWords } from './listed-words.ts';

const KINDS = {
  operations: 'operation',
  replicas: 'replica',
  policies: 'policy',
} as const satisfies Record<string, MoreSeries>;

export const SERIES_WORDS = Object.keys(KINDS) as (keyof typeof KINDS)[];

export function moreSeries(written: string | undefined): readonly MoreSeries[] {
  return written === undefined ? [] : listedWords(written, SERIES_WORDS, 'series').map((word) => KINDS[word]);
}
