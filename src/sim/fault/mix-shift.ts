/** Mix: the same number of people ask, but for something else. */
import { mapping, operationName, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface MixParams {
  readonly operation: string;
  readonly share: number;
}

export const mixShift: FaultDefinition<MixParams> = {
  name: 'mix-shift',
  title: 'Mix',
  sentence:
    "One of the load's operations is asked for by this share of the requests; the others divide the rest as before. Of several such faults the one that began last says the share of its operation, whatever the others have made of it.",
  targets: ['load'],
  params: mapping({
    operation: operationName.meta({ description: "One of the operations in the load's `mix`." }),
    share: share.meta({ description: 'Its share of the requests.' }),
  }),
  example: { 'mix-shift': 'visitors', operation: 'web.checkout', share: '90%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'mix', strength: p.share, of: p.operation }],
};
