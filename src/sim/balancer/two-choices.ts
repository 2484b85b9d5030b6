/**
 * Two choices: looks at two different replicas, picked by luck, and takes the less busy one. Almost
 * as good as looking at all, without everybody running to the same one. While somebody is in its slow start the
 * replicas are weighed instead (drawByLoad). (M. Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001.)
 */
import { mapping } from '../../fields/index.ts';
import { drawByLoad, firstOfTwo, secondOfTwo } from './candidates.ts';
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
    const one = firstOfTwo(choice);
    if (choice.count - choice.excluded === 1) return one;
    const other = secondOfTwo(choice, one);
    const { inFlight, at } = choice;
    return inFlight[at + other] < inFlight[at + one] ? other : one;
  },
};
