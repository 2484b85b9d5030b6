/** Which replicas of a service a fault means: `all`, `one`, a number, a share, a list; and only those in its zone. */
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import type { Path } from './draft.ts';
import type { Problems } from './problem.ts';
import type { Target } from './targets.ts';

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
