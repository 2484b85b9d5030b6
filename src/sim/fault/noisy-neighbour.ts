/** Noisy neighbour: somebody else on the same machine takes a part of the processor. */
import { mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface NoisyNeighbourParams {
  readonly share: number;
}

/** All of the processor would leave work that never ends. */
const MOST = 0.999;

export const noisyNeighbour: FaultDefinition<NoisyNeighbourParams> = {
  name: 'noisy-neighbour',
  title: 'Noisy neighbour',
  sentence:
    'Somebody else takes this share of the processor: shared cores are fewer, and slots that compute each on its own are slower.',
  targets: ['service', 'zone'],
  params: mapping({
    share: share.meta({ description: 'Share of the processor that is gone; at most 99.9% is taken.' }),
  }),
  example: { 'noisy-neighbour': 'payments', share: '60%', at: '30s', for: '20s' },
  effects: (p) => {
    const left = 1 - Math.min(MOST, p.share);
    return [
      { kind: 'cores', strength: left, where: 'shared-cores' },
      { kind: 'slow', strength: 1 / left, where: 'own-cores' },
    ];
  },
};
