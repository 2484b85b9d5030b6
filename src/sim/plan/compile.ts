/**
 * From a spec to a plan. Names are given numbers first, then every part is compiled against them.
 * All mistakes are collected; a plan exists only where there are none.
 */

import type { Plan } from '../machine/plan.ts';
import type { SystemSpec } from '../spec/index.ts';
import { layOutEdges, numberBalancers } from './balancers.ts';
import { brokerZoneOf, compileBrokers } from './brokers.ts';
import { checkPairs, checkSpec } from './check.ts';
import { checkCircles } from './conditions.ts';
import { firstPosts, makeDirectory } from './directory.ts';
import { Draft } from './draft.ts';
import { checkFanOut } from './fan-out.ts';
import type { FaultGround } from './fault-ground.ts';
import { compileFaults, faultNameOf, MOST_AIMS, timesOfLeftOut } from './faults.ts';
import { checkGates, layGates } from './gates.ts';
import { compileHealth } from './health.ts';
import { compileLoad } from './loads.ts';
import { compileNetwork } from './network.ts';
import { numberBrokers, numberLoads, numberServices } from './numbering.ts';
import { postsOf } from './posts.ts';
import type { Problem } from './problem.ts';
import { compilePrograms } from './programs.ts';
import { roomProblems } from './room.ts';
import { checkScaling, scalingOf, widened } from './scaling.ts';
import { coresOf, listsOf, slotsOf } from './services.ts';
import { finishSite, healthActsOf } from './sites.ts';

export type { Problem } from './problem.ts';

export type Compiled =
  | { readonly plan: Plan; readonly problems?: undefined }
  | { readonly problems: readonly Problem[]; readonly plan?: undefined };

/** Rows that any event may take besides those of its fan-out. */
const SPARE_ROWS = 96;

export function compile(written: SystemSpec): Compiled {
  const spec = widened(written);
  const tooMuch = roomProblems(spec);
  if (tooMuch.length > 0) return { problems: tooMuch };
  const parts = compileParts(written, spec);
  const { found } = parts.draft.problems;
  return found.length > 0 ? { problems: found } : { plan: layOut(parts) };
}

/** Numbers everything and compiles every part; what is wrong is in the draft then. */
function compileParts(written: SystemSpec, spec: SystemSpec) {
  const draft = new Draft(spec);
  const replicas = numberServices(draft);
  numberBalancers(draft);
  numberBrokers(draft);
  const loadCallers = numberLoads(draft);
  const programs = compilePrograms(draft);
  const loads = spec.load.map((load, i) =>
    compileLoad(draft, load, loadCallers[i], ['load', i], spec.run.length),
  );
  const depots = compileBrokers(draft);
  const health = compileHealth(draft);
  checkSpec(draft);
  checkPairs(draft);
  checkScaling(draft, written);
  checkFanOut(draft);
  checkGates(draft);
  const network = compileNetwork(draft);
  const operationPost = firstPosts(draft);
  const services = draft.services.map((name) => spec.services[name]);
  // Before the faults: what they set is counted behind the settings of all policies, these included.
  const gates = services.map((service, number) => layGates(draft, service, number));
  const healthActs = healthActsOf(draft, health);
  const directory = makeDirectory(draft, replicas, loads, depots, health);
  const scaling = scalingOf(written);
  const ground: FaultGround = {
    directory,
    operationPost,
    loads,
    sites: draft.sites,
    scaling,
    gates,
    settingCount: draft.settings.length,
    faultNames: (spec.faults ?? []).map(faultNameOf),
    leftOutNames: (spec.leftOut ?? []).map(faultNameOf),
    samplerOf: (each) => draft.samplers.of(each),
    length: spec.run.length,
    room: { aims: MOST_AIMS },
  };
  const faults = compileFaults(ground, draft.problems, spec.faults ?? []);
  if (faults.length === (spec.faults ?? []).length) checkCircles(draft.problems, faults);
  return {
    draft,
    services,
    replicas,
    programs,
    loads,
    depots,
    health,
    network,
    operationPost,
    gates,
    healthActs,
    directory,
    scaling,
    ground,
    faults,
  };
}

/** The plan of parts with which nothing is wrong. */
function layOut(parts: ReturnType<typeof compileParts>): Plan {
  const { draft, services, replicas, programs, loads, depots, health, network, directory } = parts;
  const { operationPost, gates, healthActs, scaling, ground, faults } = parts;
  const { spec } = draft;
  const layout = layOutEdges(draft, services);
  const lists = listsOf(services, replicas, gates);
  const posts = postsOf(draft, directory, services, programs.entries, lists, gates);
  const known = { links: network.links, operationPost, health, healthActs, layout };
  return {
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
    serviceSlots: Int32Array.from(services, slotsOf),
    serviceCores: Int32Array.from(services, coresOf),
    scaling,
    balancers: layout.balancers,
    gates,
    replicaService: Int32Array.from(replicas, (replica) => replica.service),
    replicaZone: Int32Array.from(replicas, (replica) => replica.zone),
    listCount: lists.count,
    operationPost,
    postCount: directory.postOperation.length,
    posts,
    sites: draft.sites.map((site) => finishSite(draft, site, known)),
    clientZone: Int32Array.from(draft.clientZone),
    settings: Float64Array.from(draft.settings),
    setters: [...draft.sites.flatMap(({ chain }) => chain), ...gates.flat()]
      .filter(({ settingsSize }) => settingsSize > 0)
      .sort((a, b) => a.settings - b.settings),
    laneLengths: draft.laneLengths,
    wordsPerCall: draft.wordsPerCall,
    realsPerCall: draft.realsPerCall,
    roomCount: draft.roomCount,
    shared: Float64Array.from(draft.shared),
    gauges: draft.gauges.plans,
    levelCount: draft.gauges.levelCount,
    edgeInFlight: layout.edgeInFlight,
    inFlightCount: layout.inFlightCount,
    edgeCredits: layout.edgeCredits,
    creditCount: layout.creditCount,
    memory: layout.memory,
    rosters: health.rosters,
    watches: health.watches,
    watcherCount: health.watcherCount,
    viewCount: health.viewCount,
    checks: health.checks,
    checkedCount: health.checkedCount,
    membershipDelay: health.membershipDelay,
    zoneLinks: network.zoneLinks,
    zoneCount: network.zoneLinks.some((link) => link !== undefined) ? draft.zones.length : 0,
    loads,
    depots: depots.plans,
    topics: depots.topics,
    topicBroker: draft.topicBroker,
    brokerLatency: Int32Array.from(draft.brokers, (name) => draft.samplers.of(spec.brokers?.[name].latency)),
    edgeBrokerZone: Int32Array.from(draft.edges, (edge) => brokerZoneOf(draft, edge)),
    workerCount: depots.workerCount,
    faults,
    leftOut: timesOfLeftOut(ground, spec.leftOut ?? []),
  };
}

/**
 * Whatever one event may take: the widest fan-out, each with a call, an attempt and a wake or notice, or as
 * many as its policies may need.
 */
function rowsPerEvent(draft: Draft, strands: number): number {
  const widest = Math.max(strands, draft.topics.length, draft.queues.length);
  return SPARE_ROWS + draft.rowsPerCall + Math.max(4, draft.rowsPerCall) * widest;
}
