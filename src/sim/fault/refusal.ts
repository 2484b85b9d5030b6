/** Refusal: the door is closed. The caller learns it soon, which is kinder than silence. */
import { z } from 'zod';
import { mapping, share } from '../../fields/index.ts';
import { ERROR, REFUSED } from '../terms/outcomes.ts';
import type { FaultDefinition } from './contract.ts';

interface RefusalParams {
  readonly share: number;
  readonly as?: 'refused' | 'reset';
}

export const refusal: FaultDefinition<RefusalParams> = {
  name: 'refusal',
  title: 'Connection refused',
  sentence:
    'This share of the attempts meets a closed port: refused after one round trip, and never started at the callee.',
  targets: ['edge', 'service'],
  params: mapping({
    share: share.meta({ description: 'Share of the attempts that are turned back.' }),
    as: z
      .enum(['refused', 'reset'])
      .optional()
      .meta({ description: 'What the caller sees: refused (default), or reset, which is an error.' }),
  }),
  example: { refusal: 'orders -> payments', share: '50%', at: '30s', for: '20s' },
  effects: ({ share: strength, as }) => [
    { kind: 'refuse', strength, measure: as === 'reset' ? ERROR : REFUSED },
  ],
};
