/** Random: any replica, each as likely as the next, whatever happened before. */
import { mapping } from '../../fields/index.ts';
import { drawCandidate } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

export const random: BalancerDefinition<Record<string, never>> = {
  name: 'random',
  title: 'Random',
  sentence:
    'Any replica, each equally likely: nothing to remember, and sometimes three in a row for the same one.',
  params: mapping({}),
  example: 'random',
  warms: true,
  memoryOf: () => [],
  tableOf: () => new Float64Array(0),
  choose: (choice: Choice) =>
    choice.excluded > 0 || choice.warming
      ? drawCandidate(choice, choice.first)
      : Math.floor(choice.first * choice.count),
};
