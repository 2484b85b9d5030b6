/** Outage: the broker is away. Its messages are safe and wait for its return. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const outage: FaultDefinition<Record<string, never>> = {
  name: 'outage',
  title: 'Broker outage',
  sentence: 'The broker takes nothing and gives nothing; publishers are refused and consumers wait.',
  targets: ['broker'],
  params: mapping({}),
  example: { outage: 'jobs', at: '30s', for: '20s' },
  effects: () => [{ kind: 'broker-down', strength: 1 }],
};
