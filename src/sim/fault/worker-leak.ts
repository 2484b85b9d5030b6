/** Worker leak: now and then a request is answered and its slot never comes back. The pool shrinks until nothing is left. */
import { mapping, positiveCount } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface WorkerLeakParams {
  readonly every: number;
}

export const workerLeak: FaultDefinition<WorkerLeakParams> = {
  name: 'worker-leak',
  title: 'Worker leak',
  sentence:
    'Each so many requests one keeps its slot after its answer, until the fault is over or the replica dies.',
  targets: ['service', 'zone'],
  params: mapping({
    every: positiveCount.meta({ description: 'Of so many requests at a replica, the last keeps its slot.' }),
  }),
  example: { 'worker-leak': 'payments', every: 20, at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'leak', strength: 1, measure: p.every }],
};
