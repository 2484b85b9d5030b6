/**
 * Two choices: looks at two different replicas, picked by luck, and takes the less busy one. Almost
 * as good as looking at all, without everybody running to the same one. While somebody is in its slow start the
 * replicas are weighed instead (drawByLoad). (M. Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001.)
 */
import { mapping } from '../../fields/index.ts';
import { drawByLoad, drawCandidate, nthCandidate } from './candidates.ts';
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
    if (choice.warming) return drawByLoad(choice, choice.first);
    if (choice.excluded > 0) return betterOfCandidates(choice);
    const { inFlight, at, count } = choice;
    const one = Math.floor(choice.first * count);
    if (count === 1) return one;
    // The second is drawn from the others: count - 1 places, with a gap where the first one stands.
    const place = Math.floor(choice.second * (count - 1));
    const other = place < one ? place : place + 1;
    return inFlight[at + other] < inFlight[at + one] ? other : one;
  },
};

/** The same among the candidates. */
function betterOfCandidates(choice: Choice): number {
  const { inFlight, at } = choice;
  const candidates = choice.count - choice.excluded;
  if (candidates === 1) return nthCandidate(choice, 0);
  const one = drawCandidate(choice, choice.first);
  const other = drawCandidate(choice, choice.second, one);
  return inFlight[at + other] < inFlight[at + one] ? other : one;
}
