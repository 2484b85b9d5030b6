/** Slow: the same work takes longer. Nothing fails by itself, which is what makes it dangerous. */
import { factor, mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface SlowParams {
  readonly factor: number;
}

export const slow: FaultDefinition<SlowParams> = {
  name: 'slow',
  title: 'Slow',
  sentence: 'Work takes this many times longer.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({ factor: factor.meta({ description: 'How many times longer the work takes.' }) }),
  example: { slow: 'payments', factor: 10, at: '60s', for: '20s' },
  effects: (p) => [{ kind: 'slow', strength: p.factor }],
};
