/** Flush: empty the queue. Those who wait have probably left already. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const flush: FaultDefinition<Record<string, never>> = {
  name: 'flush',
  title: 'Flush queues',
  isAction: true,
  sentence:
    'Whatever waits in the instant in which it begins is turned away at a replica, and dropped at a broker. It has no length, whatever `for` says.',
  targets: ['service', 'zone', 'broker'],
  params: mapping({}),
  example: { flush: 'orders', at: '30s' },
  effects: () => [
    { kind: 'flush', strength: 1, length: 1, ramp: {} },
    { kind: 'purge', strength: 1, length: 1, ramp: {} },
  ],
};
