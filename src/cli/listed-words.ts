/** Options whose value is a list of some known words: `requests,faults`, or `all`. */
import { nearestWord } from '../fields/did-you-mean.ts';
import { UsageError } from './trouble.ts';

/** The words of a list, in our order. `what` is what they are: "events", "series". */
export function listedWords<T extends string>(
  written: string,
  known: readonly T[],
  what: string,
): readonly T[] {
  const words = written.split(',').map((word) => word.trim());
  if (words.includes('all')) return known;
  for (const word of words) {
    if (known.some((one) => one === word)) continue;
    const meant = nearestWord(word, known);
    throw new UsageError(
      `there are no ${what} ${JSON.stringify(word)}`,
      meant === undefined
        ? `${what[0].toUpperCase()}${what.slice(1)}: ${known.join(', ')}, or all`
        : `Did you mean ${meant}?`,
    );
  }
  return known.filter((one) => words.includes(one));
}
