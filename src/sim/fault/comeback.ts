/** How replicas come back after they were gone: they start again, and are cold for a while. */
import { factor, positiveDuration } from '../../fields/index.ts';
import type { EffectSpec, Scene } from './contract.ts';

export interface ComebackParams {
  readonly restart?: number;
  readonly 'warm-up'?: number;
  readonly cold?: number;
}

export const comebackParams = {
  restart: positiveDuration
    .optional()
    .meta({ description: 'Time to start again when the fault is over; nobody answers until then.' }),
  'warm-up': positiveDuration
    .optional()
    .meta({ description: 'Time after that in which the replica is cold, less and less.' }),
  cold: factor
    .optional()
    .meta({ description: 'How many times longer work takes at the beginning of the warm-up; default 5.' }),
};

/** A cold replica, where nobody says how cold. */
const COLD = 5;

/** What follows when the replicas have been gone for as long as the fault lasts. */
export function comeback(params: ComebackParams, { length }: Pick<Scene, 'length'>): EffectSpec[] {
  const { restart = 0, 'warm-up': warmUp = 0, cold = COLD } = params;
  return [
    ...(restart > 0 ? [{ kind: 'down', strength: 1, after: length, length: restart } as const] : []),
    ...(warmUp > 0 ? [warming(cold, warmUp, length + restart)] : []),
  ];
}

/** Slow at first, less and less. */
export function warming(cold: number, length: number, after = 0): EffectSpec {
  return { kind: 'slow', strength: cold, after, length, ramp: { out: length } };
}

export function comebackContradiction(params: ComebackParams) {
  if (params.cold === undefined || params['warm-up'] !== undefined) return undefined;
  return { key: 'cold', sentence: '`cold` only means something with `warm-up`' };
}
