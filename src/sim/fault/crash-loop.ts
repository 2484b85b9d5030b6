/**
 * Crash loop: replicas die again soon after each start, and are started again after a pause that
 * doubles each time. The defaults are the kubelet's: from 10 s up to 5 min (Kubernetes documentation,
 * "Pod Lifecycle", container restarts; the pause begins anew only after ten minutes without trouble).
 */
import { mapping, positiveDuration } from '../../fields/index.ts';
import { EFFECTS_MOST, type EffectSpec, type FaultDefinition } from './contract.ts';

interface CrashLoopParams {
  readonly up: number;
  readonly backoff: number;
  readonly 'backoff-max': number;
  readonly 'start-up'?: number;
}

export const crashLoop: FaultDefinition<CrashLoopParams> = {
  name: 'crash-loop',
  title: 'Crash loop',
  sentence:
    'The replicas die, come back after a pause, run for a moment and die again; the pause doubles each time.',
  targets: ['service', 'zone'],
  params: mapping({
    up: positiveDuration.default(5e9).meta({ description: 'How long they run before they die again.' }),
    backoff: positiveDuration.default(10e9).meta({ description: 'The first pause before a restart.' }),
    'backoff-max': positiveDuration.default(300e9).meta({ description: 'The longest pause.' }),
    'start-up': positiveDuration
      .optional()
      .meta({ description: 'Time that a start takes after each pause; nobody answers until then.' }),
  }),
  example: { 'crash-loop': 'orders', replicas: 'one', up: '2s', backoff: '1s', at: '30s', for: '20s' },
  effects: ({ up, backoff, 'backoff-max': most, 'start-up': startUp = 0 }, { length, left }) => {
    const end = Math.min(length, left);
    const effects: EffectSpec[] = [];
    let pause = backoff;
    for (let at = 0; at < end && effects.length < EFFECTS_MOST; ) {
      const down = Math.min(pause, most) + startUp;
      effects.push({ kind: 'down', strength: 1, after: at, length: Math.min(down, end - at) });
      at += down + up;
      pause = Math.min(most, pause * 2);
    }
    return effects;
  },
};
