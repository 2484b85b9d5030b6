/** One caller replica and one callee, for tests: a choice whose luck is keyed by the number of the attempt. */

import type { Choice } from '../../../src/sim/balancer/contract.ts';
import { type BalancerSpec, balancerField, balancerOf } from '../../../src/sim/balancer/index.ts';
import { childKey0, childKey1, drawUniform } from '../../../src/sim/kernel/luck.ts';
import { NONE } from '../../../src/sim/terms/columns.ts';
import { FOR_BALANCER, FOR_BALANCER_SECOND } from '../../../src/sim/terms/purposes.ts';

export interface CalleeWorld {
  readonly balancer: unknown;
  readonly names: readonly string[];
  readonly weights?: readonly number[];
  readonly zones?: readonly number[];
  readonly callerZone?: number;
  readonly inFlight?: readonly number[];
  /** Replicas that this caller holds out. */
  readonly out?: readonly number[];
  /** The share of its weight that counts of each replica, while some warm. */
  readonly scale?: readonly number[];
  readonly seed?: number;
}

export interface Caller {
  readonly choice: Choice;
  /** Places the n-th attempt, about `item` if the load has keys. */
  place(n: number, item?: number): number;
}

export function replicaNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `payments/${i}`);
}

/** The caller's own numbers begin at an odd place, with strangers' numbers around them. */
const AT = 3;

export function callerOf(world: CalleeWorld): Caller {
  const { names, seed = 1 } = world;
  const count = names.length;
  const weights = world.weights ?? new Array<number>(count).fill(1);
  const parsed: BalancerSpec = balancerField.parse(world.balancer);
  const { definition, params } = balancerOf(parsed);
  const memory = definition.memoryOf(params, count, weights);
  const table = definition.tableOf(params, names, weights);
  const choice: Choice = {
    count,
    weights: Float64Array.from(weights),
    zones: Int32Array.from(world.zones ?? new Array<number>(count).fill(NONE)),
    callerZone: world.callerZone ?? NONE,
    inFlight: Int32Array.from([0, 0, 0, ...(world.inFlight ?? new Array<number>(count).fill(0)), 0]),
    at: AT,
    out: Int32Array.from([1, 1, 1, ...names.map((_, i) => (world.out?.includes(i) ? 1 : 0)), 1]),
    mask: -1,
    excluded: world.out?.length ?? 0,
    warming: world.scale !== undefined,
    scale: Float64Array.from(world.scale ?? []),
    credit: new Float64Array(count + 4),
    creditAt: AT,
    memory: Float64Array.from([7, 7, 7, ...memory, 7]),
    memoryAt: AT,
    item: NONE,
    key0: 0,
    key1: 0,
    first: 0,
    second: 0,
    now: 0,
  };
  return {
    choice,
    place(n, item = NONE) {
      choice.item = item;
      choice.key0 = childKey0(seed, 0, 1, n);
      choice.key1 = childKey1(seed, 0, 1, n);
      choice.first = drawUniform(choice.key0, choice.key1, FOR_BALANCER);
      choice.second = drawUniform(choice.key0, choice.key1, FOR_BALANCER_SECOND);
      return definition.choose(choice, table);
    },
  };
}

/** Share of `attempts` attempts that each replica gets. */
export function sharesOf(caller: Caller, attempts: number): number[] {
  const shares = new Array<number>(caller.choice.count).fill(0);
  for (let n = 0; n < attempts; n++) shares[caller.place(n)] += 1 / attempts;
  return shares;
}
