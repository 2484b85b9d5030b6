/** Which replicas of a service a fault means: `all`, `one`, a number, a share, a list; and only those in its zone. */
import type { EffectSpec } from '../fault/index.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import type { Problems } from './problem.ts';
import type { Target } from './targets.ts';

/** More than what a share of a whole number is off by: 30% of 10 are 3. */
const ROUNDING = 1e-9;

/**
 * The chosen replicas of one service: those in the zone, and of them the first so many, or the named ones. A
 * share is one of those in service at the start; `all` are also those that may come later.
 */
export function chooseReplicas(
  ground: FaultGround,
  problems: Problems,
  service: number,
  target: Target,
  spec: FaultSpec,
  path: Path,
): number[] {
  const { directory } = ground;
  const { name, firstReplica, replicas: count } = directory.services[service];
  const all = Array.from({ length: count }, (_, index) => index);
  const there =
    target.zoneFrom === NONE
      ? all
      : all.filter((index) => directory.replicas[firstReplica + index].zone === target.zoneFrom);
  const choice = spec.replicas;
  if (Array.isArray(choice)) {
    for (const index of choice) {
      if (index < count) continue;
      const hint = `its replicas are 0 to ${count - 1}`;
      problems.add([...path, 'replicas'], 'E301', `${name} has no replica ${index}`, hint);
    }
  }
  if (typeof choice === 'number' && choice > there.length && target.zoneFrom === NONE) {
    const sentence = `${name} has only ${there.length} ${there.length === 1 ? 'replica' : 'replicas'}`;
    problems.add([...path, 'replicas'], 'E303', sentence, 'write all');
  }
  const { inService } = ground.scaling[service];
  return chosenAmong(there, choice, inService).map((index) => firstReplica + index);
}

/** Of those with these numbers the chosen ones; a share is one of those below `inService`. */
export function chosenAmong(
  there: readonly number[],
  choice: FaultSpec['replicas'],
  inService: number,
): readonly number[] {
  if (choice === undefined || choice === 'all') return there;
  if (choice === 'one') return there.slice(0, 1);
  if (typeof choice === 'number') return there.slice(0, choice);
  if (typeof choice !== 'string') return there.filter((index) => choice.includes(index));
  const whole = there.filter((index) => index < inService).length;
  return there.slice(0, Math.ceil((whole * Number.parseFloat(choice)) / 100 - ROUNDING));
}

/** Of the chosen replicas, those that this effect is for. */
export function these({ only }: EffectSpec, chosen: readonly number[]): readonly number[] {
  return only === undefined ? chosen : only.flatMap((place) => chosen[place] ?? []);
}

/** How many of these replicas of a service are in service when the run begins. */
export function atStart(
  { directory, scaling }: FaultGround,
  service: number,
  replicas: readonly number[],
): number {
  return replicas.filter((replica) => directory.replicas[replica].index < scaling[service].inService).length;
}
