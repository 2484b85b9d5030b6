/** Shrink: a part of the slots is gone: taken by another job, or by a limit that somebody lowered. */
import { mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ShrinkParams {
  readonly to: number;
}

export const shrink: FaultDefinition<ShrinkParams> = {
  name: 'shrink',
  title: 'Shrink',
  sentence:
    'The replicas have only this share of their slots, at least one each; what runs, runs to its end.',
  targets: ['service', 'zone'],
  params: mapping({ to: share.meta({ description: 'Share of the slots that is left.' }) }),
  example: { shrink: 'payments', to: '10%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'slots', strength: p.to }],
};
