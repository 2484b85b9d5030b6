/**
 * Least requests: the replica with the fewest of one's own attempts in flight, after looking at all.
 * It sees only what its own caller replica sent. A replica that fails fast always looks idle, so this
 * balancer feeds it first. While somebody is in its slow start the replicas are weighed instead (drawByLoad).
 */
import { mapping } from '../../fields/index.ts';
import { drawByLoad, isOut } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const leastRequests: BalancerDefinition<Record<string, never>> = {
  name: 'least-requests',
  title: 'Least requests',
  sentence:
    "The replica with the fewest of this caller replica's own attempts in flight; luck decides among equals.",
  params: mapping({}),
  example: 'least-requests',
  warms: true,
  memoryOf: () => [],
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    if (choice.warming) return drawByLoad(choice, choice.first);
    if (choice.excluded > 0) return leastOfCandidates(choice);
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

/** The same among the candidates. */
function leastOfCandidates(choice: Choice): number {
  const { inFlight, at, count } = choice;
  let least = Number.POSITIVE_INFINITY;
  let equals = 0;
  for (let i = 0; i < count; i++) {
    if (isOut(choice, i)) continue;
    const busy = inFlight[at + i];
    if (busy < least) {
      least = busy;
      equals = 0;
    }
    if (busy === least) equals += 1;
  }
  let left = choice.first * equals;
  let chosen = 0;
  for (let i = 0; i < count; i++) {
    if (isOut(choice, i) || inFlight[at + i] !== least) continue;
    chosen = i;
    left -= 1;
    if (left < 0) break;
  }
  return chosen;
}
