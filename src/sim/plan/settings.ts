/**
 * What a fault may set, by name: `retry.attempts` of the calls of a service, a load or an edge, at each of
 * the caller's replicas; or `slots`, `queue.limit` and `admission.limiter.limit` of a service itself.
 */
import type { EffectSpec } from '../fault/index.ts';
import type { Layer } from '../policy/contract.ts';
import type { Gate } from '../policy/gate-contract.ts';
import { policyNamed } from '../policy/index.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { EdgeEntry } from '../terms/directory.ts';
import { chooseReplicas } from './chosen-replicas.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import { Problems } from './problem.ts';
import type { Target } from './targets.ts';

/** What a service has of its own. */
const SLOTS = 'slots';
const LIMIT = 'queue.limit';
const DOOR = 'admission.';
/** More slots or places than this (2^31 − 1) do not count. */
const MOST = 2147483647;

/** Layers around the calls of a target: of its own calls, or on its edge. */
function layersOf({ directory, sites }: FaultGround, { services, loads, edges, text }: Target) {
  const isMeant = ({ callerKind, caller }: EdgeEntry, edge: number) =>
    text.includes('->')
      ? edges.includes(edge)
      : (callerKind === 'service' && services.includes(caller)) ||
        (callerKind === 'load' && loads.includes(caller));
  return sites.flatMap(({ edge, chain, firstClient }) =>
    isMeant(directory.edges[edge], edge)
      ? chain.map((layer) => ({ layer, firstClient, entry: directory.edges[edge] }))
      : [],
  );
}

/** How many replicas a caller has. */
function replicasOf({ directory, loads }: FaultGround, { callerKind, caller }: EdgeEntry): number {
  switch (callerKind) {
    case 'service':
      return directory.services[caller].replicas;
    case 'load':
      return loads[caller].clients;
    case 'consumer':
      return directory.consumers[caller].replicas;
    case 'check':
      // Nobody configures a checker's calls.
      return 0;
  }
}

/** Which of them, by their number from 0: for services as everywhere, for others by the same words. */
function chosenOf(
  ground: FaultGround,
  problems: Problems,
  entry: EdgeEntry,
  target: Target,
  spec: FaultSpec,
  path: Path,
): number[] {
  const { directory } = ground;
  if (entry.callerKind === 'service') {
    const { firstReplica } = directory.services[entry.caller];
    const anywhere = { ...target, zoneFrom: NONE };
    return chooseReplicas(directory, problems, entry.caller, anywhere, spec, path).map(
      (replica) => replica - firstReplica,
    );
  }
  const all = Array.from({ length: replicasOf(ground, entry) }, (_, i) => i);
  const { replicas } = spec;
  if (replicas === undefined || replicas === 'all') return all;
  if (Array.isArray(replicas)) return all.filter((each) => replicas.includes(each));
  if (replicas === 'one') return all.slice(0, 1);
  const count =
    typeof replicas === 'number'
      ? replicas
      : Math.ceil((all.length * Number.parseFloat(replicas)) / 100 - 1e-9);
  return all.slice(0, count);
}

/** Most replicas of any caller that the fault is for. */
export function mostCallers(ground: FaultGround, target: Target, spec: FaultSpec): number {
  return layersOf(ground, target).reduce(
    (most, { entry }) => Math.max(most, chosenOf(ground, new Problems(), entry, target, spec, []).length),
    0,
  );
}

/** The places of a setting among all that may be set (see machine/plan.ts). */
export function settingsOf(
  ground: FaultGround,
  problems: Problems,
  target: Target,
  effect: EffectSpec,
  spec: FaultSpec,
  path: Path,
): number[] {
  const { of: name = '', only } = effect;
  const { directory } = ground;
  const these = (chosen: readonly number[]) =>
    only === undefined ? chosen : chosen.filter((_, place) => only.includes(place));
  const found = layersOf(ground, target);
  const isOwn = !target.text.includes('->') && target.services.length > 0;
  if (isOwn && (name === SLOTS || name === LIMIT)) {
    const least = name === SLOTS ? 1 : 0;
    const value = effect.measure ?? 0;
    if (!Number.isInteger(value) || value < least || value > MOST)
      problems.add(
        [...path, 'to'],
        'E302',
        `${name} is a whole number from ${least} on`,
        `write ${least + 1}`,
      );
    const first = ground.settingCount + (name === SLOTS ? 0 : directory.replicas.length);
    return target.services.flatMap((service) =>
      these(chooseReplicas(directory, problems, service, target, spec, path)).map(
        (replica) => first + replica,
      ),
    );
  }
  const doors = isOwn ? target.services.flatMap((service) => ground.gates[service]) : [];
  const known = [
    ...new Set([
      ...found.flatMap(({ layer }) => namesOf(layer)),
      ...doors.flatMap(namesAtDoor),
      ...(isOwn ? [SLOTS, LIMIT] : []),
    ]),
  ];
  if (!known.includes(name)) {
    problems.unknown([...path, 'setting'], `setting of ${target.text}`, name, known);
    return [];
  }
  if (name.startsWith(DOOR))
    return target.services.flatMap((service) => {
      const { firstReplica } = directory.services[service];
      const chosen = these(chooseReplicas(directory, problems, service, target, spec, path));
      return ground.gates[service].flatMap((gate) => {
        const place = namesAtDoor(gate).indexOf(name);
        if (place < 0) return [];
        return chosen.map((replica) => gate.settings + (replica - firstReplica) * gate.settingsSize + place);
      });
    });
  return found.flatMap(({ layer, entry }) => {
    const place = namesOf(layer).indexOf(name);
    if (place < 0) return [];
    return these(chosenOf(ground, problems, entry, target, spec, path)).map(
      (own) => layer.settings + own * layer.settingsSize + place,
    );
  });
}

function namesOf({ policy }: Layer): string[] {
  return policyNamed(policy.name).settings.map((setting) => `${policy.name}.${setting}`);
}

function namesAtDoor({ policy }: Gate): string[] {
  return policyNamed(policy.name).settings.map((setting) => `${DOOR}${policy.name}.${setting}`);
}
