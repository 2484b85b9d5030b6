/** Placing an attempt: the caller replica asks its balancer for one of the callee's replicas that it does not hold out. */
import type { Choice, Ended } from '../balancer/contract.ts';
import { INTS, ITEM, KEY0, KEY1, NONE, REALS, SINCE } from '../terms/columns.ts';
import { OUT_COUNT, PANICS, UNLISTED, WATCHER_INTS } from '../terms/health.ts';
import { FOR_BALANCER, FOR_BALANCER_SECOND, FOR_OTHER_REPLICA, nthOf } from '../terms/purposes.ts';
import { noteSent } from './ejection.ts';
import type { WatchPlan } from './health-plan.ts';
import type { Site } from './plan.ts';
import { fillScales, watcherOf } from './views.ts';
import { NOW, type World } from './world.ts';

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
  creditAt: 0,
  memory: new Float64Array(0),
  memoryAt: 0,
  item: 0,
  key0: 0,
  key1: 0,
  first: 0,
  second: 0,
  now: 0,
};

/** The same for what a balancer hears. */
const ended: Ended = { replica: 0, length: 0, now: 0, memory: new Float64Array(0), memoryAt: 0 };

/** Does the caller hold this replica out? */
function isOut(i: number): boolean {
  return choice.excluded > 0 && (choice.out[choice.at + i] & choice.mask) !== 0;
}

/** Where an attempt goes that must not go to the one chosen: one of the others that may be chosen, by luck; there after all where none is left. */
function another(w: World, attempt: number, chosen: number, avoid: readonly number[]): number {
  let rest = 0;
  for (let i = 0; i < choice.count; i++) if (!avoid.includes(i) && !isOut(i)) rest += 1;
  if (rest === 0) return chosen;
  let steps = Math.floor(w.uniform(attempt, FOR_OTHER_REPLICA) * rest);
  let other = chosen;
  do {
    other = (other + 1) % choice.count;
    if (!avoid.includes(other) && !isOut(other)) steps -= 1;
  } while (steps >= 0);
  return other;
}

/**
 * Index of the replica of the callee's service that the attempt goes to, elsewhere than at those to
 * `avoid` if it can: one of the others by luck or, with `picks`, whom the balancer names when it is asked so many
 * times more, as Envoy does (LoadBalancerBase::chooseHost); the last one named stands.
 * `unlisted`: how many of them the caller replica does not know of.
 */
export function chooseReplica(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  unlisted: number,
  avoid: readonly number[] = NOBODY,
  picks = 0,
): number {
  const count = site.replicas;
  const watch = site.watch === NONE ? undefined : w.plan.watches[site.watch];
  if (count === 1) {
    if (watch !== undefined) noteSent(w, attempt, watch, client, 0);
    return 0;
  }
  const plan = w.plan;
  const I = w.arena.I;
  const balancer = plan.balancers[site.balancer];
  const own = client - site.firstClient;
  choice.count = count;
  choice.weights = balancer.weights;
  choice.zones = balancer.zones;
  choice.callerZone = plan.clientZone[client];
  choice.inFlight = w.inFlight;
  choice.at = plan.edgeInFlight[site.edge] + own * count;
  choice.memory = w.memory;
  choice.memoryAt = site.memory + own * balancer.memorySize;
  choice.creditAt = site.credit + own * count;
  choice.item = I[attempt * INTS + ITEM];
  choice.key0 = I[attempt * INTS + KEY0];
  choice.key1 = I[attempt * INTS + KEY1];
  choice.first = w.uniform(attempt, FOR_BALANCER);
  choice.second = w.uniform(attempt, FOR_BALANCER_SECOND);
  choice.now = w.clock[NOW];
  if (watch !== undefined) narrow(w, watch, client, unlisted);
  else if (unlisted > 0) holdOut(w, UNLISTED, unlisted);
  let chosen = balancer.definition.choose(choice, balancer.table);
  if (avoid.includes(chosen) && picks === 0) chosen = another(w, attempt, chosen, avoid);
  for (let n = 1; n <= picks && avoid.includes(chosen); n++) {
    choice.first = w.uniform(attempt, nthOf(FOR_BALANCER, n));
    choice.second = w.uniform(attempt, nthOf(FOR_BALANCER_SECOND, n));
    chosen = balancer.definition.choose(choice, balancer.table);
  }
  choice.mask = ANY_REASON;
  choice.excluded = 0;
  choice.warming = false;
  if (watch !== undefined) noteSent(w, attempt, watch, client, chosen);
  return chosen;
}

/** An attempt of this caller replica is over: a balancer that goes by latency wants to know. */
export function tellBalancer(w: World, attempt: number, site: Site, client: number, replica: number): void {
  const balancer = w.plan.balancers[site.balancer];
  if (balancer.definition.ended === undefined) return;
  ended.replica = replica;
  ended.now = w.clock[NOW];
  ended.length = ended.now - w.arena.F[attempt * REALS + SINCE];
  ended.memory = w.memory;
  ended.memoryAt = site.memory + (client - site.firstClient) * balancer.memorySize;
  balancer.definition.ended(ended, balancer.table);
}

/** Holds out whom the caller replica holds out, unless it panics; and how much of those that warm counts. */
function narrow(w: World, watch: WatchPlan, client: number, unlisted: number): void {
  const { health } = w;
  const at = watcherOf(watch, client) * WATCHER_INTS;
  // In panic all that there are are as good as each other.
  if (health.watchers[at + PANICS] === 0) holdOut(w, ANY_REASON, health.watchers[at + OUT_COUNT]);
  else holdOut(w, UNLISTED, unlisted);
  if (watch.slowStart === undefined) return;
  if (choice.scale.length < watch.replicas) choice.scale = new Float64Array(2 * watch.replicas);
  choice.credit = health.credit;
  choice.warming = fillScales(w, watch, client, choice.scale);
}

/** So many are held out for one of these reasons; where that is all of them it does not matter who is chosen. */
function holdOut(w: World, mask: number, excluded: number): void {
  choice.out = w.health.out;
  choice.mask = mask;
  choice.excluded = excluded < choice.count ? excluded : 0;
}
