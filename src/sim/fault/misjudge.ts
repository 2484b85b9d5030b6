/** Misjudge: the health checker is wrong. The sick are kept, or the well are taken out one by one. */
import { z } from 'zod';
import { mapping, share } from '../../fields/index.ts';
import { SAYS_HEALTHY } from '../terms/health.ts';
import type { EffectSpec, FaultDefinition } from './contract.ts';

const VERDICTS = ['healthy', 'unhealthy'] as const;
const CHECKS = ['remove', 'restart'] as const;

interface MisjudgeParams {
  readonly as: (typeof VERDICTS)[number];
  readonly share: number;
  readonly 'on-failure'?: (typeof CHECKS)[number];
}

const WHERE: Record<(typeof CHECKS)[number], NonNullable<EffectSpec['where']>> = {
  remove: 'checks-that-remove',
  restart: 'checks-that-restart',
};

export const misjudge: FaultDefinition<MisjudgeParams> = {
  name: 'misjudge',
  title: 'Lying health check',
  sentence: 'The checks of a replica say that it is well, or that it is not, whatever they have found.',
  targets: ['service', 'zone'],
  params: mapping({
    as: z.enum(VERDICTS).meta({
      description: 'healthy: whoever is broken stays. unhealthy: whoever is well is taken out, or restarted.',
    }),
    share: share.default(1).meta({ description: 'Share of the checks that say so; all, by default.' }),
    'on-failure': z
      .enum(CHECKS)
      .optional()
      .meta({ description: 'Only the checks that remove, or only those that restart; default all.' }),
  }),
  example: { misjudge: 'orders', as: 'unhealthy', replicas: 'one', at: '30s', for: '20s' },
  effects: (p) => {
    const those = p['on-failure'] === undefined ? CHECKS : [p['on-failure']];
    return those.map((each) => ({
      kind: each === 'remove' ? 'misjudge-ready' : 'misjudge-alive',
      strength: p.share,
      measure: p.as === 'healthy' ? SAYS_HEALTHY : 0,
      where: WHERE[each],
    }));
  },
};
