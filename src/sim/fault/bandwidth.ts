/** Bandwidth: the wire carries so much a second. What does not fit waits for the wire, first come, first served. */
import { dataRate, mapping, size } from '../../fields/index.ts';
import type { Direction, FaultDefinition } from './contract.ts';
import { directionField } from './direction.ts';

interface BandwidthParams {
  readonly rate: number;
  readonly message: number;
  readonly direction?: Direction;
}

export const bandwidth: FaultDefinition<BandwidthParams> = {
  name: 'bandwidth',
  title: 'Narrow wire',
  sentence:
    'The edge carries so much a second, each way; messages wait for the wire in the order in which they were sent. When the rate changes, or the fault ends, what still waits goes at the new rate; a refused connection, and the news that a caller has left, are too small to hold the wire.',
  targets: ['edge', 'service'],
  params: mapping({
    rate: dataRate.meta({ description: 'What the wire carries.' }),
    message: size.meta({ description: 'Size of each message; of 0B, it needs no wire.' }),
    direction: directionField,
  }),
  example: { bandwidth: 'orders -> payments', rate: '1MB/s', message: '20KB', at: '30s', for: '20s' },
  effects: ({ rate, message, direction = 'both' }) => [
    { kind: 'wire', strength: (message / rate) * 1e9, direction },
  ],
};
