/** Delay: the network between two takes longer, each way. The callee itself is as fast as ever. */
import { mapping } from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import type { FaultDefinition } from './contract.ts';

interface DelayParams {
  readonly by: DistributionSpec;
}

export const delay: FaultDefinition<DelayParams> = {
  name: 'delay',
  title: 'Delay',
  sentence:
    'Every message on the edge takes longer, requests and answers alike; on a service, every edge into it.',
  targets: ['edge', 'service'],
  params: mapping({
    by: distributionField.meta({ description: 'Added to each message, each way; drawn anew every time.' }),
  }),
  example: { delay: 'orders -> payments', by: { median: '100ms', p99: '400ms' }, at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'delay', strength: 1, time: p.by }],
};
