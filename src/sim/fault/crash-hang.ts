/**
 * Crash without a sound: the host is gone, so no connection is refused or reset. What it had taken in is acknowledged
 * and never answered; what comes later is sent again, as over a cut way (machine/cuts.ts).
 */
import { mapping } from '../../fields/index.ts';
import { type ComebackParams, comeback, comebackContradiction, comebackParams } from './comeback.ts';
import type { FaultDefinition } from './contract.ts';

export const crashHang: FaultDefinition<ComebackParams> = {
  name: 'crash-hang',
  title: 'Crash without a sound',
  sentence:
    'The replicas die and nobody hears of it: whatever they were doing is never answered. What comes later is sent again after 200 ms, then each time after twice as long, up to two minutes, and comes through when they are back; a caller that waits hears of an error after 924.6 s. What it has given up is not sent again.',
  targets: ['service', 'zone'],
  params: mapping(comebackParams),
  example: { 'crash-hang': 'orders', replicas: 'one', at: '30s', for: '10s', restart: '2s' },
  contradiction: comebackContradiction,
  effects: (params, scene) => [{ kind: 'gone', strength: 1 }, ...comeback(params, scene)],
};
