/**
 * Least requests: the replica with the fewest of one's own attempts in flight, after looking at all.
 * It sees only what its own caller replica sent. A replica that fails fast always looks idle, so this
 * balancer feeds it first.
 */
import { mapping } from '../../fields/index.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const leastRequests: BalancerDefinition<Record<string, never>> = {
  name: 'least-requests',
  title: 'Least requests',
  sentence:
    "The replica with the fewest of this caller replica's own attempts in flight; luck decides among equals.",
  params: mapping({}),
  example: 'least-requests',
  memoryOf: () => [],
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    const { inFlight, at, count } = choice;
    let least = inFlight[at];
    let equals = 1;
    for (let i = 1; i < count; i++) {
      const busy = inFlight[at + i];
      if (busy < least) {
        least = busy;
        equals = 1;
      } else if (busy === least) {
        equals += 1;
      }
    }
    // One draw decides among the equals, so it takes a second look to find the one it names.
    let skip = Math.floor(choice.first * equals);
    let chosen = 0;
    while (inFlight[at + chosen] !== least || skip-- > 0) chosen += 1;
    return chosen;
  },
};
