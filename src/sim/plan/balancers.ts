/**
 * Balancers of a plan: first each service's own, then those that calls name for themselves. What an
 * edge's callers remember of their turns is kept once for each balancer that its calls choose with.
 */
import { type BalancerSpec, balancerOf, DEFAULT_BALANCER } from '../balancer/index.ts';
import type { BalancerPlan } from '../machine/plan.ts';
import type { ServiceSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Draft, Path } from './draft.ts';

/** A balancer as it is written, and the service whose replicas it chooses among. */
export interface DraftBalancer {
  readonly service: number;
  readonly written: BalancerSpec;
}

/** The services' own balancers: the number of each is that of its service. */
export function numberBalancers(draft: Draft): void {
  draft.services.forEach((name, service) => {
    const { balancer } = draft.spec.services[name];
    const number = draft.balancers.push({ service, written: balancer ?? DEFAULT_BALANCER }) - 1;
    if (balancer !== undefined) checkBalancer(draft, number, ['services', name, 'balancer']);
  });
}

/** Number of the balancer that a call of this operation chooses with: what it says itself, or else the callee's own. */
export function balancerOfCall(
  draft: Draft,
  operation: number,
  written: BalancerSpec | undefined,
  path: Path,
): number {
  const service = draft.operationService[operation];
  if (written === undefined) return service;
  // Read into the long form, with all parameters in one order: alike in text is alike.
  const text = JSON.stringify(written);
  const known = draft.balancers.findIndex(
    (each) => each.service === service && JSON.stringify(each.written) === text,
  );
  const number = known >= 0 ? known : draft.balancers.push({ service, written }) - 1;
  // The callee's own has been looked at where it is written.
  if (number !== service) checkBalancer(draft, number, [...path, 'balancer'], known < 0);
  return number;
}

/** Whether it finds what it goes by, and whether there is room for its table. */
function checkBalancer(draft: Draft, number: number, path: Path, isNew = true): void {
  const { service, written } = draft.balancers[number];
  const name = draft.services[service];
  const { replicas, weights } = draft.spec.services[name];
  const { definition, params } = balancerOf(written);
  if (definition.needs === 'weights' && weights === undefined) {
    const sentence = `\`${definition.name}\` goes by weights, and ${name} has none`;
    const isTold = draft.problems.found.some(
      (problem) => problem.sentence === sentence && problem.path.join(' ') === path.join(' '),
    );
    const hint = `write \`weights\` in ${name}, one for each replica, or balancer: round-robin`;
    if (!isTold) draft.problems.add(path, 'E303', sentence, hint);
  }
  if (!isNew) return;
  draft.tables.take(definition.tableSize?.(params, replicas) ?? 0, () =>
    draft.problems.add(
      path,
      'E302',
      `with this, the tables of all balancers have more than ${draft.tables.most} numbers`,
      'write fewer `virtual-nodes`, or fewer replicas',
    ),
  );
}

/** By edge: the balancers that its calls choose with, in the order of its sites. A check is for one replica: it has none. */
export function balancersOfEdges(draft: Draft): number[][] {
  const found: number[][] = draft.edges.map(() => []);
  for (const { edge, balancer } of draft.sites) {
    if (balancer !== NONE && !found[edge].includes(balancer)) found[edge].push(balancer);
  }
  return found;
}

/** Where the callers of one edge keep their turns with one balancer: first of their memory, and of their credit. */
export interface Turns {
  readonly memory: number;
  readonly credit: number;
}

export interface EdgeLayout {
  readonly balancers: BalancerPlan[];
  readonly edgeInFlight: Int32Array;
  readonly inFlightCount: number;
  /** By edge: first credits of each of its balancers. */
  readonly edgeCredits: readonly (readonly number[])[];
  readonly creditCount: number;
  readonly memory: Float64Array;
  /** By edge: the turns with each of its balancers. */
  readonly turns: readonly ReadonlyMap<number, Turns>[];
}

/** Where each caller replica keeps what it knows about each callee. */
export function layOutEdges(draft: Draft, services: readonly ServiceSpec[]): EdgeLayout {
  const starts: (readonly number[])[] = [];
  const balancers = draft.balancers.map(({ service: number, written }): BalancerPlan => {
    const service = services[number];
    const { definition, params } = balancerOf(written);
    const weights = service.weights ?? new Array<number>(service.replicas).fill(1);
    const names = weights.map((_, i) => `${draft.services[number]}/${i}`);
    const start = definition.memoryOf(params, service.replicas, weights);
    starts.push(start);
    const zones = (service.zones ?? []).map((zone) => draft.zones.indexOf(zone));
    return {
      definition,
      table: definition.tableOf(params, names, weights),
      weights: Float64Array.from(weights),
      zones: Int32Array.from(weights, (_, i) => (zones.length > 0 ? zones[i % zones.length] : NONE)),
      memorySize: start.length,
    };
  });
  const edgeInFlight = new Int32Array(draft.edges.length);
  const memory: number[] = [];
  let inFlightCount = 0;
  let creditCount = 0;
  const turns = balancersOfEdges(draft).map((chosen, number) => {
    edgeInFlight[number] = inFlightCount;
    const own = new Map<number, Turns>();
    if (chosen.length === 0) return own;
    const edge = draft.edges[number];
    const { replicas } = services[draft.calleeService(edge)];
    const { clients } = draft.callerOf(edge);
    inFlightCount += clients * replicas;
    for (const balancer of chosen) {
      own.set(balancer, { memory: memory.length, credit: creditCount });
      creditCount += clients * replicas;
      for (let client = 0; client < clients; client++) memory.push(...starts[balancer]);
    }
    return own;
  });
  return {
    balancers,
    edgeInFlight,
    inFlightCount,
    edgeCredits: turns.map((own) => Array.from(own.values(), ({ credit }) => credit)),
    creditCount,
    memory: Float64Array.from(memory),
    turns,
  };
}
