/**
 * From a spec to a plan. Names are given numbers first, then every part is compiled against them.
 * All mistakes are collected; a plan exists only where there are none.
 */

import { balancerOf, DEFAULT_BALANCER } from '../balancer/index.ts';
import type { BalancerPlan, LinkRules, LoadPlan, Plan, Post, QueueRules, Site } from '../machine/plan.ts';
import {
  ADAPTIVE_LIFO,
  BY_PRIORITY,
  CODEL,
  EARLIEST_DEADLINE,
  FIFO,
  LIFO,
  PRIORITIES,
  TO_OPERATION,
} from '../machine/plan.ts';
import { CANCELLATIONS, type QueueOrder, type ServiceSpec, type SystemSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory, ReplicaEntry } from '../terms/directory.ts';
import { compileBrokers, type Depots } from './brokers.ts';
import { Draft, type DraftSite } from './draft.ts';
import { compileFault, type FaultGround, faultKind, faultNameOf } from './faults.ts';
import { compileLoad } from './loads.ts';
import { compileNetwork } from './network.ts';
import type { Problem } from './problem.ts';
import { compilePrograms } from './programs.ts';

export type { Problem } from './problem.ts';

export type Compiled =
  | { readonly plan: Plan; readonly problems?: undefined }
  | { readonly problems: readonly Problem[]; readonly plan?: undefined };

/** Waiting without limit: more than there will ever be. */
const NO_LIMIT = 2147483647;

const ORDERS: Record<QueueOrder, number> = {
  fifo: FIFO,
  lifo: LIFO,
  'adaptive-lifo': ADAPTIVE_LIFO,
  priority: BY_PRIORITY,
  edf: EARLIEST_DEADLINE,
  codel: CODEL,
};

/** Defaults of adaptive-lifo and codel (B. Maurer, "Fail at Scale", 2015). */
const BACKLOG = 10;
const CODEL_TARGET = 5e6;
const CODEL_INTERVAL = 100e6;

/** Rows that any event may take besides those of its fan-out. */
const SPARE_ROWS = 64;

export function compile(spec: SystemSpec): Compiled {
  const draft = new Draft(spec);
  const replicas = numberServices(draft);
  numberBrokers(draft);
  const loadCallers = spec.load.map((load, number) =>
    draft.addCaller(
      {
        kind: 'load',
        number,
        name: load.name,
        clients: load.replicas,
        propagates: load.deadlines === 'propagate',
      },
      load.zone === undefined ? [] : [draft.zone(load.zone)],
    ),
  );
  const programs = compilePrograms(draft);
  const loads = spec.load.map((load, i) =>
    compileLoad(draft, load, loadCallers[i], ['load', i], spec.run.length),
  );
  const depots = compileBrokers(draft);
  checkSpec(draft);
  const network = compileNetwork(draft);
  const directory = makeDirectory(draft, replicas, loads, depots);
  const operationPost = postsOf(draft);
  const ground: FaultGround = {
    directory,
    operationPost,
    samplerOf: (each) => draft.samplers.of(each),
    length: spec.run.length,
  };
  const faults = (spec.faults ?? []).map((fault, i) =>
    compileFault(ground, draft.problems, fault, ['faults', i]),
  );
  if (draft.problems.found.length > 0) return { problems: draft.problems.found };

  const services = draft.services.map((name) => spec.services[name]);
  const layout = layOutEdges(draft, services);
  const queueRules = services.map((service) => queueRulesOf(draft, service));
  const lists = listsOf(services, replicas);
  return {
    plan: {
      directory,
      length: spec.run.length,
      warmup: spec.run.warmup,
      window: spec.run.window,
      seed: spec.run.seed,
      code: Int32Array.from(programs.code),
      strands: Int32Array.from(programs.strands),
      choices: Int32Array.from(programs.choices),
      shares: Float64Array.from(programs.shares),
      rowsPerEvent: rowsPerEvent(draft, programs.strands.length),
      samplers: draft.samplers,
      serviceFirstReplica: Int32Array.from(draft.serviceFirstReplica),
      serviceSlots: Int32Array.from(services, slotsOf),
      serviceCores: Int32Array.from(services, coresOf),
      queueRules,
      balancers: layout.balancers,
      replicaService: Int32Array.from(replicas, (replica) => replica.service),
      replicaZone: Int32Array.from(replicas, (replica) => replica.zone),
      listCount: lists.count,
      operationPost,
      operationService: Int32Array.from(draft.operationService),
      postCount: directory.postOperation.length,
      posts: Array.from(directory.postReplica, (replica, post): Post => {
        const { service } = replicas[replica];
        return {
          replica,
          entry: programs.entries[directory.postOperation[post]],
          cores: coresOf(services[service]),
          cancellation: CANCELLATIONS.indexOf(services[service].cancellation),
          rules: queueRules[service],
          list: lists.first[replica],
        };
      }),
      sites: draft.sites.map((site) => finishSite(draft, site, network.links, operationPost)),
      clientCount: draft.clientZone.length,
      clientZone: Int32Array.from(draft.clientZone),
      settings: Float64Array.from(draft.settings),
      laneLengths: draft.laneLengths,
      wordsPerCall: draft.wordsPerCall,
      shared: Float64Array.from(draft.shared),
      edgeInFlight: layout.edgeInFlight,
      inFlightCount: layout.inFlightCount,
      edgeMemory: layout.edgeMemory,
      memory: layout.memory,
      zoneLinks: network.zoneLinks,
      zoneCount: network.zoneLinks.some((link) => link !== undefined) ? draft.zones.length : 0,
      loads,
      depots: depots.plans,
      topics: depots.topics,
      topicBroker: draft.topicBroker,
      brokerLatency: Int32Array.from(draft.brokers, (name) =>
        draft.samplers.of(spec.brokers?.[name].latency),
      ),
      edgeBrokerZone: Int32Array.from(draft.edges, (edge) =>
        brokerZoneOf(draft, edge.calleeKind, edge.callee),
      ),
      workerCount: depots.workerCount,
      faults,
    },
  };
}

// ---- numbering -------------------------------------------------------------------------------------

function numberServices(draft: Draft): ReplicaEntry[] {
  const replicas: ReplicaEntry[] = [];
  draft.services.forEach((name, number) => {
    const spec = draft.spec.services[name];
    const zones = (spec.zones ?? []).map((zone) => draft.zone(zone));
    draft.serviceFirstReplica.push(replicas.length);
    draft.serviceFirstOperation.push(draft.operations.length);
    for (let index = 0; index < spec.replicas; index++) {
      replicas.push({
        name: `${name}/${index}`,
        service: number,
        index,
        zone: zones.length > 0 ? zones[index % zones.length] : NONE,
      });
    }
    for (const operation of Object.keys(spec.operations)) {
      draft.operations.push(`${name}.${operation}`);
      draft.operationService.push(number);
    }
    draft.addCaller(
      { kind: 'service', number, name, clients: spec.replicas, propagates: spec.deadlines === 'propagate' },
      zones,
    );
  });
  draft.replicaCount = replicas.length;
  return replicas;
}

/** Queues, topics, and one depot for each subscription: the consumers of a topic name it. */
function numberBrokers(draft: Draft): void {
  draft.brokers.forEach((name, broker) => {
    const spec = draft.spec.brokers?.[name];
    if (spec?.zone !== undefined) draft.zone(spec.zone);
    for (const queue of Object.keys(spec?.queues ?? {})) {
      if (draft.queues.includes(queue)) {
        draft.problems.add(
          ['brokers', name, 'queues', queue],
          'E302',
          `two queues are called "${queue}"`,
          'rename one',
        );
      }
      draft.queues.push(queue);
      draft.queueBroker.push(broker);
    }
    for (const topic of Object.keys(spec?.topics ?? {})) {
      if (draft.topics.includes(topic) || draft.queues.includes(topic)) {
        draft.problems.add(
          ['brokers', name, 'topics', topic],
          'E302',
          `"${topic}" names two things`,
          'rename one',
        );
      }
      draft.topics.push(topic);
      draft.topicBroker.push(broker);
    }
  });
}

function brokerZoneOf(draft: Draft, kind: string, callee: number): number {
  if (kind === 'operation') return NONE;
  const broker = kind === 'queue' ? draft.queueBroker[callee] : draft.topicBroker[callee];
  const zone = draft.spec.brokers?.[draft.brokers[broker]].zone;
  return zone === undefined ? NONE : draft.zones.indexOf(zone);
}

// ---- services --------------------------------------------------------------------------------------

function isThreads(service: ServiceSpec): boolean {
  return 'threads' in service.concurrency && service.concurrency.threads !== undefined;
}

function slotsOf(service: ServiceSpec): number {
  return 'threads' in service.concurrency ? service.concurrency.threads : service.concurrency.async;
}

/** An event loop computes on one core unless told otherwise; a thread brings its own unless cores are counted. */
function coresOf(service: ServiceSpec): number {
  return service.cores ?? (isThreads(service) ? 0 : 1);
}

function queueRulesOf(draft: Draft, service: ServiceSpec): QueueRules {
  const { queue } = service;
  const wait = draft.samplers.of(queue.wait);
  const constant = wait === NONE ? Number.NaN : draft.samplers.constant[wait];
  return {
    order: ORDERS[queue.order],
    limit: queue.limit === 'none' ? NO_LIMIT : queue.limit,
    wait,
    waitLane: Number.isNaN(constant) ? NONE : draft.lane(constant),
    backlog: queue.backlog ?? BACKLOG,
    target: queue.target ?? CODEL_TARGET,
    interval: queue.interval ?? CODEL_INTERVAL,
  };
}

/** Each replica has one list of waiting attempts, or one for each priority. */
function listsOf(
  services: readonly ServiceSpec[],
  replicas: readonly ReplicaEntry[],
): { first: number[]; count: number } {
  let count = 0;
  const first = replicas.map((replica) => {
    const own = count;
    count += services[replica.service].queue.order === 'priority' ? PRIORITIES : 1;
    return own;
  });
  return { first, count };
}

/** Wiring of a service's own keys that can have no effect, or contradicts itself. */
function checkSpec(draft: Draft): void {
  draft.services.forEach((name) => {
    const service = draft.spec.services[name];
    const { queue } = service;
    const path = ['services', name, 'queue'];
    if (queue.backlog !== undefined && queue.order !== 'adaptive-lifo') {
      draft.problems.add(
        [...path, 'backlog'],
        'E303',
        '`backlog` only means something with order: adaptive-lifo',
      );
    }
    for (const key of ['target', 'interval'] as const) {
      if (queue[key] !== undefined && queue.order !== 'codel') {
        draft.problems.add([...path, key], 'E303', `\`${key}\` only means something with order: codel`);
      }
    }
    if (service.weights !== undefined && service.weights.length !== service.replicas) {
      draft.problems.add(
        ['services', name, 'weights'],
        'E302',
        `${service.weights.length} weights for ${service.replicas} replicas`,
      );
    }
    if (Object.keys(service.operations).length === 0) {
      draft.problems.add(
        ['services', name, 'operations'],
        'E303',
        `${name} offers no operation`,
        'write operations: { handle: [ work: 5ms ] }',
      );
    }
  });
  reportTwice(
    draft,
    draft.spec.load.map((load) => load.name),
    'load',
    ['load'],
  );
  reportTwice(draft, (draft.spec.faults ?? []).map(faultNameOf), 'fault', ['faults']);
  if (draft.spec.load.length === 0)
    draft.problems.add(['load'], 'E303', 'nobody asks for anything: there is no load');
  if (draft.spec.run.warmup >= draft.spec.run.length) {
    draft.problems.add(
      ['run', 'warmup'],
      'E302',
      'the warm-up is as long as the run',
      'write a shorter `warmup`, or a longer `length`',
    );
  }
}

function reportTwice(draft: Draft, names: readonly string[], what: string, path: (string | number)[]): void {
  names.forEach((name, i) => {
    if (names.indexOf(name) < i)
      draft.problems.add(
        [...path, i, 'name'],
        'E302',
        `two ${what}s are called "${name}"`,
        'give one a `name` of its own',
      );
  });
}

// ---- edges -----------------------------------------------------------------------------------------

interface EdgeLayout {
  readonly balancers: BalancerPlan[];
  readonly edgeInFlight: Int32Array;
  readonly inFlightCount: number;
  readonly edgeMemory: Int32Array;
  readonly memory: Float64Array;
}

/** A call site with what only the whole plan knows: its way through the network, and where its callee is. */
function finishSite(
  draft: Draft,
  site: DraftSite,
  links: readonly LinkRules[],
  operationPost: Int32Array,
): Site {
  const isOperation = site.calleeKind === TO_OPERATION;
  return {
    ...site,
    link: links[site.edge],
    post: isOperation ? operationPost[site.callee] : NONE,
    replicas: isOperation
      ? draft.spec.services[draft.services[draft.operationService[site.callee]]].replicas
      : 0,
  };
}

/** Where each caller replica keeps what it knows about each callee. */
function layOutEdges(draft: Draft, services: readonly ServiceSpec[]): EdgeLayout {
  const starts: (readonly number[])[] = [];
  const balancers = services.map((service, number): BalancerPlan => {
    const { definition, params } = balancerOf((service.balancer ?? DEFAULT_BALANCER) as never);
    const weights = service.weights ?? new Array<number>(service.replicas).fill(1);
    const names = weights.map((_, i) => `${draft.services[number]}/${i}`);
    starts.push(definition.memoryOf(params as never, service.replicas, weights));
    const zones = (service.zones ?? []).map((zone) => draft.zones.indexOf(zone));
    return {
      definition: definition as never,
      table: definition.tableOf(params as never, names, weights),
      weights: Float64Array.from(weights),
      zones: Int32Array.from(weights, (_, i) => (zones.length > 0 ? zones[i % zones.length] : NONE)),
      memorySize: starts[number].length,
    };
  });
  const edgeInFlight = new Int32Array(draft.edges.length);
  const edgeMemory = new Int32Array(draft.edges.length);
  const memory: number[] = [];
  let inFlightCount = 0;
  draft.edges.forEach((edge, number) => {
    edgeInFlight[number] = inFlightCount;
    edgeMemory[number] = memory.length;
    if (edge.calleeKind !== 'operation') return;
    const service = draft.operationService[edge.callee];
    const caller = draft.callers.find((each) => each.kind === edge.callerKind && each.number === edge.caller);
    const clients = caller?.clients ?? 0;
    inFlightCount += clients * services[service].replicas;
    for (let client = 0; client < clients; client++) memory.push(...starts[service]);
  });
  return { balancers, edgeInFlight, inFlightCount, edgeMemory, memory: Float64Array.from(memory) };
}

/** Whatever one event may take: the widest fan-out, each with a call, an attempt and a wake or notice. */
function rowsPerEvent(draft: Draft, strands: number): number {
  const widest = Math.max(strands, draft.topics.length, draft.queues.length);
  return SPARE_ROWS + 4 * widest;
}

// ---- directory -------------------------------------------------------------------------------------

function postsOf(draft: Draft): Int32Array {
  let posts = 0;
  return Int32Array.from(draft.operationService, (service) => {
    const first = posts;
    posts += draft.spec.services[draft.services[service]].replicas;
    return first;
  });
}

function makeDirectory(
  draft: Draft,
  replicas: readonly ReplicaEntry[],
  loads: readonly LoadPlan[],
  depots: Depots,
): Directory {
  const { spec } = draft;
  const postOperation: number[] = [];
  const postReplica: number[] = [];
  draft.operationService.forEach((service, operation) => {
    for (let i = 0; i < spec.services[draft.services[service]].replicas; i++) {
      postOperation.push(operation);
      postReplica.push(draft.serviceFirstReplica[service] + i);
    }
  });
  return {
    zones: draft.zones,
    services: draft.services.map((name, number) => {
      const service = spec.services[name];
      return {
        name,
        firstReplica: draft.serviceFirstReplica[number],
        replicas: service.replicas,
        firstOperation: draft.serviceFirstOperation[number],
        operations: Object.keys(service.operations).length,
        slots: slotsOf(service),
        threads: isThreads(service),
        cores: coresOf(service),
        queueLimit: service.queue.limit === 'none' ? Number.POSITIVE_INFINITY : service.queue.limit,
      };
    }),
    operations: draft.operations.map((name, number) => ({ name, service: draft.operationService[number] })),
    replicas,
    edges: draft.edges,
    loads: spec.load.map((load, number) => ({
      name: load.name,
      edges: [...new Set(Array.from(loads[number].sites, (site) => draft.sites[site].edge))],
      within: load.within ?? Number.POSITIVE_INFINITY,
      open: loads[number].open,
      users: load.users ?? 0,
    })),
    brokers: draft.brokers.map((name) => ({ name, kind: spec.brokers?.[name].kind ?? '' })),
    topics: draft.topics.map((name, number) => ({
      name,
      broker: draft.topicBroker[number],
      queues: depots.topics[number],
    })),
    queues: depots.entries,
    consumers: depots.consumers,
    faults: (spec.faults ?? []).map((fault) => ({
      name: faultNameOf(fault),
      kind: faultKind(fault),
      target: String(fault[faultKind(fault)]),
    })),
    siteEdge: Int32Array.from(draft.sites, (site) => site.edge),
    siteLoad: Int32Array.from(draft.sites, (site) => site.load),
    postOperation: Int32Array.from(postOperation),
    postReplica: Int32Array.from(postReplica),
  };
}
