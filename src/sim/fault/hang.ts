/** Hang: requests get stuck. No error, no answer, a slot gone: only a timeout of the caller helps, and only the caller. */
import { mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface HangParams {
  readonly share: number;
}

export const hang: FaultDefinition<HangParams> = {
  name: 'hang',
  title: 'Hang',
  sentence:
    'This share of the requests keeps its slot and gets no answer; what still hangs when the fault is over goes on.',
  targets: ['service', 'operation'],
  params: mapping({ share: share.meta({ description: 'Share of the requests that hang.' }) }),
  example: { hang: 'payments.charge', share: '1%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'hang', strength: p.share }],
};
