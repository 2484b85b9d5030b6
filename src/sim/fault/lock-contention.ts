/** Lock contention: a section that one request at a time may be in. However many slots, no more than 1 ÷ hold pass a second. */
import { z } from 'zod';
import { mapping } from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import type { FaultDefinition } from './contract.ts';

interface LockContentionParams {
  readonly hold: DistributionSpec;
  readonly lock: 'replica' | 'service';
}

export const lockContention: FaultDefinition<LockContentionParams> = {
  name: 'lock-contention',
  title: 'Lock contention',
  sentence:
    'Before its work each request waits for one lock, first come first served, and holds it for a time: one request at a time.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({
    hold: distributionField.meta({ description: 'How long a request holds the lock.' }),
    lock: z.enum(['replica', 'service']).default('replica').meta({
      description:
        'Who shares a lock: the requests at one replica (default), or those at all of them, as with a row of a database.',
    }),
  }),
  example: { 'lock-contention': 'orders.place', hold: '15ms', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'lock', strength: 1, time: p.hold, measure: p.lock === 'service' ? 1 : 0 }],
};
