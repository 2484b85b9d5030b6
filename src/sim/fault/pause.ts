/** Pause: a stopped process, a long collection of garbage. Nothing fails, nothing moves: the worst kind. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const pause: FaultDefinition<Record<string, never>> = {
  name: 'pause',
  title: 'Pause',
  sentence:
    'The replicas stand still: work, answers and alarms wait, connections stay open, and all goes on where it was. It is the process that is paused: one that is killed meanwhile is followed by a new one, which moves.',
  targets: ['service', 'zone'],
  params: mapping({}),
  example: { pause: 'payments', replicas: 'one', at: '30s', for: '5s' },
  effects: () => [{ kind: 'freeze', strength: 1 }],
};
