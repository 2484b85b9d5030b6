/** A target becomes a list of aims: each effect on each element that it falls on. */
import type { EffectSpec } from '../fault/index.ts';
import { type Aim, ONE_FOR_ALL } from '../machine/plan.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { placeOf } from '../terms/effects.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import type { Problems } from './problem.ts';
import type { Target } from './targets.ts';

/** The elements that an effect falls on. */
export function aimEffect(
  ground: FaultGround,
  problems: Problems,
  target: Target,
  effect: EffectSpec,
  salt: number,
  spec: FaultSpec,
  path: Path,
): Aim[] {
  const { directory } = ground;
  const base = {
    kind: effect.kind,
    strength: effect.strength,
    sampler: effect.time === undefined ? NONE : ground.samplerOf(effect.time),
    measure: effect.measure ?? Number.NaN,
    salt,
    group: NONE,
    keys: effect.keys ?? [],
    zoneFrom: NONE,
    zoneTo: NONE,
    replica: NONE,
  };
  const on = placeOf(effect.kind);
  switch (on) {
    case 'load':
    case 'broker': {
      if (spec.replicas !== undefined) {
        problems.add(
          [...path, 'replicas'],
          'E303',
          `a ${on} has no replicas to choose from`,
          'remove `replicas`',
        );
      }
      return (on === 'load' ? target.loads : target.brokers).map((element) => ({ ...base, element }));
    }
    case 'edge': {
      const between = { ...base, zoneFrom: target.zoneFrom, zoneTo: target.zoneTo };
      if (spec.replicas === undefined || spec.replicas === 'all')
        return target.edges.map((element) => ({ ...between, element }));
      return target.edges.flatMap((element) => {
        const edge = directory.edges[element];
        if (edge.calleeKind !== 'operation') return [];
        const { service } = directory.operations[edge.callee];
        return these(effect, chooseReplicas(directory, problems, service, target, spec, path)).map(
          (replica) => ({ ...between, element, replica }),
        );
      });
    }
    case 'replica':
      return replicasOf(directory, problems, target, effect, spec, path).map((element) => ({
        ...base,
        element,
        group: element,
      }));
    case 'post':
      return replicasOf(directory, problems, target, effect, spec, path).flatMap((replica) => {
        const { service, index } = directory.replicas[replica];
        const entry = directory.services[service];
        const operations =
          target.operations ?? Array.from({ length: entry.operations }, (_, i) => entry.firstOperation + i);
        return operations.map((operation) => ({
          ...base,
          element: ground.operationPost[operation] + index,
          group: effect.kind === 'lock' && effect.measure === ONE_FOR_ALL ? entry.firstReplica : replica,
        }));
      });
  }
}

function replicasOf(
  directory: Directory,
  problems: Problems,
  target: Target,
  effect: EffectSpec,
  spec: FaultSpec,
  path: Path,
): number[] {
  return target.services
    .filter((service) => effect.where === undefined || effect.where === whereOf(directory, service))
    .flatMap((service) => these(effect, chooseReplicas(directory, problems, service, target, spec, path)));
}

/** Where the frames of a service compute. */
function whereOf({ services }: Directory, service: number): EffectSpec['where'] {
  return services[service].cores > 0 ? 'shared-cores' : 'own-cores';
}

/** Of the chosen replicas, those that this effect is for. */
function these({ only }: EffectSpec, chosen: readonly number[]): readonly number[] {
  return only === undefined ? chosen : chosen.filter((_, place) => only.includes(place));
}

/** The chosen replicas of one service: those in the zone, and of them the first so many, or the named ones. */
export function chooseReplicas(
  directory: Directory,
  problems: Problems,
  service: number,
  target: Target,
  spec: FaultSpec,
  path: Path,
): number[] {
  const entry = directory.services[service];
  let replicas = Array.from({ length: entry.replicas }, (_, i) => entry.firstReplica + i);
  if (target.zoneFrom !== NONE)
    replicas = replicas.filter((replica) => directory.replicas[replica].zone === target.zoneFrom);
  const choice = spec.replicas;
  if (choice === undefined || choice === 'all') return replicas;
  if (choice === 'one') return replicas.slice(0, 1);
  if (Array.isArray(choice)) {
    for (const index of choice) {
      if (index >= entry.replicas) {
        problems.add(
          [...path, 'replicas'],
          'E301',
          `${entry.name} has no replica ${index}`,
          `its replicas are 0 to ${entry.replicas - 1}`,
        );
      }
    }
    return replicas.filter((replica) => choice.includes(directory.replicas[replica].index));
  }
  const count =
    typeof choice === 'number'
      ? choice
      : Math.ceil((replicas.length * Number.parseFloat(choice)) / 100 - 1e-9);
  if (typeof choice === 'number' && choice > replicas.length && target.zoneFrom === NONE) {
    problems.add(
      [...path, 'replicas'],
      'E303',
      `${entry.name} has only ${replicas.length} ${replicas.length === 1 ? 'replica' : 'replicas'}`,
      'write all',
    );
  }
  return replicas.slice(0, count);
}
