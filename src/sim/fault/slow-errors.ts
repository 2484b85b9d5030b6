/** Slow errors: requests fail, but only after a while, and hold their slots until then. */
import { mapping, share } from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import type { FaultDefinition } from './contract.ts';

interface SlowErrorsParams {
  readonly share: number;
  readonly after: DistributionSpec;
}

export const slowErrors: FaultDefinition<SlowErrorsParams> = {
  name: 'slow-errors',
  title: 'Slow errors',
  sentence:
    'This share of the requests ends in an error after a while, as when something behind them times out.',
  targets: ['service', 'operation'],
  params: mapping({
    share: share.meta({ description: 'Share of the requests that fail.' }),
    after: distributionField.meta({ description: 'How long they hold their slots before.' }),
  }),
  example: { 'slow-errors': 'payments.charge', share: '20%', after: '400ms', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'fail', strength: p.share, time: p.after }],
};
