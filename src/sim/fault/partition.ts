/** Partition: two sides no longer hear each other. Nobody is told; only timeouts notice. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const partition: FaultDefinition<Record<string, never>> = {
  name: 'partition',
  title: 'Partition',
  sentence:
    'Nothing passes, on an edge or between two zones, in either direction; only a timeout ends the wait.',
  targets: ['edge', 'zone'],
  params: mapping({}),
  example: { partition: 'zone a -> zone b', at: '30s', for: '20s' },
  effects: () => [{ kind: 'cut', strength: 1 }],
};
