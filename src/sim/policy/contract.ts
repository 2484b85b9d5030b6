/**
 * What a policy is: one layer of the chain around a call. It is entered on the way out and left on
 * the way back; it may pass, refuse, wait, repeat or replace, and it may set a timer. It does not
 * know who is inside or outside of it, nor how a call travels.
 *
 * A policy is a pair of pure tables: numbers it was configured with (`settings`, which a fault may
 * overwrite), and state that lives in registered arrays: a few words per call, and shared state per
 * caller replica (each client instance has its own breaker).
 */
import type { z } from 'zod';
import type { GateDefinition } from './gate-contract.ts';

/** Go on: inward from `enter`, outward from `leave`. */
export const PASS = 0;
/** Stop here: the host has been told what comes next (`refuse`, `goAgain`, a timer). */
export const HOLD = 1;
export type Verdict = typeof PASS | typeof HOLD;

/** One policy at one place in one call site's chain, compiled. */
export interface Layer {
  readonly policy: PolicyMachine;
  /** Place in the chain; 0 is the outermost. */
  readonly index: number;
  /** The edge of the call, for the places of its outcomes. */
  readonly edge: number;
  /** First of its settings in `host.settings`. */
  readonly settings: number;
  /** First of its own words in the words of a call. */
  readonly word: number;
  /** First of its shared numbers, and how many there are for each caller replica. */
  readonly shared: number;
  readonly sharedSize: number;
  /** The timer lane for the configured length of its timer, and that length (NaN without one). */
  readonly lane: number;
  readonly laneLength: number;
}

/** What a policy may ask of the machine. Rows and layers are passed; times are ns. */
export interface PolicyHost {
  /** The present instant, in cell 0. */
  readonly clock: Float64Array;
  /** Settings of all layers, in force now. */
  readonly settings: Float64Array;
  /** Shared numbers of all layers and caller replicas. */
  readonly shared: Float64Array;
  /** Outcome of what lies inside; only in `leave`. */
  outcome(call: number): number;
  /** Where this layer's words of this call begin in `words`. */
  wordsOf(call: number, layer: Layer): number;
  /** The words of all calls. It may be replaced between events; do not keep it. */
  readonly words: Int32Array;
  /** Where this layer's shared numbers for the caller's replica begin in `shared`. */
  sharedOf(call: number, layer: Layer): number;
  /** A uniform draw of this call's own luck, told apart by purpose and n. */
  uniform(call: number, purpose: number, n: number): number;
  /** Sets this layer's timer for this call; the id goes where the layer likes. Lengths that equal the configured one cost O(1). */
  setTimer(call: number, layer: Layer, length: number): number;
  clearTimer(timer: number): void;
  /** The instant at which a timer is due. */
  timerAt(timer: number): number;
  /** Ends what was not begun: `leave` follows for the layers outside. Use before returning HOLD from `enter`. */
  refuse(call: number, layer: Layer, outcome: number): void;
  /** The call goes again from just inside this layer after a pause. Use before returning HOLD from `leave`. */
  goAgain(call: number, layer: Layer, pause: number): void;
  /** The caller stops waiting for whatever lies inside this layer. */
  abandonInside(call: number, layer: Layer): void;
  /** Ends this layer from a timer, after `abandonInside`: `leave` follows for the layers outside. */
  settle(call: number, layer: Layer, outcome: number): void;
  /** Instant after which nobody wants the answer of this call. */
  deadline(call: number): number;
  /** Key of what the request is about (its load's `keys`); NONE without. */
  item(call: number): number;
}

/**
 * The behaviour of a policy: pure functions over the host's columns. Write it as a class without
 * fields: the methods of two object literals with the same keys are one thing to V8, which would
 * then call all of them through a table instead of inlining each.
 */
export interface PolicyMachine {
  readonly name: string;
  /** On the way out. */
  enter(host: PolicyHost, call: number, layer: Layer): Verdict;
  /** On the way back, with the outcome of what lies inside. */
  leave(host: PolicyHost, call: number, layer: Layer): Verdict;
  /** Its timer for this call is due. */
  timer(host: PolicyHost, call: number, layer: Layer): void;
  /** The instant at which this layer will stop waiting, for deadlines that travel; absent in layers that never do. */
  until?(host: PolicyHost, call: number, layer: Layer): number;
  /** A layer outside has stopped waiting, or the caller died: let go of whatever is held; nothing else follows. */
  forsake(host: PolicyHost, call: number, layer: Layer): void;
}

/** A policy in the catalog. `P` is what its YAML parses to. */
export interface PolicyDefinition<P = never> {
  readonly name: string;
  readonly title: string;
  /** One sentence: what it does. */
  readonly sentence: string;
  /** What it is good against. */
  readonly cures: string;
  /** How it can make things worse. */
  readonly harms: string;
  readonly params: z.ZodType<P>;
  readonly example: unknown;
  /** The numbers `settings` holds for it, in this order; the names are what a config push may set. */
  readonly settings: readonly string[];
  settingsOf(params: P): number[];
  /** Length of the timer it usually sets, ns: such timers cost O(1). Absent where lengths vary. */
  timerLength?(params: P): number;
  /** Words it keeps for each call. */
  readonly words: number;
  /** Numbers it keeps for each caller replica, and their values at the start. */
  sharedOf(params: P): readonly number[];
  /** Around a call; absent where it only makes sense at the callee's door. */
  readonly machine?: PolicyMachine;
  /** At the callee's door; absent where it only makes sense around a call. */
  readonly gate?: GateDefinition<P>;
}
