/** Tail inflation: a few requests take much longer, for no reason of their own. Means hardly move; fan-outs feel it. */
import { mapping, share } from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import type { FaultDefinition } from './contract.ts';

interface TailInflationParams {
  readonly share: number;
  readonly extra: DistributionSpec;
}

export const tailInflation: FaultDefinition<TailInflationParams> = {
  name: 'tail-inflation',
  title: 'Tail inflation',
  sentence:
    'This share of the requests takes so much longer: they keep their slots and compute nothing meanwhile.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({
    share: share.meta({ description: 'Share of the requests; 100% adds to each.' }),
    extra: distributionField.meta({ description: 'Added to a request, drawn anew for each.' }),
  }),
  example: { 'tail-inflation': 'payments.charge', share: '3%', extra: '2s', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'linger', strength: p.share, time: p.extra }],
};
