/** Resolution: names can no longer be looked up. Nobody notices until what was looked up before has grown old. */
import { duration, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface ResolutionParams {
  readonly ttl?: number;
}

/** How long an address is kept, ns: a common setting of cloud balancers' names. */
const TTL = 60e9;

export const resolution: FaultDefinition<ResolutionParams> = {
  name: 'resolution',
  title: 'Name resolution down',
  sentence:
    'Each caller replica forgets where the callee is when what it looked up has grown old; its calls are then refused without travelling. One that has started since never knew it.',
  targets: ['service', 'edge'],
  params: mapping({
    ttl: duration.optional().meta({
      description:
        'How long an address is kept; each caller replica asked last at a time of its own. Default 60s.',
    }),
  }),
  example: { resolution: 'payments', ttl: '10s', at: '30s', for: '20s' },
  effects: ({ ttl = TTL }) => [
    { kind: 'unresolved', strength: 1, ...(ttl > 0 ? { ramp: { in: ttl } } : { ramp: {} }) },
  ],
};
