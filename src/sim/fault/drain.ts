/** Drain: take replicas out without hurting anybody. The rest must carry the load. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const drain: FaultDefinition<Record<string, never>> = {
  name: 'drain',
  title: 'Drain',
  isAction: true,
  sentence:
    'Nobody sends to these replicas any more; what is there, or on its way, is served. Where none is left, callers are refused at once.',
  targets: ['service', 'zone'],
  params: mapping({}),
  example: { drain: 'orders', replicas: 'one', at: '30s', for: '20s' },
  effects: () => [{ kind: 'absent', strength: 1 }],
};
