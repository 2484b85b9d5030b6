/** "Did you mean …?": the known word that a mistyped one is nearest to, if any is near enough. */
import { distance } from 'fastest-levenshtein';

/** The nearest of `known`, at most one slip in three letters away; nothing when all are farther. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let bestSlips = Math.max(1, Math.floor(Math.min(word.length, 24) / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestSlips) continue;
    const slips = distance(typed, candidate.toLowerCase());
    if (slips < bestSlips) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}
