/** Impatient clients: a version of the client without manners is out, and some people have it. */
import { countBetween, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ImpatientParams {
  readonly attempts: number;
}

export const impatientClients: FaultDefinition<ImpatientParams> = {
  name: 'impatient-clients',
  title: 'Impatient clients',
  sentence:
    'Clients of the load try so often in all, without a pause between; `replicas` says which of its clients.',
  targets: ['load'],
  params: mapping({
    attempts: countBetween(1, 100).meta({ description: 'Attempts in all, the first one included.' }),
  }),
  example: { 'impatient-clients': 'visitors', attempts: 5, replicas: '50%', at: '30s', for: '20s' },
  effects: (p) => [
    { kind: 'set', strength: 1, of: 'retry.attempts', measure: p.attempts },
    { kind: 'set', strength: 1, of: 'retry.base', measure: 0 },
  ],
};
