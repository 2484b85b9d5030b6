/** Placing an attempt: the caller replica asks its balancer for one of the callee's replicas that it does not hold out. */
import type { Choice } from '../balancer/contract.ts';
import { INTS, ITEM, KEY0, KEY1, NONE } from '../terms/columns.ts';
import { AVOIDED, OUT_COUNT, PANICS, WATCHER_INTS } from '../terms/health.ts';
import { FOR_BALANCER, FOR_BALANCER_SECOND, FOR_OTHER_REPLICA } from '../terms/purposes.ts';
import { noteSent } from './ejection.ts';
import type { Site, WatchPlan } from './plan.ts';
import { fillScales, watcherOf } from './views.ts';
import type { World } from './world.ts';

/** Every reason there is. */
const ANY_REASON = -1;
const NOBODY: readonly number[] = [];

/** The one choice that is filled in anew for each attempt: no state, only an argument too long to pass. */
const choice: Choice = {
  count: 0,
  weights: new Float64Array(0),
  zones: new Int32Array(0),
  callerZone: 0,
  inFlight: new Int32Array(0),
  at: 0,
  out: new Int32Array(0),
  mask: ANY_REASON,
  excluded: 0,
  warming: false,
  scale: new Float64Array(0),
  credit: new Float64Array(0),
  memory: new Float64Array(0),
  memoryAt: 0,
  item: 0,
  key0: 0,
  key1: 0,
  first: 0,
  second: 0,
};

/**
 * The same for a try that should not go where others went. Where nobody's health is minded: its choice,
 * or if that is among them, one of the rest by luck. Otherwise they are held out for this one choice,
 * unless nobody else is left to ask.
 */
export function chooseOtherReplica(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  avoid: readonly number[],
): number {
  if (site.watch !== NONE) return chooseReplica(w, attempt, site, client, avoid);
  const index = chooseReplica(w, attempt, site, client);
  if (!avoid.includes(index)) return index;
  const rest = site.replicas - new Set(avoid).size;
  if (rest <= 0) return index;
  let steps = Math.floor(w.uniform(attempt, FOR_OTHER_REPLICA) * rest);
  let other = index;
  do {
    other = (other + 1) % site.replicas;
    if (!avoid.includes(other)) steps -= 1;
  } while (steps >= 0);
  return other;
}

/** Index of the replica of the callee's service that the attempt goes to. `avoid` is for callees that are watched. */
export function chooseReplica(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  avoid: readonly number[] = NOBODY,
): number {
  const count = site.replicas;
  const watch = site.watch === NONE ? undefined : w.plan.watches[site.watch];
  if (count === 1) {
    if (watch !== undefined) noteSent(w, attempt, watch, client, 0);
    return 0;
  }
  const plan = w.plan;
  const service = plan.operationService[site.callee];
  const I = w.arena.I;
  const balancer = plan.balancers[service];
  const own = client - site.firstClient;
  choice.count = count;
  choice.weights = balancer.weights;
  choice.zones = balancer.zones;
  choice.callerZone = plan.clientZone[client];
  choice.inFlight = w.inFlight;
  choice.at = plan.edgeInFlight[site.edge] + own * count;
  choice.memory = w.memory;
  choice.memoryAt = plan.edgeMemory[site.edge] + own * balancer.memorySize;
  choice.item = I[attempt * INTS + ITEM];
  choice.key0 = I[attempt * INTS + KEY0];
  choice.key1 = I[attempt * INTS + KEY1];
  choice.first = w.uniform(attempt, FOR_BALANCER);
  choice.second = w.uniform(attempt, FOR_BALANCER_SECOND);
  if (watch === undefined) return balancer.definition.choose(choice, balancer.table);
  narrow(w, watch, client);
  const isAvoiding = avoid.length > 0 && avoidThem(w, avoid);
  const chosen = balancer.definition.choose(choice, balancer.table);
  if (isAvoiding) for (const index of avoid) w.health.out[choice.at + index] &= ~AVOIDED;
  choice.mask = ANY_REASON;
  choice.excluded = 0;
  choice.warming = false;
  noteSent(w, attempt, watch, client, chosen);
  return chosen;
}

/** Holds out whom the caller replica holds out, unless it panics; and how much of those that warm counts. */
function narrow(w: World, watch: WatchPlan, client: number): void {
  const { health } = w;
  choice.out = health.out;
  const at = watcherOf(watch, client) * WATCHER_INTS;
  // In panic only what this attempt avoids is looked at.
  if (health.watchers[at + PANICS] === 1) choice.mask = AVOIDED;
  else choice.excluded = health.watchers[at + OUT_COUNT];
  if (watch.slowStart === undefined) return;
  if (choice.scale.length < watch.replicas) choice.scale = new Float64Array(2 * watch.replicas);
  choice.credit = health.credit;
  choice.warming = fillScales(w, watch, client, choice.scale);
}

/** Holds these out too, for this attempt, where others are left. */
function avoidThem(w: World, avoid: readonly number[]): boolean {
  const { out } = w.health;
  let more = 0;
  for (const index of avoid) {
    const cell = choice.at + index;
    if ((out[cell] & choice.mask) !== 0) continue;
    out[cell] |= AVOIDED;
    more += 1;
  }
  if (choice.excluded + more < choice.count) {
    choice.excluded += more;
    return more > 0;
  }
  for (const index of avoid) out[choice.at + index] &= ~AVOIDED;
  return false;
}
