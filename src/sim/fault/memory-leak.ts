/** Memory leak: memory fills, its collection takes more and more of the time, the process dies and begins anew. */
import { factor, mapping, positiveDuration } from '../../fields/index.ts';
import type { EffectSpec, FaultDefinition } from './contract.ts';

interface MemoryLeakParams {
  readonly fills: number;
  readonly factor: number;
  readonly restart: number;
}

export const memoryLeak: FaultDefinition<MemoryLeakParams> = {
  name: 'memory-leak',
  title: 'Memory leak',
  sentence:
    'Memory fills and fills: work becomes slower, late and steeply, until the replicas die, start again and fill anew.',
  targets: ['service', 'zone'],
  params: mapping({
    fills: positiveDuration.meta({ description: 'Time from a start until memory is full.' }),
    factor: factor.default(5).meta({
      description: 'How many times longer work takes at the end, when nearly all is collected in vain.',
    }),
    restart: positiveDuration.default(5e9).meta({ description: 'Time from a death until it is up again.' }),
  }),
  example: { 'memory-leak': 'orders', replicas: 'one', fills: '12s', restart: '3s', at: '30s', for: '20s' },
  effects: (p, { length, left }) => {
    const end = Math.min(length, left);
    const effects: EffectSpec[] = [];
    for (let at = 0; at < end; at += p.fills + p.restart) {
      const fills = Math.min(p.fills, end - at);
      effects.push({
        kind: 'slow',
        strength: p.factor,
        after: at,
        length: fills,
        // The same curve, however early the fault ends.
        ramp: { in: p.fills, shape: 'exp' },
      });
      const dead = Math.min(p.restart, end - at - p.fills);
      if (dead > 0) effects.push({ kind: 'down', strength: 1, after: at + p.fills, length: dead });
    }
    return effects;
  },
};
