/** Memory leak: memory fills, its collection takes more and more of the time, the process dies and begins anew. */
import { factor, mapping, positiveCount, positiveDuration } from '../../fields/index.ts';
import { EFFECTS_MOST, type EffectSpec, type FaultDefinition, type Scene } from './contract.ts';

interface MemoryLeakParams {
  readonly fills?: number;
  readonly requests?: number;
  readonly factor: number;
  readonly restart: number;
}

/** By time: full, dead, up again, full, whatever comes. */
function byTime(p: MemoryLeakParams, fills: number, { length, left }: Scene): EffectSpec[] {
  const end = Math.min(length, left);
  const effects: EffectSpec[] = [];
  for (let at = 0; at < end && effects.length < EFFECTS_MOST; at += fills + p.restart) {
    effects.push({
      kind: 'slow',
      strength: p.factor,
      after: at,
      length: Math.min(fills, end - at),
      // The same curve, however early the fault ends.
      ramp: { in: fills, shape: 'exp' },
    });
    const dead = Math.min(p.restart, end - at - fills);
    if (dead > 0) effects.push({ kind: 'down', strength: 1, after: at + fills, length: dead });
  }
  return effects;
}

/** By requests, on the same curve without its steps: whoever is asked more dies sooner, and leaves the load to the others. */
function byRequests(p: MemoryLeakParams, requests: number): EffectSpec[] {
  return [
    { kind: 'bloat', strength: 1, measure: requests, time: { constant: p.restart }, ramp: {} },
    { kind: 'bloated', strength: p.factor, measure: requests, with: 0, ramp: {} },
  ];
}

export const memoryLeak: FaultDefinition<MemoryLeakParams> = {
  name: 'memory-leak',
  title: 'Memory leak',
  sentence:
    'Memory fills and fills, by time or with each request: work becomes slower, late and steeply, until the replicas die, start again and fill anew.',
  targets: ['service', 'zone'],
  params: mapping({
    fills: positiveDuration.optional().meta({ description: 'Time from a start until memory is full.' }),
    requests: positiveCount.optional().meta({
      description:
        'Instead: requests that a replica begins from its start until memory is full; that one kills it.',
    }),
    factor: factor.default(5).meta({
      description:
        'How many times longer work takes at the end, when nearly all is collected in vain: in the last twentieth of `fills`, or of the last request before the one that kills.',
    }),
    restart: positiveDuration.default(5e9).meta({ description: 'Time from a death until it is up again.' }),
  }),
  example: { 'memory-leak': 'orders', replicas: 'one', fills: '12s', restart: '3s', at: '30s', for: '20s' },
  contradiction: ({ fills, requests }) =>
    (fills === undefined) === (requests === undefined)
      ? {
          key: fills === undefined ? 'memory-leak' : 'requests',
          sentence:
            'a leak has `fills` (a time) or `requests` (a number): one of them says when memory is full',
        }
      : undefined,
  effects: (p, scene) => {
    if (p.requests !== undefined) return byRequests(p, p.requests);
    return p.fills === undefined ? [] : byTime(p, p.fills, scene);
  },
};
