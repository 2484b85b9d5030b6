/** Errors: a share of the requests ends badly, whoever asks and however healthy the replica looks. */
import { mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ErrorsParams {
  readonly share: number;
}

export const errors: FaultDefinition<ErrorsParams> = {
  name: 'errors',
  title: 'Errors',
  sentence: 'This share of the requests ends in an error; several such faults draw for themselves.',
  targets: ['service', 'operation'],
  params: mapping({ share: share.meta({ description: 'Share of the requests that fail.' }) }),
  example: { errors: 'payments.charge', share: '30%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'fail', strength: p.share }],
};
