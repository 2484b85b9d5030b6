/** Shed: turn a part of the load away on purpose, so that the rest is served. */
import { mapping, share } from '../../fields/index.ts';
import { SHED } from '../terms/outcomes.ts';
import type { FaultDefinition } from './contract.ts';

interface ShedParams {
  readonly share: number;
}

export const shed: FaultDefinition<ShedParams> = {
  name: 'shed',
  title: 'Shed load',
  isAction: true,
  sentence:
    'This share of the attempts is turned away at the door, a round trip after it was sent; a service turns away whoever calls it.',
  targets: ['load', 'service', 'edge'],
  params: mapping({ share: share.meta({ description: 'Share of the attempts that are turned away.' }) }),
  example: { shed: 'shoppers', share: '30%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'refuse', strength: p.share, measure: SHED }],
};
