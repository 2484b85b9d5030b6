/**
 * What a gate is: a policy at the callee's door. It is asked when an attempt arrives at a replica,
 * told when the attempt gets a slot and when it is over, and keeps its state per callee replica. The
 * first gate of a list is the outermost; it does not know the others, nor who is behind the door.
 *
 * Here, too, is what a policy's mathematics works on, so that it stands once for both sides.
 */
import type { z } from 'zod';

/** Numbers a limit works on: settings in force and its own state. The hosts of both sides have them. */
export interface Numbers {
  /** The present instant, ns, in cell 0. */
  readonly clock: Float64Array;
  readonly settings: Float64Array;
  readonly shared: Float64Array;
}

/** Luck of a call (at the caller) or an attempt (at the callee), told apart by purpose and n. */
export interface Luck {
  uniform(row: number, purpose: number, n: number): number;
}

/**
 * What a limit says to whoever asks. 0: go in. Positive: go in after so many ns; the place is kept.
 * Negative: no, and its size is for how long it would be no, ns; infinite where nobody can tell.
 */
export type Answer = number;
export const GO_IN: Answer = 0;
/** No, and nobody knows for how long. */
export const NO: Answer = Number.NEGATIVE_INFINITY;

/** One gate at one place in one service's list, compiled. */
export interface Gate {
  readonly policy: GateMachine;
  /** What its YAML came to: what a config push changes. */
  readonly params: unknown;
  /** Place in the list; 0 is the outermost. */
  readonly index: number;
  /** First of its settings in `host.settings`, and how many there are: each replica has its own. */
  readonly settings: number;
  readonly settingsSize: number;
  /** First of its own words in the words of an attempt. */
  readonly word: number;
  /** First of its shared numbers, and how many there are for each replica. */
  readonly shared: number;
  readonly sharedSize: number;
  /** Work that turning one away costs, ns; 0 where it is done in no time. */
  readonly cost: number;
  /**
   * What it tells those it turns away, whatever its policy knows: to come again after so long, ns; negative:
   * never; 0: nothing of its own.
   */
  readonly retryAfter: number;
  /** Number of the directory under which those it turns away are counted. */
  readonly act: number;
  /** The gauges of the plan that show what it is at. */
  readonly gauges: readonly number[];
}

/** What a gate may ask of the machine. Attempts are rows; times are ns. */
export interface GateHost extends Numbers, Luck {
  /** Where this gate's settings for the attempt's replica begin in `settings`. */
  settingsOf(attempt: number, gate: Gate): number;
  /** Where its shared numbers for that replica begin in `shared`. */
  sharedOf(attempt: number, gate: Gate): number;
  /** Where its words of this attempt begin in `words`. */
  wordsOf(attempt: number, gate: Gate): number;
  /** The words of all rows. It may be replaced between events; do not keep it. */
  readonly words: Int32Array;
  /** Class of the request: 0 is the most important. */
  priority(attempt: number): number;
  /** Key of what the request is about (its load's `keys`); negative without. */
  item(attempt: number): number;
  /** At the attempt's replica now: who waits for a slot, slots there are, and slots nobody has taken. */
  waiting(attempt: number): number;
  slots(attempt: number): number;
  freeSlots(attempt: number): number;
  /**
   * For how long all of the replica's capacity would have been in use, ns since the start: of its cores where
   * they are shared, or else of its slots.
   */
  usedTime(attempt: number): number;
  /** What its policy's `level` says may be another now. */
  levelMoved(attempt: number, gate: Gate): void;
}

/** The behaviour of a gate: a class without fields, as a `PolicyMachine` is. */
export interface GateMachine {
  readonly name: string;
  /** An attempt is at the door. Whom it answers with no is shed. */
  admit(host: GateHost, attempt: number, gate: Gate): Answer;
  /** An attempt that was let in has a slot now, for which it has waited so long in the queue. */
  started(host: GateHost, attempt: number, gate: Gate, waited: number): void;
  /**
   * An attempt that was let in is over: it has ended, or an inner gate, the queue or its caller's
   * leaving kept it from starting. `spent` is the time since it came to the door; `inSlot` the time it
   * had a slot, negative where it never had one.
   */
  ended(host: GateHost, attempt: number, gate: Gate, outcome: number, spent: number, inSlot: number): void;
  /**
   * One of its settings at one replica is about to be set to something else, by a push or by the end of
   * one: what it remembers there may have to be said in other numbers from now on. `s` is where the
   * settings of that replica begin, `a` where its shared numbers do.
   */
  willChange?(numbers: Numbers, s: number, a: number, setting: number, value: number): void;
}

/** What a gate may have to know of its surroundings to say that it can have no effect. */
export interface Surroundings {
  /** How many may wait at a replica; Infinity without limit. */
  readonly queueLimit: number;
  /** Some load has keys. */
  readonly hasKeys: boolean;
}

/** Why a gate can have no effect as it is written, and at which of its keys. */
export interface Idle {
  readonly key: string;
  readonly sentence: string;
  readonly hint: string;
}

/** The gate of a policy in the catalog. Its settings and shared numbers are the policy's own. */
export interface GateDefinition<P> {
  readonly params: z.ZodType<P>;
  readonly example: unknown;
  /** Words it keeps for each attempt. */
  readonly words: number;
  /** Wiring that can have no effect; absent where there is none. */
  idle?(params: P, around: Surroundings): Idle | undefined;
  readonly machine: GateMachine;
}
