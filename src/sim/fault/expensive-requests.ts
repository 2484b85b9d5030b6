/** Expensive requests: a few ask for much more than the others. */
import { factor, mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ExpensiveRequestsParams {
  readonly share: number;
  readonly factor: number;
}

export const expensiveRequests: FaultDefinition<ExpensiveRequestsParams> = {
  name: 'expensive-requests',
  title: 'Expensive requests',
  sentence: 'The work of this share of the requests takes this many times longer, all of it.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({
    share: share.meta({ description: 'Share of the requests.' }),
    factor: factor.meta({ description: 'How many times longer their work takes.' }),
  }),
  example: { 'expensive-requests': 'payments.charge', share: '5%', factor: 20, at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'costly', strength: p.factor, measure: p.share }],
};
