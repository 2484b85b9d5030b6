/** Certificate: it has expired. Connections that stand go on; every new one fails, and one day all are new. */
import { duration, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface CertificateParams {
  readonly age: number;
}

export const certificate: FaultDefinition<CertificateParams> = {
  name: 'certificate',
  title: 'Certificate expired',
  sentence:
    'Every new connection is refused after one round trip; as connections are renewed, the share of refused attempts grows to all. A replica that has started since has no old connections, neither as a caller nor as the one that is called.',
  targets: ['service', 'edge'],
  params: mapping({
    age: duration.meta({
      description:
        'How long a connection is used before it is renewed; with 0s, every attempt needs a new one.',
    }),
  }),
  example: { certificate: 'payments', age: '15s', at: '30s', for: '30s' },
  effects: ({ age }) => [{ kind: 'handshake', strength: 1, ramp: age > 0 ? { in: age } : {} }],
};
