/** What a stream may tell of, as `--events` names it. */
import { JOURNAL_KINDS } from '../sim/index.ts';
import { listedWords } from './listed-words.ts';

export const STREAM_KINDS = [...JOURNAL_KINDS, 'windows'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/** Attempts and frames are several times as many as everything else together. */
const USUAL: readonly StreamKind[] = STREAM_KINDS.filter((kind) => kind !== 'attempts' && kind !== 'frames');

/** The kinds of a list such as `requests,faults`, in our order; `all`, or the usual ones where nothing is said. */
export function streamKinds(written: string | undefined): readonly StreamKind[] {
  if (written === undefined) return USUAL;
  return listedWords(written, STREAM_KINDS, 'events');
}
