/**
 * What the policies of a plan do and show, by number: the acts that are counted, and the gauges that
 * are the sum of their levels. Collected while chains and gates are laid out.
 */
import type { GaugePlan } from '../machine/plan.ts';
import type { Level } from '../policy/contract.ts';
import { NONE } from '../terms/columns.ts';
import type { ActEntry, GaugeEntry } from '../terms/directory.ts';
import {
  ACT_COUNT,
  BREAKER_HALF_OPEN,
  BREAKER_OPEN,
  CONCURRENCY_LIMIT,
  HALF_OPEN_BREAKERS,
  OPEN_BREAKERS,
} from '../terms/policies.ts';

/** A policy that shows a level, at one place, as it begins. */
export interface Placed {
  readonly level: Level;
  readonly configured: readonly number[];
  readonly start: readonly number[];
  /** Where its settings and its shared numbers begin. */
  readonly settings: number;
  readonly shared: number;
}

/** What it shows at the start; NaN where it was built without a level. */
export function levelAtStart({ level, configured, start }: Placed): number {
  const numbers = {
    clock: new Float64Array(1),
    settings: Float64Array.from(configured),
    shared: Float64Array.from(start),
  };
  return level.of(numbers, 0, 0);
}

export class Gauges {
  readonly acts: ActEntry[] = [];
  readonly entries: GaugeEntry[] = [];
  readonly plans: GaugePlan[] = [];
  levelCount = 0;
  private readonly actNumbers = new Map<string, number>();
  /** By first shared number of a breaker: its gauges, one for each edge that shares it. */
  private readonly breakers = new Map<number, number[]>();
  /** By first shared number of a limit: the gauges of the chains that it is in. */
  private readonly limits = new Map<number, number[]>();

  /** Number of what the policies of one name do on an edge, or at the door of a service. */
  act(act: number, policy: string, edge: number, service: number): number {
    const key = `${act} ${policy} ${edge} ${service}`;
    const known = this.actNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.acts.push({ act, policy, edge, service }) - 1;
    this.actNumbers.set(key, number);
    return number;
  }

  /** Of a policy on an edge: numbers by act. */
  actsOf(policy: string, edge: number, acts: readonly number[]): number[] {
    return Array.from({ length: ACT_COUNT }, (_, act) =>
      acts.includes(act) ? this.act(act, policy, edge, NONE) : NONE,
    );
  }

  /** The gauges of a breaker. Whoever shares it later adds to this same list. */
  ofBreaker(placed: Placed, edge: number, clients: number): readonly number[] {
    const own = this.breakers.get(placed.shared) ?? [];
    this.breakers.set(placed.shared, own);
    const isShown = own.some((number) => this.entries[this.plans[number].gauge].edge === edge);
    if (isShown) return own;
    const state = levelAtStart(placed);
    const entry = { edge, replica: NONE, instances: clients };
    const gauge = this.entries.push(
      { ...entry, kind: OPEN_BREAKERS, start: state === BREAKER_OPEN ? clients : 0 },
      { ...entry, kind: HALF_OPEN_BREAKERS, start: state === BREAKER_HALF_OPEN ? clients : 0 },
    );
    own.push(this.add([placed], clients, gauge - 2, false));
    return own;
  }

  /** The gauges that a limit around calls moves. Whoever shares it adds its own to this same list, by `ofChain`. */
  ofLimit({ shared }: Placed): readonly number[] {
    const own = this.limits.get(shared) ?? [];
    this.limits.set(shared, own);
    return own;
  }

  /** The gauge of the limits of one chain. */
  ofChain(limits: readonly Placed[], edge: number, clients: number): void {
    const start = clients * tightest(limits);
    const gauge = this.entries.push({
      kind: CONCURRENCY_LIMIT,
      edge,
      replica: NONE,
      instances: clients,
      start,
    });
    const number = this.add(limits, clients, gauge - 1, false);
    for (const shared of new Set(limits.map((limit) => limit.shared))) this.limits.get(shared)?.push(number);
  }

  /** The gauges of the limits at the doors of a service's replicas. */
  ofDoors(limits: readonly Placed[], firstReplica: number, replicas: number): number {
    const first = this.entries.length;
    const start = tightest(limits);
    for (let replica = firstReplica; replica < firstReplica + replicas; replica++)
      this.entries.push({ kind: CONCURRENCY_LIMIT, edge: NONE, replica, instances: 1, start });
    return this.add(limits, replicas, first, true);
  }

  private add(placed: readonly Placed[], owners: number, gauge: number, isDoor: boolean): number {
    const first = this.levelCount;
    this.levelCount += owners;
    const shown = placed.map(({ level, settings, configured, shared, start }) => ({
      of: level.of,
      settings,
      settingsSize: configured.length,
      shared,
      sharedSize: start.length,
    }));
    return this.plans.push({ kind: placed[0].level.kind, shown, owners, first, gauge, isDoor }) - 1;
  }
}

function tightest(limits: readonly Placed[]): number {
  return Math.min(...limits.map(levelAtStart));
}
