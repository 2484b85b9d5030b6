/** Scale: more replicas, or fewer. New ones take a while to come; those that go finish what they have. */
import { countBetween, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ScaleParams {
  readonly to: number;
}

export const scale: FaultDefinition<ScaleParams> = {
  name: 'scale',
  title: 'Scale',
  isAction: true,
  sentence:
    'So many replicas are in service until the action is over; how they come and go, and how many there may be, is the `scaling` of the service.',
  targets: ['service'],
  params: mapping({
    to: countBetween(1, 10_000).meta({
      description: 'How many. The last scale that began is the one that counts.',
    }),
  }),
  example: { scale: 'orders', to: 4, at: '30s', for: '20s' },
  effects: ({ to }) => [{ kind: 'staff', strength: 1, measure: to, ramp: {} }],
};
