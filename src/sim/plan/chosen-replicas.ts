/** Which replicas of a service a fault means: `all`, `one`, a number, a share, a list; and only those in its zone. */
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import type { Problems } from './problem.ts';
import type { Target } from './targets.ts';

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
      : Math.ceil((atStart(ground, service, replicas) * Number.parseFloat(choice)) / 100 - 1e-9);
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

/** How many of these replicas of a service are in service when the run begins. */
export function atStart(
  { directory, scaling }: FaultGround,
  service: number,
  replicas: readonly number[],
): number {
  return replicas.filter((replica) => directory.replicas[replica].index < scaling[service].inService).length;
}
