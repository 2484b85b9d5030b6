/** May a fault grow and fade? Only what has a strength: what is there or not, or grows by itself, may not. */
import type { EffectSpec } from '../fault/index.ts';
import type { FaultSpec } from '../spec/index.ts';
import { grows } from '../terms/effects.ts';
import type { Path } from './draft.ts';
import type { Problems } from './problem.ts';

/** True where a ramp would change something: an effect that has a strength, and no ramp of its own. */
export function growsWithRamp(effects: readonly EffectSpec[]): boolean {
  return effects.some(({ kind, ramp }) => ramp === undefined && grows(kind));
}

export function checkRamp(
  problems: Problems,
  kind: string,
  { ramp }: FaultSpec,
  effects: readonly EffectSpec[],
  path: Path,
): void {
  if (ramp === undefined || growsWithRamp(effects)) return;
  const isItsOwn = effects.some((effect) => effect.ramp?.in !== undefined);
  problems.add(
    [...path, 'ramp'],
    'E303',
    isItsOwn
      ? `${kind} grows by itself: a ramp changes nothing`
      : `${kind} is there or it is not, it cannot grow`,
    isItsOwn
      ? 'remove `ramp`'
      : 'remove `ramp`; to have it grow, write several, each `at` its time and for some `replicas`',
  );
}
