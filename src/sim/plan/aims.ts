/** A target becomes a list of aims: each effect on each element that it falls on. */
import type { EffectSpec } from '../fault/index.ts';
import { type Aim, ONE_FOR_ALL } from '../machine/plan.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { calleeService } from '../terms/edge-ends.ts';
import { placeOf } from '../terms/effects.ts';
import { chooseReplicas, these } from './chosen-replicas.ts';
import type { Path } from './draft.ts';
import { USERS_MOST } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import type { Problems } from './problem.ts';
import { peakOf } from './profiles.ts';
import { type Setting, settingsFinder } from './settings.ts';
import type { Target } from './targets.ts';

/** What a fault is aimed at, for all of its effects: a fault may have thousands, so it is looked up once. */
interface Aiming {
  readonly ground: FaultGround;
  readonly problems: Problems;
  readonly target: Target;
  readonly spec: FaultSpec;
  readonly path: Path;
  /** The chosen replicas of a service. */
  readonly chosenOf: (service: number) => readonly number[];
  readonly settingsOf: (effect: EffectSpec) => Setting[];
}

/** Answers with the elements that an effect of a fault falls on. */
export function aimerOf(
  ground: FaultGround,
  problems: Problems,
  target: Target,
  spec: FaultSpec,
  path: Path,
): (effect: EffectSpec, salt: number) => Aim[] {
  const chosen = new Map<number, readonly number[]>();
  const chosenOf = (service: number) => {
    const known = chosen.get(service);
    if (known !== undefined) return known;
    const found = chooseReplicas(ground, problems, service, target, spec, path);
    chosen.set(service, found);
    return found;
  };
  const settingsOf = settingsFinder(ground, problems, target, spec, path, chosenOf);
  const aiming = { ground, problems, target, spec, path, chosenOf, settingsOf };
  return (effect, salt) => aimEffect(aiming, effect, salt);
}

function aimEffect(aiming: Aiming, effect: EffectSpec, salt: number): Aim[] {
  const { ground, target } = aiming;
  const base: Unplaced = {
    kind: effect.kind,
    strength: effect.strength,
    sampler: effect.time === undefined ? NONE : ground.samplerOf(effect.time),
    measure: effect.measure ?? Number.NaN,
    salt,
    direction: effect.direction ?? 'both',
    group: NONE,
    keys: effect.keys ?? [],
    zoneFrom: NONE,
    zoneTo: NONE,
    replica: NONE,
    ofVersion: effect.ofVersion === true,
  };
  switch (placeOf(effect.kind)) {
    case 'load':
      return loadAims(aiming, effect, base);
    case 'broker':
      refuseReplicas(aiming, 'a broker has no replicas to choose from');
      return target.brokers.map((element) => ({ ...base, element }));
    case 'service':
      return serviceAims(aiming, effect, base);
    case 'edge':
      return edgeAims(aiming, effect, base);
    case 'setting':
      return aiming.settingsOf(effect).map((setting) => ({ ...base, ...setting }));
    case 'replica':
      return replicasOf(aiming, effect).map((element) => ({ ...base, element, group: element }));
    case 'post':
      return postAims(aiming, effect, base);
  }
}

/** An aim that does not know yet at which element. */
type Unplaced = Omit<Aim, 'element'>;

function refuseReplicas({ problems, spec, path }: Aiming, sentence: string): void {
  if (spec.replicas !== undefined) problems.add([...path, 'replicas'], 'E303', sentence, 'remove `replicas`');
}

function loadAims(aiming: Aiming, effect: EffectSpec, base: Unplaced): Aim[] {
  const { ground, problems, target, path } = aiming;
  refuseReplicas(aiming, 'a load has no replicas to choose from');
  if (effect.kind === 'hot-key') checkKey(ground, problems, target, effect.measure ?? 0, path);
  if (effect.kind === 'surge') checkUsers(ground, problems, target, effect.strength, path);
  const { of: operation } = effect;
  if (operation === undefined) return target.loads.map((element) => ({ ...base, element }));
  return target.loads.flatMap((element) => {
    const place = placeInMix(ground, problems, element, operation, path);
    return place < 0 ? [] : [{ ...base, element, measure: place }];
  });
}

function serviceAims(aiming: Aiming, effect: EffectSpec, base: Unplaced): Aim[] {
  const { ground, problems, target, spec, path } = aiming;
  if (spec.replicas !== 'all')
    refuseReplicas(aiming, 'which replicas come and go is not to choose: those with the highest numbers');
  return target.services.map((element) => {
    const { name, replicas } = ground.directory.services[element];
    if ((effect.measure ?? 0) > replicas) {
      const hint = `write scaling: { most: ${effect.measure} } in ${name}`;
      problems.add([...path, 'to'], 'E302', `${name} has ${replicas} replicas at most`, hint);
    }
    return { ...base, element };
  });
}

function edgeAims({ ground, target, spec, chosenOf }: Aiming, effect: EffectSpec, base: Unplaced): Aim[] {
  const { directory } = ground;
  const between = { ...base, zoneFrom: target.zoneFrom, zoneTo: target.zoneTo };
  if (spec.replicas === undefined || spec.replicas === 'all')
    return target.edges.map((element) => ({ ...between, element }));
  return target.edges.flatMap((element) => {
    const service = calleeService(directory, directory.edges[element]);
    if (service === NONE) return [];
    return these(effect, chosenOf(service)).map((replica) => ({ ...between, element, replica }));
  });
}

function postAims(aiming: Aiming, effect: EffectSpec, base: Unplaced): Aim[] {
  const { ground, target } = aiming;
  const { directory, operationPost } = ground;
  return replicasOf(aiming, effect).flatMap((replica) => {
    const { service, index } = directory.replicas[replica];
    const entry = directory.services[service];
    const all = Array.from({ length: entry.operations }, (_, i) => entry.firstOperation + i);
    return (target.operations ?? all).map((operation) => ({
      ...base,
      element: operationPost[operation] + index,
      group: effect.kind === 'lock' && effect.measure === ONE_FOR_ALL ? entry.firstReplica : replica,
    }));
  });
}

function replicasOf({ ground: { directory }, target, chosenOf }: Aiming, effect: EffectSpec): number[] {
  return target.services
    .filter((service) => effect.where === undefined || isWhere(directory, service, effect.where))
    .flatMap((service) => these(effect, chosenOf(service)));
}

function isWhere(directory: Directory, service: number, where: NonNullable<EffectSpec['where']>): boolean {
  const isChecked = (restarts: boolean) =>
    directory.checks.some((check) => check.service === service && check.restarts === restarts);
  switch (where) {
    case 'shared-cores':
      return directory.services[service].cores > 0;
    case 'own-cores':
      return directory.services[service].cores === 0;
    case 'checks-that-remove':
      return isChecked(false);
    case 'checks-that-restart':
      return isChecked(true);
  }
}

/** The place of an operation among those that a load asks for. */
function placeInMix(
  { directory, loads }: FaultGround,
  problems: Problems,
  load: number,
  operation: string,
  path: Path,
): number {
  const names = Array.from(
    loads[load].sites,
    (site) => directory.operations[directory.edges[directory.siteEdge[site]].callee].name,
  );
  const place = names.indexOf(operation);
  const { name } = directory.loads[load];
  if (names.length === 1)
    problems.add(
      [...path, 'operation'],
      'E303',
      `there is no mix to shift: ${name} asks for nothing but ${names[0]}`,
      'give the load a `mix` of operations',
    );
  else if (place < 0) problems.unknown([...path, 'operation'], `operation of load ${name}`, operation, names);
  return place;
}

/** A load with users may have no more of them, whatever comes. */
function checkUsers(
  { directory, loads }: FaultGround,
  problems: Problems,
  target: Target,
  factor: number,
  path: Path,
): void {
  for (const load of target.loads) {
    const { open, curve } = loads[load];
    const most = factor * peakOf(curve);
    if (open || most <= USERS_MOST) continue;
    problems.add(
      [...path, 'factor'],
      'E302',
      `at its peak ${directory.loads[load].name} would have ${most} users, more than ${USERS_MOST}`,
      'write a smaller factor',
    );
  }
}

/** A key that a load's requests may be about. */
function checkKey(
  { directory }: FaultGround,
  problems: Problems,
  target: Target,
  key: number,
  path: Path,
): void {
  for (const load of target.loads) {
    const { keys, name } = directory.loads[load];
    if (key < keys) continue;
    problems.add(
      [...path, 'key'],
      'E303',
      `no request of ${name} is about key ${key}`,
      keys === 0 ? 'the load has no `keys`' : `its keys are 0 to ${keys - 1}`,
    );
  }
}
