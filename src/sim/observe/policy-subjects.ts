/** Which acts and gauges of policies are whose. */
import { NONE } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { CONCURRENCY_LIMIT } from '../terms/policies.ts';
import { attemptsOf, replicasOf, type Subject } from './subjects.ts';

/** Numbers of what is done and shown on each edge, and at each door. */
interface Places {
  readonly edgeActs: readonly number[][];
  readonly serviceActs: readonly number[][];
  readonly edgeGauges: readonly number[][];
  readonly replicaGauges: readonly number[][];
}

/** A report asks for every metric of thousands of edges. */
const known = new WeakMap<Directory, Places>();

function placesOf(directory: Directory): Places {
  const before = known.get(directory);
  if (before !== undefined) return before;
  const none = (list: readonly unknown[]): number[][] => list.map(() => []);
  const places = {
    edgeActs: none(directory.edges),
    serviceActs: none(directory.services),
    edgeGauges: none(directory.edges),
    replicaGauges: none(directory.replicas),
  };
  directory.acts.forEach(({ edge, service }, number) => {
    if (edge !== NONE) places.edgeActs[edge].push(number);
    else places.serviceActs[service].push(number);
  });
  directory.gauges.forEach(({ edge, replica }, number) => {
    if (edge !== NONE) places.edgeGauges[edge].push(number);
    else places.replicaGauges[replica].push(number);
  });
  known.set(directory, places);
  return places;
}

/** What is done on the subject's edges, and at its door; by the policies of one name, or by all. */
export function actsOf(
  directory: Directory,
  subject: Subject,
  act: number,
  policy?: string,
): readonly number[] {
  const { edgeActs, serviceActs } = placesOf(directory);
  const own = attemptsOf(directory, subject).flatMap((edge) => edgeActs[edge]);
  if (subject.kind === 'service') own.push(...serviceActs[subject.index]);
  return own.filter((number) => {
    const entry = directory.acts[number];
    return entry.act === act && (policy === undefined || entry.policy === policy);
  });
}

/** What is shown on the subject's edges; of a service or a replica, limits are those of its door. */
export function gaugesOf(directory: Directory, subject: Subject, kind: number): readonly number[] {
  const { edgeGauges, replicaGauges } = placesOf(directory);
  const isDoor = kind === CONCURRENCY_LIMIT && subject.kind !== 'edge';
  const own = isDoor
    ? replicasOf(directory, subject).flatMap((replica) => replicaGauges[replica])
    : attemptsOf(directory, subject).flatMap((edge) => edgeGauges[edge]);
  return own.filter((number) => directory.gauges[number].kind === kind);
}
