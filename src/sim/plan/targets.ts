/** Whom a fault is aimed at: a service, an operation, an edge, one zone or two, a load, a broker. */
import { unreachable } from '../../base/assert.ts';
import type { AnyFault } from '../fault/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory, EdgeEntry } from '../terms/directory.ts';
import { calleeBroker, calleeService, edgesInto } from '../terms/edge-ends.ts';
import type { Path } from './draft.ts';
import type { Problems } from './problem.ts';

/** What a target says, resolved. */
export interface Target {
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

const NOTHING = {
  services: [],
  operations: undefined,
  edges: [],
  zoneFrom: NONE,
  zoneTo: NONE,
  loads: [],
  brokers: [],
};

/** How much of a fault bends what passes between two. */
export type OnLinks = 'all' | 'some' | 'none';

/** Who is meant, or undefined where nobody is: then the problems say why. */
export function resolveTarget(
  directory: Directory,
  problems: Problems,
  definition: AnyFault,
  text: string,
  onLinks: OnLinks,
  path: Path,
): Target | undefined {
  const may = (kind: string): boolean => definition.targets.includes(kind as never);
  const zonePair = /^zone +(\S+?)(?: *-> *zone +(\S+))?$/.exec(text);
  if (zonePair !== null) {
    if (!may('zone')) return refuse(problems, definition, text, path);
    return zoneTarget(directory, problems, definition, text, onLinks, [zonePair[1], zonePair[2]], path);
  }
  const edge = /^(\S+) *-> *(\S+)$/.exec(text);
  if (edge !== null) {
    if (!may('edge')) return refuse(problems, definition, text, path);
    const edges = directory.edges.flatMap((entry, number) =>
      matches(directory, entry, edge[1], edge[2]) ? [number] : [],
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
  if (load >= 0 && may('load'))
    return { ...NOTHING, text, loads: [load], edges: [...directory.loads[load].edges] };
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
        return unreachable(target);
    }
  });
}

/** `web -> orders` fits each edge from web into orders; `*` fits anyone; `web -> orders.place` one edge. */
function matches(directory: Directory, edge: EdgeEntry, from: string, to: string): boolean {
  const [caller, callee] = edge.name.split(/ [-~]> /);
  const service = calleeService(directory, edge);
  const owner =
    service === NONE ? directory.brokers[calleeBroker(directory, edge)] : directory.services[service];
  return (from === '*' || caller === from) && (to === '*' || callee === to || owner.name === to);
}

function zoneTarget(
  directory: Directory,
  problems: Problems,
  definition: AnyFault,
  text: string,
  onLinks: OnLinks,
  [from, to]: readonly [string, string | undefined],
  path: Path,
): Target | undefined {
  const named = to === undefined ? [from] : [from, to];
  const numbers = named.map((zone) => directory.zones.indexOf(zone));
  numbers.forEach((number, side) => {
    if (number < 0) problems.unknown(path, 'zone', named[side], directory.zones);
  });
  if (numbers.includes(NONE)) return undefined;
  if (onLinks === 'all' && to === undefined) {
    problems.add(
      path,
      'E302',
      `between which zones? ${text} is one`,
      `write zone ${from} -> zone ${directory.zones.find((zone) => zone !== from) ?? 'b'}`,
    );
    return undefined;
  }
  if (onLinks !== 'all' && to !== undefined) {
    problems.add(path, 'E302', `${definition.name} is aimed at one zone`, `write zone ${from}`);
    return undefined;
  }
  return {
    ...NOTHING,
    text,
    services: directory.services.map((_, number) => number),
    edges: onLinks === 'none' ? [] : directory.edges.map((_, number) => number),
    zoneFrom: numbers[0],
    // Of a zone as a whole: whatever crosses its border.
    zoneTo: onLinks === 'some' ? NONE : numbers[numbers.length - 1],
  };
}
