/** Health: checks become callers with sites of their own, and every caller of a minded service keeps a watch. */
import { hashText } from '../../base/hash.ts';
import { NEVER } from '../../base/time.ts';
import type { CheckPlan, EjectionRules, RosterPlan, WatchPlan } from '../machine/health-plan.ts';
import { type CheckSpec, type EjectionSpec, ejectionPresets, type ServiceSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { CheckEntry } from '../terms/directory.ts';
import { maskOf } from '../terms/outcomes.ts';
import { layChain } from './chains.ts';
import type { Draft, Path } from './draft.ts';

/** Without ejection and without a word of its own, a service has Envoy's panic threshold. */
const PANIC = 0.5;
const START_UP = 10e9;

export interface HealthPlan {
  readonly rosters: RosterPlan[];
  /** By edge: its roster, or NONE. */
  readonly edgeRoster: Int32Array;
  readonly watches: WatchPlan[];
  readonly watcherCount: number;
  readonly viewCount: number;
  readonly checks: CheckPlan[];
  readonly checkedCount: number;
  readonly entries: CheckEntry[];
  readonly membershipDelay: Float64Array;
}

/** After all other callers: what they call must be known, and the numbers of the clients are theirs first. */
export function compileHealth(draft: Draft): HealthPlan {
  const services = draft.services.map((name) => draft.spec.services[name]);
  let watcherCount = 0;
  let viewCount = 0;
  const watches: WatchPlan[] = [];
  const rosters = rostersOf(draft).map((roster, number) => {
    const watch = watchOf(draft, roster, number);
    if (watch === undefined) return roster;
    const place = watches.push({ ...watch, firstWatcher: watcherCount, firstView: viewCount }) - 1;
    watcherCount += watch.clients;
    viewCount += watch.clients * watch.replicas;
    return { ...roster, watch: place };
  });
  const entries: CheckEntry[] = [];
  const checks: CheckPlan[] = [];
  services.forEach((_, service) => {
    for (const { check, path } of checksOf(draft, service)) {
      const compiled = compileCheck(draft, service, check, path, entries.length, checks);
      entries.push({ name: compiled.name, service, restarts: compiled.plan.restarts });
      checks.push(compiled.plan);
    }
  });
  return {
    rosters,
    edgeRoster: edgeRosters(draft, rosters),
    watches,
    watcherCount,
    viewCount,
    checks,
    checkedCount: checks.reduce((sum, { sites }) => sum + sites.length, 0),
    entries,
    membershipDelay: Float64Array.from(services, ({ health }) => health?.['membership-delay'] ?? 0),
  };
}

function checksOf(draft: Draft, service: number): { check: CheckSpec; path: Path }[] {
  const name = draft.services[service];
  const written = draft.spec.services[name].health?.check;
  const path = ['services', name, 'health', 'check'];
  if (written === undefined) return [];
  if (!Array.isArray(written)) return [{ check: written, path }];
  return written.map((check, i) => ({ check, path: [...path, i] }));
}

// ---- rosters and watches -----------------------------------------------------------------------------------

/** Callers of each service, in the order of services and callers. */
function rostersOf(draft: Draft): RosterPlan[] {
  const callers = new Map(draft.callers.map((caller, place) => [`${caller.kind} ${caller.number}`, place]));
  const edges = draft.services.map(() => new Map<number, number[]>());
  draft.edges.forEach(({ callerKind, caller, calleeKind, callee }, number) => {
    const place = callers.get(`${callerKind} ${caller}`);
    if (calleeKind !== 'operation' || place === undefined) return;
    const into = edges[draft.operationService[callee]];
    into.set(place, [...(into.get(place) ?? []), number]);
  });
  return edges.flatMap((into, service) =>
    [...into]
      .sort(([a], [b]) => a - b)
      .map(([place, own]) => ({
        service,
        firstClient: draft.callers[place].firstClient,
        clients: draft.callers[place].clients,
        firstReplica: draft.serviceFirstReplica[service],
        replicas: draft.spec.services[draft.services[service]].replicas,
        edges: own,
        watch: NONE,
      })),
  );
}

function edgeRosters(draft: Draft, rosters: readonly RosterPlan[]): Int32Array {
  // A check goes to one replica, whoever knows of it.
  const found = new Int32Array(draft.edges.length).fill(NONE);
  rosters.forEach(({ edges }, number) => {
    for (const edge of edges) found[edge] = number;
  });
  return found;
}

/** Who minds the health of a service: each of its callers, if anybody does. */
function watchOf(
  draft: Draft,
  { service, firstClient, clients, firstReplica, replicas, edges }: RosterPlan,
  roster: number,
): Omit<WatchPlan, 'firstWatcher' | 'firstView'> | undefined {
  const name = draft.services[service];
  const spec = draft.spec.services[name];
  if (spec.ejection === undefined && spec.health?.check === undefined) return undefined;
  const slowStart = spec.health?.['slow-start'];
  const caller = draft.callers.find((each) => each.firstClient === firstClient && each.clients > 0);
  return {
    service,
    roster,
    salt: hashText(`watch ${caller?.name} ${name}`),
    firstClient,
    clients,
    firstReplica,
    replicas,
    edges,
    ejection: spec.ejection === undefined ? undefined : rulesOf(spec.ejection),
    panic: panicOf(spec),
    failsInPanic: spec.health?.['on-panic'] === 'fail',
    slowStart:
      slowStart === undefined
        ? undefined
        : { window: slowStart.window, least: slowStart['at-least'], aggression: slowStart.aggression },
  };
}

/** Below which share of replicas its callers disregard health; 0: never. */
export function panicOf({ ejection, health }: ServiceSpec): number {
  const standard = ejection === undefined ? PANIC : ejectionPresets[ejection.preset].panic;
  return health?.panic ?? standard;
}

/** What `ejection:` says to the machine, its preset included. */
export function rulesOf(written: EjectionSpec): EjectionRules {
  const words = { ...ejectionPresets[written.preset].words, ...written };
  const probes = words.return === 'probe';
  // Probes know no sweeps, and what is counted for them.
  const successRate = probes ? 'none' : words['success-rate'];
  const failureShare = probes ? 'none' : words['failure-share'];
  return {
    failures: maskOf(words.on),
    consecutive: words.consecutive === 'none' ? NEVER : words.consecutive,
    successRate: successRate === 'none' ? undefined : successRate,
    failureShare:
      failureShare === 'none' ? undefined : { ...failureShare, atLeast: failureShare['at-least'] },
    every: words.every,
    base: words.base,
    // Envoy: the longest is the base where that is longer.
    longest: Math.max(words.longest, words.base),
    jitter: words.jitter,
    most: words.most,
    alwaysOne: words['always-one'],
    probes,
    returnsOnCheck: words['return-on-check'],
  };
}

// ---- checks ------------------------------------------------------------------------------------

function compileCheck(
  draft: Draft,
  service: number,
  check: CheckSpec,
  path: Path,
  number: number,
  before: readonly CheckPlan[],
): { name: string; plan: CheckPlan } {
  const own = draft.services[service];
  const { replicas } = draft.spec.services[own];
  const restarts = check['on-failure'] === 'restart';
  const name = `${own}/${restarts ? 'liveness' : 'readiness'}`;
  const caller = draft.addCaller(
    { kind: 'check', number, name, clients: replicas, propagates: false },
    check.zone === undefined ? [] : [draft.zone(check.zone)],
  );
  const operation = operationOf(draft, service, check, path);
  const edge =
    check.lane === 'shared'
      ? draft.edge(caller, 'operation', operation, false, '')
      : draft.edge(caller, 'service', service, false, '');
  const timeout = { name: 'timeout', params: check.timeout, path: [...path, 'timeout'] };
  const chain = layChain(draft, caller, [timeout], edge, path);
  const sites = Array.from({ length: replicas }, (_, index) =>
    draft.addCheck(caller, edge, operation, index, chain, check.lane === 'dedicated'),
  );
  return {
    name,
    plan: {
      service,
      salt: hashText(`check ${name}`),
      sites,
      firstClient: caller.firstClient,
      first: before.reduce((sum, each) => sum + each.sites.length, 0),
      every: check.every,
      jitter: check.jitter,
      unhealthy: check.unhealthy,
      healthy: check.healthy,
      restarts,
      startUp: check['start-up'] ?? START_UP,
    },
  };
}

/** The operation that is asked for; of a lane of its own the service's first, which it never reaches. */
function operationOf(draft: Draft, service: number, check: CheckSpec, path: Path): number {
  const name = draft.services[service];
  const first = draft.serviceFirstOperation[service];
  const known = Object.keys(draft.spec.services[name].operations);
  if (check.lane === 'dedicated') {
    if (check.operation !== undefined) {
      draft.problems.add(
        [...path, 'operation'],
        'E303',
        'a check in a lane of its own asks for no operation',
        'remove it, or write lane: shared',
      );
    }
    return first;
  }
  if (check.operation === undefined) {
    draft.problems.add(
      path,
      'E302',
      'a check in the shared lane asks for one of the operations',
      `write operation: ${known[0] ?? 'ready'}, or lane: dedicated`,
    );
    return first;
  }
  const number = known.indexOf(check.operation);
  if (number >= 0) return first + number;
  draft.problems.unknown([...path, 'operation'], `operation of ${name}`, check.operation, known);
  return first;
}
