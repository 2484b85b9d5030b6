/**
 * Weighted: round robin by weight, spread out evenly. Every replica gains its weight in credit, the
 * richest is chosen and pays the sum of all weights: 5:1:1 gives a a b a c a a, not a a a a a b c.
 * This is nginx's smooth weighted round robin (ngx_http_upstream_get_peer): whoever is held out neither
 * gains nor pays.
 */
import { mapping } from '../../fields/index.ts';
import { isOut, scaleOf } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const weighted: BalancerDefinition<Record<string, never>> = {
  name: 'weighted',
  title: 'Weighted round robin',
  sentence: "Replicas in turn, in proportion to the service's `weights`, spread out as evenly as can be.",
  params: mapping({}),
  example: 'weighted',
  warms: true,
  needsWeights: true,
  /** Credit of each replica. */
  memoryOf: (_params, count) => new Array<number>(count).fill(0),
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    const { memory, memoryAt, weights, count } = choice;
    let total = 0;
    let chosen = -1;
    for (let i = 0; i < count; i++) {
      if (isOut(choice, i)) continue;
      const weight = weights[i] * scaleOf(choice, i);
      total += weight;
      memory[memoryAt + i] += weight;
      if (chosen < 0 || memory[memoryAt + i] > memory[memoryAt + chosen]) chosen = i;
    }
    memory[memoryAt + chosen] -= total;
    return chosen;
  },
};
