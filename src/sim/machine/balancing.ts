/** Placing an attempt: the caller replica asks its balancer for one replica of the callee. */
import type { Choice } from '../balancer/contract.ts';
import { INTS, ITEM, KEY0, KEY1 } from '../terms/columns.ts';
import { FOR_BALANCER, FOR_BALANCER_SECOND, FOR_OTHER_REPLICA } from '../terms/purposes.ts';
import type { Site } from './plan.ts';
import type { World } from './world.ts';

/** The one choice that is filled in anew for each attempt: no state, only an argument too long to pass. */
const choice: Choice = {
  count: 0,
  weights: new Float64Array(0),
  zones: new Int32Array(0),
  callerZone: 0,
  inFlight: new Int32Array(0),
  at: 0,
  memory: new Float64Array(0),
  memoryAt: 0,
  item: 0,
  key0: 0,
  key1: 0,
  first: 0,
  second: 0,
};

/** The same for a try that should not go where others went: its choice, or if that is among them, one of the rest by luck. */
export function chooseOtherReplica(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  avoid: readonly number[],
): number {
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

/** Index of the replica of the callee's service that the attempt goes to. */
export function chooseReplica(w: World, attempt: number, site: Site, client: number): number {
  const count = site.replicas;
  if (count === 1) return 0;
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
  return balancer.definition.choose(choice, balancer.table);
}
