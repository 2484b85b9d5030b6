/**
 * Two choices: looks at two different replicas, picked by luck, and takes the less busy one. Almost
 * as good as looking at all, without everybody running to the same one. (M. Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001.)
 */
import { mapping } from '../../fields/index.ts';
import { drawCandidate, nthCandidate, scaleOf } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const twoChoices: BalancerDefinition<Record<string, never>> = {
  name: 'two-choices',
  title: 'Two choices',
  sentence:
    "Of two replicas picked by luck, the one with fewer of this caller replica's own attempts in flight.",
  params: mapping({}),
  example: 'two-choices',
  warms: true,
  memoryOf: () => [],
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    if (choice.excluded > 0 || choice.warming) return betterOfCandidates(choice);
    const { inFlight, at, count } = choice;
    const one = Math.floor(choice.first * count);
    if (count === 1) return one;
    // The second is drawn from the others: count - 1 places, with a gap where the first one stands.
    const place = Math.floor(choice.second * (count - 1));
    const other = place < one ? place : place + 1;
    return inFlight[at + other] < inFlight[at + one] ? other : one;
  },
};

/** The same among the candidates; one in its slow start is picked less often, and counts as that much smaller. */
function betterOfCandidates(choice: Choice): number {
  const { inFlight, at } = choice;
  const candidates = choice.count - choice.excluded;
  if (candidates === 1) return nthCandidate(choice, 0);
  const one = drawCandidate(choice, choice.first);
  const other = drawCandidate(choice, choice.second, one);
  const isLess = inFlight[at + other] / scaleOf(choice, other) < inFlight[at + one] / scaleOf(choice, one);
  return isLess ? other : one;
}
