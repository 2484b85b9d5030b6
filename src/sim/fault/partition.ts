/** Partition: two sides no longer hear each other. Nobody is told; only timeouts notice. */
import { mapping } from '../../fields/index.ts';
import type { Direction, FaultDefinition } from './contract.ts';
import { directionField } from './direction.ts';

interface PartitionParams {
  readonly direction?: Direction;
}

export const partition: FaultDefinition<PartitionParams> = {
  name: 'partition',
  title: 'Partition',
  sentence:
    'Nothing passes, on an edge or between two zones, in both directions or in one; only a timeout ends the wait.',
  targets: ['edge', 'zone'],
  params: mapping({ direction: directionField }),
  example: { partition: 'zone a -> zone b', at: '30s', for: '20s' },
  effects: ({ direction = 'both' }) => [{ kind: 'cut', strength: 1, direction }],
};
