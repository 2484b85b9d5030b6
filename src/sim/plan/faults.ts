/**
 * Faults find their elements: a target and its selectors become a list of (effect, element). The same
 * code serves the scenario and a key pressed in the middle of a run.
 */
import { hashText } from '../../base/hash.ts';
import { NEVER } from '../../base/time.ts';
import {
  type AnyFault,
  faults as catalog,
  type EffectSpec,
  type FaultName,
  faultNamed,
} from '../fault/index.ts';
import type { Aim, FaultPlan } from '../machine/plan.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory, EdgeEntry } from '../terms/directory.ts';
import { EFFECTS } from '../terms/effects.ts';
import type { Path } from './draft.ts';
import type { Problems } from './problem.ts';

/** What a fault needs to know of the system. */
export interface FaultGround {
  readonly directory: Directory;
  /** First post of each operation; the posts of its other replicas follow. */
  readonly operationPost: ArrayLike<number>;
  samplerOf(spec: unknown): number;
  /** Length of the run, ns. */
  readonly length: number;
}

/** What a target says, resolved. */
interface Target {
  readonly text: string;
  readonly services: readonly number[];
  /** Only these operations, or all of the services. */
  readonly operations: readonly number[] | undefined;
  readonly edges: readonly number[];
  readonly zoneFrom: number;
  readonly zoneTo: number;
  readonly loads: readonly number[];
  readonly brokers: readonly number[];
}

export function faultKind(spec: FaultSpec): FaultName {
  return Object.keys(catalog).find((name) => spec[name] !== undefined) as FaultName;
}

/** The name a fault has when it is given none. */
export function faultNameOf(spec: FaultSpec): string {
  const kind = faultKind(spec);
  return (
    spec.name ??
    `${kind}-${String(spec[kind])
      .replaceAll(/ *-> */g, '-to-')
      .replaceAll(/[ .*]+/g, '-')}`
  );
}

export function compileFault(
  ground: FaultGround,
  problems: Problems,
  spec: FaultSpec,
  path: Path,
  at = 0,
): FaultPlan {
  const kind = faultKind(spec);
  const definition = faultNamed(kind);
  const text = String(spec[kind]);
  const target = resolveTarget(ground, problems, definition, text, [...path, kind]);
  const effects = definition.effects(paramsOf(definition, spec));
  const aims =
    target === undefined
      ? []
      : effects.flatMap((effect) => aim(ground, problems, target, effect, spec, path));
  if (target !== undefined && aims.length === 0) {
    problems.add(
      [...path, kind],
      'E303',
      `this fault can touch nothing: ${text} has nothing that it could ${kind}`,
    );
  }
  const start = spec.at ?? at;
  if (start >= ground.length) {
    problems.add(
      [...path, 'at'],
      'E303',
      'the run is over before this fault begins',
      'write an earlier `at`, or a longer run',
    );
  }
  return {
    name: faultNameOf(spec),
    salt: hashText(`fault ${faultNameOf(spec)}`) & 0xfffffff,
    aims,
    at: start,
    length: lengthOf(problems, spec, start, path),
    rampIn: spec.ramp?.in ?? 0,
    rampOut: spec.ramp?.out ?? 0,
    every: spec.repeat?.every ?? NEVER,
    times: spec.repeat === undefined ? 1 : (spec.repeat.times ?? 2147483647),
    probability: spec.probability ?? 1,
  };
}

function lengthOf(problems: Problems, spec: FaultSpec, start: number, path: Path): number {
  if (spec.for !== undefined && spec.until !== undefined) {
    problems.add([...path, 'until'], 'E302', 'a fault has `for` or `until`, not both', 'remove one of them');
  }
  const length = spec.for ?? (spec.until !== undefined ? spec.until - start : NEVER);
  if (length <= 0)
    problems.add([...path, 'until'], 'E302', 'this fault ends before it begins', 'write a later `until`');
  if (spec.ramp !== undefined && (spec.ramp.in ?? 0) + (spec.ramp.out ?? 0) > length) {
    problems.add([...path, 'ramp'], 'E302', 'the ramps are longer than the fault');
  }
  if (spec.ramp?.out !== undefined && length === NEVER) {
    problems.add(
      [...path, 'ramp', 'out'],
      'E303',
      'a fault without an end cannot fade',
      'give it `for` or `until`',
    );
  }
  if (spec.repeat !== undefined && length > spec.repeat.every) {
    problems.add(
      [...path, 'repeat'],
      'E302',
      'the fault would begin again before it has ended',
      'write a `for` shorter than `every`',
    );
  }
  return length;
}

function paramsOf(definition: AnyFault, spec: FaultSpec): never {
  return Object.fromEntries(Object.keys(definition.params.shape).map((key) => [key, spec[key]])) as never;
}

// ---- targets -------------------------------------------------------------------------------------

const NOTHING = {
  services: [],
  operations: undefined,
  edges: [],
  zoneFrom: NONE,
  zoneTo: NONE,
  loads: [],
  brokers: [],
};

function resolveTarget(
  ground: FaultGround,
  problems: Problems,
  definition: AnyFault,
  text: string,
  path: Path,
): Target | undefined {
  const { directory } = ground;
  const may = (kind: string): boolean => definition.targets.includes(kind as never);
  const zonePair = /^zone +(\S+?)(?: *-> *zone +(\S+))?$/.exec(text);
  if (zonePair !== null) {
    if (!may('zone')) return refuse(problems, definition, text, path);
    return zoneTarget(ground, problems, definition, text, zonePair[1], zonePair[2], path);
  }
  const edge = /^(\S+) *-> *(\S+)$/.exec(text);
  if (edge !== null) {
    if (!may('edge')) return refuse(problems, definition, text, path);
    const edges = directory.edges.flatMap((entry, number) =>
      matches(directory, entry.name, edge[1], edge[2]) ? [number] : [],
    );
    if (edges.length === 0) {
      problems.unknown(
        path,
        'edge',
        text,
        directory.edges.map((entry) => entry.name),
      );
      return undefined;
    }
    return { ...NOTHING, text, edges };
  }
  const service = directory.services.findIndex((entry) => entry.name === text);
  if (service >= 0 && may('service'))
    return { ...NOTHING, text, services: [service], edges: edgesInto(directory, service) };
  const operation = directory.operations.findIndex((entry) => entry.name === text);
  if (operation >= 0 && may('operation')) {
    return { ...NOTHING, text, services: [directory.operations[operation].service], operations: [operation] };
  }
  const load = directory.loads.findIndex((entry) => entry.name === text);
  if (load >= 0 && may('load')) return { ...NOTHING, text, loads: [load] };
  const broker = directory.brokers.findIndex((entry) => entry.name === text);
  if (broker >= 0 && may('broker')) return { ...NOTHING, text, brokers: [broker] };
  if (service >= 0 || operation >= 0 || load >= 0 || broker >= 0)
    return refuse(problems, definition, text, path);
  problems.unknown(path, `target of ${definition.name}`, text, namesFor(directory, definition));
  return undefined;
}

function refuse(problems: Problems, definition: AnyFault, text: string, path: Path): undefined {
  problems.add(
    path,
    'E302',
    `${definition.name} cannot be aimed at ${text}: it needs ${definition.targets.map((target) => (/^[aeiou]/.test(target) ? `an ${target}` : `a ${target}`)).join(' or ')}`,
  );
  return undefined;
}

function namesFor(directory: Directory, definition: AnyFault): string[] {
  return definition.targets.flatMap((target) => {
    switch (target) {
      case 'service':
        return directory.services.map((entry) => entry.name);
      case 'operation':
        return directory.operations.map((entry) => entry.name);
      case 'edge':
        return directory.edges.map((entry) => entry.name);
      case 'zone':
        return directory.zones.map((zone) => `zone ${zone}`);
      case 'load':
        return directory.loads.map((entry) => entry.name);
      case 'broker':
        return directory.brokers.map((entry) => entry.name);
      default:
        return [];
    }
  });
}

/** `web -> orders` fits each edge from web into orders; `*` fits anyone; `web -> orders.place` one edge. */
function matches(directory: Directory, name: string, from: string, to: string): boolean {
  const entry = directory.edges.find((edge) => edge.name === name);
  if (entry === undefined) return false;
  const [caller, callee] = name.split(/ [-~]> /);
  const owner =
    entry.calleeKind === 'operation' || entry.calleeKind === 'service'
      ? callee.split('.')[0]
      : directory.brokers[
          entry.calleeKind === 'queue'
            ? directory.queues[entry.callee].broker
            : directory.topics[entry.callee].broker
        ].name;
  return (from === '*' || caller === from) && (to === '*' || callee === to || owner === to);
}

function edgesInto(directory: Directory, service: number): number[] {
  return directory.edges.flatMap((entry, number) =>
    calleeService(directory, entry) === service ? [number] : [],
  );
}

/** The service an edge leads to, or NONE. */
function calleeService({ operations }: Directory, { calleeKind, callee }: EdgeEntry): number {
  if (calleeKind === 'service') return callee;
  return calleeKind === 'operation' ? operations[callee].service : NONE;
}

function zoneTarget(
  ground: FaultGround,
  problems: Problems,
  definition: AnyFault,
  text: string,
  from: string,
  to: string | undefined,
  path: Path,
): Target | undefined {
  const { directory } = ground;
  const numbers = [from, to ?? from].map((zone) => directory.zones.indexOf(zone));
  numbers.forEach((number, side) => {
    if (number < 0) problems.unknown(path, 'zone', side === 0 ? from : (to as string), directory.zones);
  });
  if (numbers[0] < 0 || numbers[1] < 0) return undefined;
  const onLinks = definition
    .effects({ by: { constant: 0 } } as never)
    .some((effect) => EFFECTS[effect.kind].on === 'edge');
  if (onLinks && to === undefined) {
    problems.add(
      path,
      'E302',
      `between which zones? ${text} is one`,
      `write zone ${from} -> zone ${directory.zones.find((zone) => zone !== from) ?? 'b'}`,
    );
    return undefined;
  }
  if (!onLinks && to !== undefined) {
    problems.add(path, 'E302', `${definition.name} is aimed at one zone`, `write zone ${from}`);
    return undefined;
  }
  return {
    ...NOTHING,
    text,
    services: directory.services.map((_, number) => number),
    edges: onLinks ? directory.edges.map((_, number) => number) : [],
    zoneFrom: numbers[0],
    zoneTo: numbers[1],
  };
}

// ---- aiming --------------------------------------------------------------------------------------

function aim(
  ground: FaultGround,
  problems: Problems,
  target: Target,
  effect: EffectSpec,
  spec: FaultSpec,
  path: Path,
): Aim[] {
  const { directory } = ground;
  const base = {
    kind: effect.kind,
    strength: effect.strength,
    sampler: effect.delay === undefined ? NONE : ground.samplerOf(effect.delay),
    zoneFrom: NONE,
    zoneTo: NONE,
    replica: NONE,
  };
  const on = EFFECTS[effect.kind].on;
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
        const service = calleeService(directory, edge);
        if (service === NONE) return [];
        const chosen = chooseReplicas(directory, problems, service, target, spec, path);
        return chosen.map((replica) => ({ ...between, element, replica }));
      });
    }
    case 'replica':
      return replicasOf(directory, problems, target, spec, path).map((element) => ({ ...base, element }));
    case 'post':
      return replicasOf(directory, problems, target, spec, path).flatMap((replica) => {
        const { service, index } = directory.replicas[replica];
        const entry = directory.services[service];
        const operations =
          target.operations ?? Array.from({ length: entry.operations }, (_, i) => entry.firstOperation + i);
        return operations.map((operation) => ({ ...base, element: ground.operationPost[operation] + index }));
      });
  }
}

function replicasOf(
  directory: Directory,
  problems: Problems,
  target: Target,
  spec: FaultSpec,
  path: Path,
): number[] {
  return target.services.flatMap((service) =>
    chooseReplicas(directory, problems, service, target, spec, path),
  );
}

/** The chosen replicas of one service: those in the zone, and of them the first so many, or the named ones. */
function chooseReplicas(
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
