/** Cold start: replicas are new; their caches are empty and their code is not compiled. */
import { factor, mapping, positiveDuration } from '../../fields/index.ts';
import { warming } from './comeback.ts';
import type { FaultDefinition } from './contract.ts';

interface ColdStartParams {
  readonly factor: number;
  readonly takes: number;
}

export const coldStart: FaultDefinition<ColdStartParams> = {
  name: 'cold-start',
  title: 'Cold start',
  sentence: 'Work takes this many times longer at first, less and less until the replicas are warm.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({
    factor: factor.meta({ description: 'How many times longer work takes at the beginning.' }),
    takes: positiveDuration.default(30e9).meta({ description: 'Time until they are warm.' }),
  }),
  example: { 'cold-start': 'orders', replicas: 'one', factor: 8, takes: '20s', at: '30s', for: '20s' },
  effects: (p, { length }) => [warming(p.factor, Math.min(p.takes, length))],
};
