/**
 * From a spec to a plan. Names are given numbers first, then every part is compiled against them.
 * All mistakes are collected; a plan exists only where there are none.
 */

import type { LinkRules, Plan, Post, Site } from '../machine/plan.ts';
import { TO_OPERATION } from '../machine/plan.ts';
import type { SystemSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { HEALTH, TURNED_BACK } from '../terms/policies.ts';
import { type EdgeLayout, layOutEdges, numberBalancers } from './balancers.ts';
import { brokerZoneOf, compileBrokers } from './brokers.ts';
import { checkPairs, checkSpec } from './check.ts';
import { checkCircles } from './conditions.ts';
import { firstPosts, makeDirectory } from './directory.ts';
import { Draft, type DraftSite } from './draft.ts';
import { checkFanOut } from './fan-out.ts';
import type { FaultGround } from './fault-ground.ts';
import { compileFaults, faultNameOf, MOST_AIMS, timesOfLeftOut } from './faults.ts';
import { checkGates, layGates } from './gates.ts';
import { compileHealth, type HealthPlan } from './health.ts';
import { compileLoad } from './loads.ts';
import { compileNetwork } from './network.ts';
import { numberBrokers, numberServices } from './numbering.ts';
import type { Problem } from './problem.ts';
import { compilePrograms } from './programs.ts';
import { roomProblems } from './room.ts';
import { checkScaling, scalingOf, widened } from './scaling.ts';
import { cancellationOf, coresOf, listsOf, queueRulesOf, slotsOf } from './services.ts';

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
  const draft = new Draft(spec);
  const replicas = numberServices(draft);
  numberBalancers(draft);
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
  const ground: FaultGround = {
    directory,
    operationPost,
    loads,
    sites: draft.sites,
    scaling: scalingOf(written),
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
  if (draft.problems.found.length > 0) return { problems: draft.problems.found };

  const layout = layOutEdges(draft, services);
  const queueRules = services.map((service) => queueRulesOf(draft, service));
  const lists = listsOf(services, replicas, gates);
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
      serviceSlots: Int32Array.from(services, slotsOf),
      serviceCores: Int32Array.from(services, coresOf),
      scaling: scalingOf(written),
      balancers: layout.balancers,
      gates,
      replicaService: Int32Array.from(replicas, (replica) => replica.service),
      replicaZone: Int32Array.from(replicas, (replica) => replica.zone),
      listCount: lists.count,
      operationPost,
      postCount: directory.postOperation.length,
      posts: Array.from(directory.postReplica, (replica, post): Post => {
        const { service, index } = replicas[replica];
        return {
          replica,
          entry: programs.entries[directory.postOperation[post]],
          cores: coresOf(services[service]),
          cancellation: cancellationOf(services[service]),
          rules: queueRules[service],
          list: lists.first[replica],
          gates: gates[service],
          index,
          rejections: lists.rejections[replica],
        };
      }),
      sites: draft.sites.map((site) =>
        finishSite(draft, site, network.links, operationPost, health, healthActs, layout),
      ),
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
      brokerLatency: Int32Array.from(draft.brokers, (name) =>
        draft.samplers.of(spec.brokers?.[name].latency),
      ),
      edgeBrokerZone: Int32Array.from(draft.edges, (edge) => brokerZoneOf(draft, edge)),
      workerCount: depots.workerCount,
      faults,
      leftOut: timesOfLeftOut(ground, spec.leftOut ?? []),
    },
  };
}

// ---- edges -----------------------------------------------------------------------------------------

/** By edge: the number under which calls are counted that health turns back; NONE where nobody minds it. */
function healthActsOf(draft: Draft, { edgeRoster, rosters }: HealthPlan): number[] {
  return draft.edges.map((_, edge) => {
    const isWatched = edgeRoster[edge] !== NONE && rosters[edgeRoster[edge]].watch !== NONE;
    return isWatched ? draft.gauges.act(TURNED_BACK, HEALTH, edge, NONE) : NONE;
  });
}

/** A call site with what only the whole plan knows: its way through the network, where its callee is, and who watches. */
function finishSite(
  draft: Draft,
  { only, ...site }: DraftSite,
  links: readonly LinkRules[],
  operationPost: Int32Array,
  health: HealthPlan,
  healthActs: readonly number[],
  layout: EdgeLayout,
): Site {
  const turns = layout.turns[site.edge].get(site.balancer);
  const roster = health.edgeRoster[site.edge];
  const known = {
    ...site,
    link: links[site.edge],
    memory: turns?.memory ?? NONE,
    credit: turns?.credit ?? NONE,
    roster,
    watch: roster === NONE ? NONE : health.rosters[roster].watch,
    healthAct: healthActs[site.edge],
  };
  if (site.calleeKind !== TO_OPERATION) return { ...known, post: NONE, replicas: 0, idempotent: true };
  const service = draft.spec.services[draft.services[draft.operationService[site.callee]]];
  const post = operationPost[site.callee];
  return {
    ...known,
    // Of a check the one replica it is for is all there is.
    post: only === NONE ? post : post + only,
    replicas: only === NONE ? service.replicas : 1,
    idempotent: !(service['not-idempotent'] ?? []).includes(draft.ownName(site.callee)),
  };
}

/** Whatever one event may take: the widest fan-out, each with a call, an attempt and a wake or notice, or as many as its policies may need. */
function rowsPerEvent(draft: Draft, strands: number): number {
  const widest = Math.max(strands, draft.topics.length, draft.queues.length);
  return SPARE_ROWS + draft.rowsPerCall + Math.max(4, draft.rowsPerCall) * widest;
}
