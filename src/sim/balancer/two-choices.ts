/**
 * Two choices: looks at two different replicas, picked by luck, and takes the less busy one. Almost
 * as good as looking at all, without everybody running to the same one. (M. Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001.)
 */
import { mapping } from '../../fields/index.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const twoChoices: BalancerDefinition<Record<string, never>> = {
  name: 'two-choices',
  title: 'Two choices',
  sentence:
    "Of two replicas picked by luck, the one with fewer of this caller replica's own attempts in flight.",
  params: mapping({}),
  example: 'two-choices',
  memoryOf: () => [],
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    const { inFlight, at, count } = choice;
    const one = Math.floor(choice.first * count);
    if (count === 1) return one;
    // The second is drawn from the others: count - 1 places, with a gap where the first one stands.
    const place = Math.floor(choice.second * (count - 1));
    const other = place < one ? place : place + 1;
    return inFlight[at + other] < inFlight[at + one] ? other : one;
  },
};
