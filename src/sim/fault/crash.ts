/** Crash: replicas die. What they held is gone, and until they are back nobody answers there. */
import { mapping } from '../../fields/index.ts';
import { type ComebackParams, comeback, comebackContradiction, comebackParams } from './comeback.ts';
import type { FaultDefinition } from './contract.ts';

export const crash: FaultDefinition<ComebackParams> = {
  name: 'crash',
  title: 'Crash',
  sentence:
    'The replicas die with everything they were doing, and refuse whatever comes until the fault is over.',
  targets: ['service', 'zone'],
  params: mapping(comebackParams),
  example: { crash: 'orders', replicas: 'one', at: '30s', for: '10s' },
  contradiction: comebackContradiction,
  effects: (params, scene) => [{ kind: 'down', strength: 1 }, ...comeback(params, scene)],
};
