/** Partition: two sides no longer hear each other. Nobody is told; only timeouts notice, and TCP tries again (machine/cuts.ts). */
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
    'Nothing passes, on an edge or between two zones, in both directions or in one. What was sent is sent again after 200 ms, then each time after twice as long, up to two minutes, and comes through when the partition is over; a caller that waits hears of an error after 924.6 s. What it has given up is not sent again.',
  targets: ['edge', 'zone'],
  params: mapping({ direction: directionField }),
  example: { partition: 'zone a -> zone b', at: '30s', for: '20s' },
  effects: ({ direction = 'both' }) => [{ kind: 'cut', strength: 1, direction }],
};
