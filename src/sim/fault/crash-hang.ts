/** Crash without a sound: the host is gone, so no connection is refused or reset. Callers wait for nothing. */
import { mapping } from '../../fields/index.ts';
import { type ComebackParams, comeback, comebackContradiction, comebackParams } from './comeback.ts';
import type { FaultDefinition } from './contract.ts';

export const crashHang: FaultDefinition<ComebackParams> = {
  name: 'crash-hang',
  title: 'Crash without a sound',
  sentence:
    'The replicas die and nobody hears of it: whatever they were doing, and whatever comes, is never answered.',
  targets: ['service', 'zone'],
  params: mapping(comebackParams),
  example: { 'crash-hang': 'orders', replicas: 'one', at: '30s', for: '10s', restart: '2s' },
  contradiction: comebackContradiction,
  effects: (params, scene) => [{ kind: 'gone', strength: 1 }, ...comeback(params, scene)],
};
