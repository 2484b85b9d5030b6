/** Placing an attempt: the caller replica asks its balancer for one of the callee's replicas that it does not hold out. */
import type { Choice } from '../balancer/contract.ts';
import { INTS, ITEM, KEY0, KEY1, NONE } from '../terms/columns.ts';
import { AVOIDED, OUT_COUNT, PANICS, WATCHER_INTS } from '../terms/health.ts';
import { FOR_BALANCER, FOR_BALANCER_SECOND } from '../terms/purposes.ts';
import { noteSent } from './ejection.ts';
import type { Site, WatchPlan } from './plan.ts';
import { fillScales, watcherOf } from './views.ts';
import type { World } from './world.ts';

/** Every reason there is. */
const ANY_REASON = -1;

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
 * Index of the replica of the callee's service that the attempt goes to. `avoid` is one that it shall
 * not go to if there is any other: a retry's previous one, say.
 */
export function chooseReplica(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  avoid: number = NONE,
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
  if (watch === undefined && avoid === NONE) return balancer.definition.choose(choice, balancer.table);
  narrow(w, watch, client);
  const isAvoided = avoid !== NONE && avoidOne(w, choice.at + avoid);
  const chosen = balancer.definition.choose(choice, balancer.table);
  if (isAvoided) w.health.out[choice.at + avoid] &= ~AVOIDED;
  choice.mask = ANY_REASON;
  choice.excluded = 0;
  choice.warming = false;
  if (watch !== undefined) noteSent(w, attempt, watch, client, chosen);
  return chosen;
}

/** Holds out whom the caller replica holds out, unless it panics; and how much of those that warm counts. */
function narrow(w: World, watch: WatchPlan | undefined, client: number): void {
  const { health } = w;
  choice.out = health.out;
  if (watch === undefined) return;
  const at = watcherOf(watch, client) * WATCHER_INTS;
  // In panic only what this attempt avoids is looked at.
  if (health.watchers[at + PANICS] === 1) choice.mask = AVOIDED;
  else choice.excluded = health.watchers[at + OUT_COUNT];
  if (watch.slowStart === undefined) return;
  if (choice.scale.length < watch.replicas) choice.scale = new Float64Array(2 * watch.replicas);
  choice.credit = health.credit;
  choice.warming = fillScales(w, watch, client, choice.scale);
}

/** Holds one more out for this attempt, where another is left. */
function avoidOne(w: World, cell: number): boolean {
  const { out } = w.health;
  if ((out[cell] & choice.mask) !== 0 || choice.excluded + 1 >= choice.count) return false;
  out[cell] |= AVOIDED;
  choice.excluded += 1;
  return true;
}
