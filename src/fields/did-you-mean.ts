/** "Did you mean …?": the known word that a mistyped one is nearest to, if any is near enough. */
import { distance } from 'fastest-levenshtein';

/**
 * The nearest of `known`, at most one slip in three letters away; nothing when all are farther. Of one letter
 * nothing is left by a slip.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  const mostSlips = word.length < 2 ? 0 : Math.max(1, Math.floor(Math.min(word.length, 24) / 3));
  let bestSlips = mostSlips + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestSlips) continue;
    const slips = slipsBetween(typed, candidate.toLowerCase());
    if (slips < bestSlips) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}

/**
 * Letters left out, added or mistaken, and neighbours that changed places (`wbe`): each is one slip.
 * Only where the words are in step, that is; a swap behind a letter left out is counted as two.
 */
function slipsBetween(typed: string, meant: string): number {
  let swaps = 0;
  let straightened = '';
  for (let at = 0; at < typed.length; at++) {
    const isSwapped = typed[at] !== meant[at] && typed[at] === meant[at + 1] && typed[at + 1] === meant[at];
    if (isSwapped) {
      straightened += meant.slice(at, at + 2);
      swaps++;
      at++;
    } else straightened += typed[at];
  }
  const slips = distance(typed, meant);
  return swaps === 0 ? slips : Math.min(slips, swaps + distance(straightened, meant));
}

/** The words, those first that are most like the one that was written: in all its letters, or as a part of it. */
function byNearness(word: string, known: readonly string[]): readonly string[] {
  const typed = word.toLowerCase();
  const farness = (candidate: string) => {
    const other = candidate.toLowerCase();
    if (other === typed) return -1;
    return typed.length > 2 && other.includes(typed)
      ? 0
      : slipsBetween(typed, other) / Math.max(typed.length, other.length);
  };
  return known
    .map((candidate) => [farness(candidate), candidate] as const)
    .sort(([a], [b]) => a - b)
    .map(([, candidate]) => candidate);
}

/** A list of known words shows no more than this. */
const MOST_SHOWN = 12;

/** `crash, pause, slow`; of a long list the first twelve, how many more there are and where to see them: `knockon list faults`. */
export function someOf(known: readonly string[], listedBy?: string): string {
  // One more than are shown takes no more room than saying so.
  if (known.length <= MOST_SHOWN + 1) return known.join(', ');
  const more = `and ${known.length - MOST_SHOWN} more`;
  const where = listedBy === undefined ? '' : ` (${listedBy})`;
  return `${known.slice(0, MOST_SHOWN).join(', ')} ${more}${where}`;
}

/** As many words as fit, the nearest first where some do not: for hints beside a word that is not known. */
export function someNear(word: string, known: readonly string[], listedBy?: string): string {
  return someOf(known.length > MOST_SHOWN + 1 ? byNearness(word, known) : known, listedBy);
}
