/**
 * What a balancer is: it chooses one replica of the callee for each attempt. It sees only what its
 * own caller replica knows: its own attempts in flight, its own cursor, and which replicas it holds
 * out (see candidates.ts). That is how real clients balance, and why many of them can agree on the
 * wrong replica.
 */
import type { z } from 'zod';

/** What one caller replica knows about one callee, and what the attempt to be placed is about. */
export interface Choice {
  /** Replicas of the callee. */
  count: number;
  /** Weight of each replica; `weights[i]` for replica i. */
  weights: Float64Array;
  /** Zone of each replica, and of the caller (NONE outside any zone). */
  zones: Int32Array;
  callerZone: number;
  /** This caller replica's attempts in flight to each replica: `inFlight[at + i]`. */
  inFlight: Int32Array;
  at: number;
  /** Why this caller replica holds a replica out: `out[at + i] & mask`, 0 for a candidate. */
  out: Int32Array;
  mask: number;
  /** How many are held out, never all of them; 0 nearly always, and then `out` need not be looked at. */
  excluded: number;
  /** True while a candidate is in its slow start: then `scale[i]` is the share of its weight that counts, 0 to 1. */
  warming: boolean;
  scale: Float64Array;
  /** What each replica has gathered of its next turn while it warms: `credit[creditAt + i]`, for balancers that take turns. */
  credit: Float64Array;
  creditAt: number;
  /** This caller replica's own numbers for this callee: `memory[memoryAt + i]`, as many as the definition asks for. */
  memory: Float64Array;
  memoryAt: number;
  /** The request's key (NONE without keys) and the attempt's lineage, for hashing. */
  item: number;
  key0: number;
  key1: number;
  /** Two uniform draws of the attempt's own luck. */
  first: number;
  second: number;
  /** The present instant, ns. */
  now: number;
}

/** What one caller replica learns when one of its attempts is over, however it ended. */
export interface Ended {
  /** Which replica it was sent to. */
  replica: number;
  /** How long it took, or how long the caller waited for it before it left; ns. */
  length: number;
  /** The present instant, ns. */
  now: number;
  /** As in `Choice`. */
  memory: Float64Array;
  memoryAt: number;
}

export interface BalancerDefinition<P = never> {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  readonly params: z.ZodType<P>;
  readonly example: unknown;
  /** What it chooses by, where a scenario may leave that out: without keys or zones a simpler one does the same; without weights it is refused. */
  readonly needs?: 'keys' | 'weights' | 'zones';
  /** A replica's weight changes how often it is chosen. */
  readonly weighs?: true;
  /** False where a slow start means nothing, since a replica's share does not follow from a weight at each choice. */
  readonly warms: boolean;
  /** Numbers kept for each caller replica and callee of `count` replicas, with their values at the start. */
  memoryOf(params: P, count: number, weights: readonly number[]): readonly number[];
  /** How many numbers `tableOf` makes for so many replicas, about; without it, a few. */
  tableSize?(params: P, count: number): number;
  /** Fixed numbers for the callee, computed once (a hash ring, say); given back to `choose`. */
  tableOf(params: P, names: readonly string[], weights: readonly number[]): Float64Array;
  /** The index of the chosen replica, 0 ≤ i < count: one that is not held out. */
  choose(choice: Choice, table: Float64Array): number;
  /** Hears of every attempt that is over, if it wants to. */
  ended?(attempt: Ended, table: Float64Array): void;
}
