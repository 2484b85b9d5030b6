/** What a stream may tell of, as `--events` names it. */
import { nearestWord } from '../fields/did-you-mean.ts';
import { JOURNAL_KINDS } from '../sim/index.ts';
import { UsageError } from './trouble.ts';

export const STREAM_KINDS = [...JOURNAL_KINDS, 'windows'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/** Attempts and frames are several times as many as everything else together. */
const USUAL: readonly StreamKind[] = STREAM_KINDS.filter((kind) => kind !== 'attempts' && kind !== 'frames');

/** The kinds of a list such as `requests,faults`, in our order; `all`, or the usual ones where nothing is said. */
export function streamKinds(written: string | undefined): readonly StreamKind[] {
  if (written === undefined) return USUAL;
  const words = written.split(',').map((word) => word.trim());
  if (words.includes('all')) return STREAM_KINDS;
  for (const word of words) {
    if (STREAM_KINDS.some((kind) => kind === word)) continue;
    const meant = nearestWord(word, STREAM_KINDS);
    throw new UsageError(
      `there are no events ${JSON.stringify(word)}`,
      meant === undefined ? `Events: ${STREAM_KINDS.join(', ')}, or all` : `Did you mean ${meant}?`,
    );
  }
  return STREAM_KINDS.filter((kind) => words.includes(kind));
}
