/** What a law may look at behind the run's door: the state itself. Only tests do this. */

import type { Plan, Run } from '../../src/sim/index.ts';
import { isFlight } from '../../src/sim/machine/branches.ts';
import { firstLimit, firstSlots } from '../../src/sim/machine/plan.ts';
import { cellsOf } from '../../src/sim/machine/rosters.ts';
import { viewOf, watcherOf } from '../../src/sim/machine/views.ts';
import type { World } from '../../src/sim/machine/world.ts';
import type { Gate } from '../../src/sim/policy/gate-contract.ts';
import { KINDS } from '../../src/sim/policy/limiter-params.ts';
import { KIND } from '../../src/sim/policy/permits/settings.ts';
import { CODE, INTS, LIFE, NONE, OF_LAYER, PARENT, POST, SITE } from '../../src/sim/terms/columns.ts';
import {
  BRANCHING,
  CALLING,
  COMPUTING,
  HELD,
  QUEUED,
  REJECTING,
  REJECTION_WAITS,
  RESUME,
} from '../../src/sim/terms/events.ts';
import {
  EJECTED,
  EJECTED_COUNT,
  OUT_COUNT,
  PANICS,
  REASONS,
  UNLISTED,
  UNLISTED_COUNT,
  VIEW_INTS,
  WATCHER_INTS,
} from '../../src/sim/terms/health.ts';
import {
  BUSY,
  COMPUTES,
  DEPOT_INTS,
  READY_COUNT,
  REJECTIONS,
  SLOTS,
  STATION_INTS,
  UNACKED_COUNT,
  WAITING,
  WASTED,
} from '../../src/sim/terms/stations.ts';

export function worldOf(run: Run): World {
  return (run as unknown as { world: World }).world;
}

/** More events than any random system needs; an instant that never ends is caught here. */
const BUDGET = 2e6;

/** Runs on to an instant, and says so when that takes for ever. */
export function runTo(run: Run, at: number = run.plan.length): Run {
  if (!run.advance(at, BUDGET)) throw new Error(`after ${BUDGET} events it is still ${run.now} ns`);
  return run;
}

/** What an attempt, or a strand of one, does at a replica. */
const THERE = [QUEUED, RESUME, COMPUTING, HELD, REJECTION_WAITS, REJECTING];

/** How many a gate counts as let in and not yet out; 0 for one that does not count. */
function insideOf(world: World, gate: Gate, index: number): number {
  const at = gate.shared + index * gate.sharedSize;
  return countedIn(world, gate.policy.name, gate.settings, at, 1, gate.sharedSize);
}

/** The same over so many replicas, whose shared numbers follow each other. */
function countedIn(
  world: World,
  policy: string,
  settings: number,
  at: number,
  replicas: number,
  size: number,
): number {
  const isLearned = policy === 'adaptive-concurrency';
  const isLimit = policy === 'limiter' && world.settings[settings + KIND] === KINDS.indexOf('concurrency');
  let inside = 0;
  for (let i = 0; i < replicas * size; i++) {
    // All numbers of such a limiter are counts; of a learned limit the first is.
    if (isLimit || (isLearned && i % size === 0)) inside += world.shared[at + i];
  }
  return inside;
}

/** How many replicas of its caller make the calls of an edge. */
export function clientsOf({ directory, loads, checks }: Plan, edge: number): number {
  const { callerKind, caller } = directory.edges[edge];
  switch (callerKind) {
    case 'service':
      return directory.services[caller].replicas;
    case 'load':
      return loads[caller].clients;
    case 'consumer':
      return directory.consumers[caller].replicas;
    case 'check':
      return checks[caller].sites.length;
  }
}

/** By call site and layer: how many calls its limits count as under way, over all caller replicas. */
export function countedAround(run: Run): number[] {
  const world = worldOf(run);
  return world.plan.sites.flatMap(({ chain, edge }) => {
    const clients = clientsOf(world.plan, edge);
    return chain.map(({ policy, settings, shared, sharedSize }) =>
      countedIn(world, policy.name, settings, shared, clients, sharedSize),
    );
  });
}

/** Whatever is wrong with the state now: the books, the counts against the rows, levels out of their range. */
export function troubles(run: Run): string[] {
  const world = worldOf(run);
  const { plan, stationInts, depotInts } = world;
  const { I } = world.arena;
  const found = run.checkLedger();
  const expect = (holds: boolean, sentence: string) => {
    if (!holds) found.push(sentence);
  };
  const running = new Int32Array(plan.replicaService.length);
  const waiting = new Int32Array(plan.replicaService.length);
  const unwanted = new Int32Array(plan.replicaService.length);
  const computing = new Int32Array(plan.replicaService.length);
  const rejecting = new Int32Array(plan.replicaService.length);
  const toBeRejected = new Int32Array(plan.replicaService.length);
  const atDoor = new Int32Array(plan.replicaService.length);
  for (let row = 0; row < world.arena.taken; row++) {
    const at = row * INTS;
    const code = I[at + CODE];
    if ((I[at + LIFE] & 1) === 0 || !THERE.includes(code)) continue;
    const replica = plan.directory.postReplica[I[at + POST]];
    if (code === HELD) atDoor[replica] += 1;
    if (code === REJECTION_WAITS) toBeRejected[replica] += 1;
    if (code === REJECTING) rejecting[replica] += 1;
    if (code === COMPUTING) computing[replica] += 1;
    if (code === REJECTING && plan.posts[I[at + POST]].cores > 0) computing[replica] += 1;
    if (code === HELD || code === REJECTION_WAITS || code === REJECTING) continue;
    const parent = I[at + PARENT];
    // Below a frame stands a strand of it, which has no slot of its own.
    if (parent !== NONE && I[parent * INTS + CODE] !== CALLING && I[parent * INTS + CODE] !== BRANCHING)
      continue;
    if (code === QUEUED) waiting[replica] += 1;
    else {
      running[replica] += 1;
      if (!isWantedAttempt(world, row)) unwanted[replica] += 1;
    }
  }
  plan.directory.replicas.forEach(({ name, service }, replica) => {
    const of = replica * STATION_INTS;
    expect(
      stationInts[of + BUSY] === running[replica],
      `${name}: ${stationInts[of + BUSY]} slots taken, ${running[replica]} frames`,
    );
    expect(
      stationInts[of + WAITING] === waiting[replica],
      `${name}: ${stationInts[of + WAITING]} counted waiting, ${waiting[replica]} do`,
    );
    expect(
      stationInts[of + WASTED] === unwanted[replica],
      `${name}: ${stationInts[of + WASTED]} counted as futile work, ${unwanted[replica]} are`,
    );
    expect(
      stationInts[of + COMPUTES] === computing[replica],
      `${name}: ${stationInts[of + COMPUTES]} counted computing, ${computing[replica]} do`,
    );
    const slots = plan.serviceSlots[service];
    const limit = plan.directory.services[service].queueLimit;
    const [slotsSet, limitSet] = [firstSlots(plan) + replica, firstLimit(plan) + replica];
    expect(
      stationInts[of + SLOTS] === slots ||
        world.overlay.slotsBent[replica] + world.overlay.counts.settings[slotsSet] > 0,
      `${name}: ${stationInts[of + SLOTS]} of its ${slots} slots, and no fault in force`,
    );
    expect(
      stationInts[of + REJECTIONS] === rejecting[replica],
      `${name}: ${stationInts[of + REJECTIONS]} counted as being rejected, ${rejecting[replica]} are`,
    );
    const post = plan.posts.find((each) => each.replica === replica);
    const list = post === undefined ? NONE : post.rejections;
    const listed = list === NONE ? 0 : world.lists.length(list);
    expect(
      listed === toBeRejected[replica],
      `${name}: ${listed} listed to be rejected, ${toBeRejected[replica]} wait for it`,
    );
    const taken = stationInts[of + BUSY] + (list === NONE ? 0 : stationInts[of + REJECTIONS]);
    expect(taken <= mostEver(world, slotsSet, slots), `${name}: more slots taken than there are`);
    expect(
      listed === 0 || taken >= stationInts[of + SLOTS],
      `${name}: some wait to be rejected although a slot is free`,
    );
    // Whoever is let in by a limit of a number at a time must be somewhere behind it.
    const present = running[replica] + waiting[replica] + rejecting[replica] + listed + atDoor[replica];
    for (const gate of plan.gates[service]) {
      const inside = insideOf(world, gate, plan.directory.replicas[replica].index);
      expect(inside >= 0 && inside <= present, `${name}: gate ${gate.index} counts ${inside} of ${present}`);
      if (present === 0)
        expect(inside === 0, `${name}: gate ${gate.index} counts ${inside}, and nobody is there`);
    }
    expect(stationInts[of + WAITING] <= mostEver(world, limitSet, limit), `${name}: more wait than may`);
    expect(
      stationInts[of + WAITING] === 0 || taken >= stationInts[of + SLOTS],
      `${name}: some wait although a slot is free`,
    );
  });
  plan.directory.queues.forEach(({ name }, queue) => {
    expect(depotInts[queue * DEPOT_INTS + READY_COUNT] >= 0, `${name}: fewer than no message ready`);
    expect(
      depotInts[queue * DEPOT_INTS + UNACKED_COUNT] >= 0,
      `${name}: fewer than no message with a consumer`,
    );
    expect(
      depotInts[queue * DEPOT_INTS + READY_COUNT] === world.lists.length(plan.listCount + queue),
      `${name}: the list of ready messages and their count differ`,
    );
  });
  found.push(...healthTroubles(world));
  expect(
    world.inFlight.every((count) => count >= 0),
    'fewer than none in flight',
  );
  expect(
    world.freeWorkers.every((count) => count >= 0),
    'fewer than no worker free',
  );
  expect(
    world.userCount.every((count) => count >= 0),
    'fewer than no users',
  );
  return found;
}

/** Whether what comes of a frame can still reach who asked: nobody on the way up has left. */
function isWantedAttempt(world: World, attempt: number): boolean {
  const call = world.arena.I[attempt * INTS + PARENT];
  return call !== NONE && isWantedCall(world, call);
}

function isWantedCall(world: World, call: number): boolean {
  const { I } = world.arena;
  const parent = I[call * INTS + PARENT];
  if (parent === NONE) return true;
  switch (I[parent * INTS + CODE]) {
    case CALLING:
    case BRANCHING:
      return isFlight(I, call)
        ? ringOf(world, parent, I[call * INTS + OF_LAYER]).some((each) => isWantedCall(world, each))
        : isWantedCall(world, parent);
    case RESUME:
    case COMPUTING:
      return isWantedFrame(world, parent);
    default:
      return true;
  }
}

/** A strand's frame stands above it; an attempt's call. */
function isWantedFrame(world: World, frame: number): boolean {
  const { I } = world.arena;
  const parent = I[frame * INTS + PARENT];
  if (parent === NONE) return false;
  const isStrand = I[parent * INTS + CODE] === RESUME || I[parent * INTS + CODE] === COMPUTING;
  return isStrand ? isWantedFrame(world, parent) : isWantedCall(world, parent);
}

/** Where `coalesce` keeps who stands behind a call in its ring. */
const BEHIND = 1;

/** All who wait for the flight that a layer of this call has begun, the call among them. */
function ringOf(world: World, leader: number, index: number): number[] {
  const layer = world.plan.sites[world.arena.I[leader * INTS + SITE]].chain[index];
  const behind = (call: number) => world.words[call * world.plan.wordsPerCall + layer.word + BEHIND];
  const ring = [leader];
  for (let each = behind(leader); each !== leader; each = behind(each)) ring.push(each);
  return ring;
}

/** The most that a number is by itself, or is ever set to: who has a place keeps it when there are fewer again. */
function mostEver({ overlay }: World, setting: number, base: number): number {
  return Math.max(base, ...overlay.aims.settings[setting].map(({ aim }) => aim.measure));
}

/** Whatever is wrong with what callers hold of their callees: counts against views, views against what balancers look at. */
function healthTroubles(world: World): string[] {
  const { plan, health } = world;
  const found: string[] = [];
  for (const watch of plan.watches) {
    const { name } = plan.directory.services[watch.service];
    for (let client = watch.firstClient; client < watch.firstClient + watch.clients; client++) {
      const of = watcherOf(watch, client) * WATCHER_INTS;
      let out = 0;
      let ejected = 0;
      let unlisted = 0;
      for (let index = 0; index < watch.replicas; index++) {
        const reasons = health.views[viewOf(watch, client, index) * VIEW_INTS + REASONS];
        if (reasons !== 0) out += 1;
        if ((reasons & UNLISTED) !== 0) unlisted += 1;
        if ((reasons & EJECTED) !== 0) ejected += 1;
        for (const edge of watch.edges) {
          const cell = plan.edgeInFlight[edge] + (client - watch.firstClient) * watch.replicas + index;
          if (health.out[cell] !== reasons)
            found.push(
              `${name}/${index}: held out by client ${client} for ${reasons}, but ${health.out[cell]} where it chooses`,
            );
        }
      }
      const counted = health.watchers.slice(of, of + WATCHER_INTS);
      if (counted[OUT_COUNT] !== out) found.push(`${name}: ${out} held out, ${counted[OUT_COUNT]} counted`);
      if (counted[EJECTED_COUNT] !== ejected)
        found.push(`${name}: ${ejected} ejected, ${counted[EJECTED_COUNT]} counted`);
      const most =
        watch.ejection === undefined
          ? 0
          : Math.max(watch.ejection.most * watch.replicas, watch.ejection.alwaysOne ? 1 : 0);
      if (ejected > most + 1e-9) found.push(`${name}: ${ejected} ejected, of at most ${most}`);
      if (counted[UNLISTED_COUNT] !== unlisted)
        found.push(`${name}: ${unlisted} not listed, ${counted[UNLISTED_COUNT]} counted`);
      const panics = watch.replicas - out < watch.panic * (watch.replicas - unlisted) - 1e-9 ? 1 : 0;
      if (counted[PANICS] !== panics)
        found.push(`${name}: ${out} of ${watch.replicas} out, and panics ${counted[PANICS]}`);
    }
  }
  plan.rosters.forEach((roster, number) => {
    let unlisted = 0;
    for (let client = roster.firstClient; client < roster.firstClient + roster.clients; client++) {
      for (let index = 0; index < roster.replicas; index++) {
        const cells = roster.edges.map((edge) => health.out[cellsOf(world, roster, edge, client) + index]);
        if ((cells[0] & UNLISTED) !== 0) unlisted += 1;
        if (new Set(cells).size > 1) found.push(`client ${client} knows of ${index} on some of its edges`);
      }
    }
    if (health.unlisted[number] !== unlisted)
      found.push(`roster ${number}: ${unlisted} not listed, ${health.unlisted[number]} counted`);
  });
  if (world.overlay.presenceBent.some((count) => count < 0))
    found.push('a replica is held down less than never');
  return found;
}

/** What is in force, faults and all: equal to a world that never had a fault when none is left. */
export function inForce(run: Run): Record<string, number[]> {
  const { overlay, plan, cores, stationInts, atDoor, condemned, settings, queueLimits, health, scalePhase } =
    worldOf(run);
  const replicas = plan.replicaService;
  const levels = Object.entries(overlay.levels).map(([moment, array]) => [`${moment} level`, [...array]]);
  const counts = Object.entries(overlay.counts).map(([moment, array]) => [moment, [...array]]);
  return {
    ...Object.fromEntries([...levels, ...counts]),
    cores: [...cores],
    settings: [...settings],
    limits: [...queueLimits],
    slots: Array.from(replicas, (_, replica) => stationInts[replica * STATION_INTS + SLOTS]),
    atDoor: Array.from(replicas, (_, replica) => atDoor.length(replica)),
    condemned: [...condemned],
    unlisted: [...health.unlisted],
    scalePhase: [...scalePhase],
  };
}
