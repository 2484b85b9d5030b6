/** Surge: more people come, or fewer. */
import { mapping, multiple } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface SurgeParams {
  readonly factor: number;
}

export const surge: FaultDefinition<SurgeParams> = {
  name: 'surge',
  title: 'Surge',
  sentence: 'The load is this many times what its arrivals and profile say; the same luck, closer together.',
  targets: ['load'],
  params: mapping({ factor: multiple.meta({ description: 'How many times the load.' }) }),
  example: { surge: 'shoppers', factor: 3, at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'surge', strength: p.factor }],
};
