/** Flush: empty the queue. Those who wait have probably left already. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const flush: FaultDefinition<Record<string, never>> = {
  name: 'flush',
  title: 'Flush queues',
  isAction: true,
  sentence: 'Whatever waits at the replicas in the instant in which it begins is turned away.',
  targets: ['service', 'zone'],
  params: mapping({}),
  example: { flush: 'payments', at: '30s', for: '1s' },
  effects: () => [{ kind: 'flush', strength: 1, length: 1, ramp: {} }],
};
