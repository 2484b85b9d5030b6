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
import type { GateDefinition, Numbers } from './gate-contract.ts';
import type { Presets } from './presets.ts';
import type { Scope } from './scope.ts';

/** Go on: inward from `enter`, outward from `leave`. */
export const PASS = 0;
/** Stop here: the host has been told what comes next (`refuse`, `goAgain`, a timer). */
export const HOLD = 1;
export type Verdict = typeof PASS | typeof HOLD;

/** One policy at one place in one call site's chain, compiled. */
export interface Layer {
  readonly policy: PolicyMachine;
  /** What its YAML came to: what a config push changes. */
  readonly params: unknown;
  /**
   * What of it every call meets, at hand: where chains have many kinds of policies, V8 finds these sooner
   * than it would find them through the policy. Call them with the policy as `this`.
   */
  readonly enter: PolicyMachine['enter'];
  readonly leave: PolicyMachine['leave'];
  /** Place in the chain; 0 is the outermost. */
  readonly index: number;
  /**
   * How many layers of the same policy lie outside of it. Part of the key of its luck, so that other policies
   * around it leave that alone.
   */
  readonly nth: number;
  /** The edge of the call, for the places of its outcomes. */
  readonly edge: number;
  /** The first of the caller's clients: what belongs to a caller replica lies as far from the first one's as it is from this. */
  readonly firstClient: number;
  /** First of its settings in `host.settings`, and how many there are: each caller replica has its own. */
  readonly settings: number;
  readonly settingsSize: number;
  /** First of its own words in the words of a call. */
  readonly word: number;
  /** First of its own reals in the reals of a call. */
  readonly real: number;
  /** First of its shared numbers, and how many there are for each caller replica. */
  readonly shared: number;
  readonly sharedSize: number;
  /** The same of those that it keeps apart: no scope lets another layer have them, too. */
  readonly apart: number;
  readonly apartSize: number;
  /** The timer lane for the configured length of its timer, and that length (NaN without one). */
  readonly lane: number;
  readonly laneLength: number;
  /** First of its waiting rooms, one a caller replica; NONE without. */
  readonly room: number;
  /** Call sites of the other operations it may call, in the order of `callsOf`. */
  readonly sites: readonly number[];
  /** By act (terms/policies.ts): its number in the directory; NONE where this layer never does it. */
  readonly acts: readonly number[];
  /** The gauges of the plan that show what it is at, or others that share its state. */
  readonly gauges: readonly number[];
}

/** A balancer is asked again for another replica at most so often: it is kept in five bits. */
export const MOST_PICKS = 31;

/** What a policy may ask of the machine. Rows and layers are passed; times are ns. */
export interface PolicyHost {
  /** The present instant, in cell 0. */
  readonly clock: Float64Array;
  /** Settings of all layers and caller replicas, in force now. */
  readonly settings: Float64Array;
  /** Where this layer's settings for the caller's replica begin in `settings`. */
  settingsOf(call: number, layer: Layer): number;
  /** Shared numbers of all layers and caller replicas. */
  readonly shared: Float64Array;
  /** Outcome of what lies inside; only in `leave` and `ended`. */
  outcome(call: number): number;
  /** The whole ending of what lies inside: its outcome, its first cause and where that was (terms/outcomes.ts). */
  ending(call: number): number;
  /** Where this layer's words of this call begin in `words`. */
  wordsOf(call: number, layer: Layer): number;
  /** The words of all calls. It may be replaced between events; do not keep it. */
  readonly words: Int32Array;
  /** The same for reals: instants and lengths. */
  realsOf(call: number, layer: Layer): number;
  readonly reals: Float64Array;
  /** Where this layer's shared numbers for the caller's replica begin in `shared`. */
  sharedOf(call: number, layer: Layer): number;
  /** Where those begin that this layer keeps apart. */
  apartOf(call: number, layer: Layer): number;
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
  /**
   * The caller stops waiting for whatever lies inside this layer; its attempt ends with this outcome,
   * timed-out unless told. One that ends as refused before it has arrived never will. With `untold` no
   * callee learns of it.
   */
  abandonInside(call: number, layer: Layer, outcome?: number, untold?: boolean): void;
  /** Ends this layer from a timer, after `abandonInside`: `leave` follows for the layers outside. */
  settle(call: number, layer: Layer, outcome: number): void;
  /** The same with an ending that came from elsewhere: from a branch, or from the call that others waited for. */
  settleWith(call: number, layer: Layer, ending: number): void;
  /** In `leave`: the layers outside will see this outcome instead, with the old cause. Then PASS. */
  replace(call: number, outcome: number): void;
  /** Instant after which nobody wants the answer of this call. */
  deadline(call: number): number;
  /** True unless the callee says that doing it twice is not like doing it once. */
  isIdempotent(call: number): boolean;
  /** Attempts sent so far, those of branches included; of a branch, its own. */
  tries(call: number): number;
  /** False while the attempt under way is still on its way to its callee, or was lost on that way. */
  hasArrived(call: number): boolean;
  /**
   * For so long (ns) whoever turned away what has just ended asked to be left alone: 0 where nothing was said,
   * negative for good. In `leave` and `ended`.
   */
  pushback(call: number): number;
  /**
   * The next attempt goes to a replica that the call has not tried, where there is one. The balancer is asked
   * again so many times (`picks`, at most MOST_PICKS) until it names such a one; 0: one of them by luck.
   */
  elsewhere(call: number, picks: number): void;
  /** Key of what the request is about (its load's `keys`); NONE without. */
  item(call: number): number;
  /** Class of the request: 0 is the most important. */
  priority(call: number): number;
  /**
   * In this same instant, as a consequence of the event at hand, `woken` is called for this call. For what may
   * concern any number of calls: an event each.
   */
  wakeSoon(call: number, layer: Layer): void;
  /** Tells observers that this layer of this caller replica has come into another state. */
  tell(call: number, layer: Layer, state: number): void;
  /** Tells observers that this layer has done something that its `acts` list; turning calls back is told by `refuse` and `settle`. */
  acted(layer: Layer, act: number): void;
  /** What its `level` says may be another now. `tell` includes it. */
  levelMoved(call: number, layer: Layer): void;

  // A waiting room: first in, first out, one a caller replica. Only for policies that say `waits`.
  /** The call waits here. Then HOLD from `enter`. */
  wait(call: number, layer: Layer): void;
  /** Calls of this caller replica that wait in this layer's room. */
  waiting(call: number, layer: Layer): number;
  /** The first one that waits there, NONE if nobody does. */
  firstWaiting(call: number, layer: Layer): number;
  /**
   * Lets the first one that waits in the room of this call's replica go on inward, in this same instant; it is
   * returned, NONE if nobody waits.
   */
  letIn(call: number, layer: Layer): number;
  /** The layer at which a call waits in, or has just left, the room of this one: another where calls of several steps share a room. */
  layerOfRoom(call: number, layer: Layer): Layer;
  /** The call waits no longer: before `settle` from a timer, and in `forsake`. It must be in the room. */
  stopWaiting(call: number, layer: Layer): void;

  // Calls by key: of one caller replica, at one layer. O(1).
  /** The call that holds the key; NONE without. */
  holder(call: number, layer: Layer, key: number): number;
  /** This call holds it from now on, whoever held it before. */
  hold(call: number, layer: Layer, key: number): void;
  /** Nobody holds it any more. */
  giveUp(call: number, layer: Layer, key: number): void;

  // Branches: other ways through the inside of this layer, beside the call's own, each with words of its own.
  /**
   * Begins one; `ended` tells how it ended. It may have, and the call with it, before this returns: look at
   * neither afterwards. `elsewhere`: where no other try of the call is, if there is such a replica.
   */
  branch(call: number, layer: Layer, elsewhere: boolean): void;
  /** Begins a call to another operation (`layer.sites[which]`); `ended` tells how it ended, perhaps before this returns. */
  callOther(call: number, layer: Layer, which: number): void;
  /**
   * The call goes on inward as a flight: a branch with its own luck, that may be handed over to another call of the
   * same step and caller replica. `ended` tells how it ended. Then HOLD from `enter`; one at a time.
   */
  fly(call: number, layer: Layer): void;
  /** The flight of this call is another's from now on. */
  handOver(call: number, to: number, layer: Layer): void;
  /** Whether nothing that comes of the call can reach who asked any more: somebody further up has stopped waiting. */
  isFutile(call: number): boolean;
  /** Whether that is so of the flight of this call, which others may wait for, too. */
  setFlightFutile(call: number, layer: Layer, futile: boolean): void;
  /** Stops waiting for it, in `forsake`: its attempt ends as the one does that is being left. */
  dropFlight(call: number, layer: Layer): void;
  /** Stops waiting for all of them. With `untold` no callee learns of it. */
  dropBranches(call: number, layer: Layer, untold?: boolean): void;
}

/**
 * The behaviour of a policy: pure functions over the host's columns. Write it as a class without
 * fields: the methods of two object literals with the same keys are one thing to V8, which would
 * then call all of them through a table instead of inlining each.
 */
export interface PolicyMachine {
  readonly name: string;
  /** The names of the states it tells of with `host.tell`, by number; none where it never does. */
  readonly states?: readonly string[];
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
  /** The call is futile from now on, or no longer; for layers that let calls share what is under way. */
  wantChanged?(host: PolicyHost, call: number, layer: Layer, futile: boolean): void;
  /**
   * A branch, or a call to another operation, that this layer began has ended so; the call itself is
   * `call`. What follows is this layer's to say: wait for the others, or `settleWith`.
   */
  ended?(host: PolicyHost, call: number, layer: Layer, ending: number): void;
  /** Its turn has come, as it asked for with `wakeSoon`. */
  woken?(host: PolicyHost, call: number, layer: Layer): void;
  /**
   * One of its settings at one replica is about to be set to something else, by a push or by the end of
   * one: what it remembers there may have to be said in other numbers from now on. `s` is where the
   * settings of that replica begin, `a` where its shared numbers do.
   */
  willChange?(numbers: Numbers, s: number, a: number, setting: number, value: number): void;
  /** It may send other tries beside one that is under way, so that a lost one need not be the end. */
  readonly triesBeside?: boolean;
}

/** What of a policy's state a dashboard shows. */
export interface Level {
  /** state: that of a breaker (terms/policies.ts). limit: how many may be inside at a time. */
  readonly kind: 'state' | 'limit';
  /** Now, by its settings in force, which begin at `s`, and its shared numbers, at `a`; NaN where it was built without. */
  of(numbers: Numbers, s: number, a: number): number;
}

/** Why something is not possible, and what to write instead. */
export interface Refused {
  readonly sentence: string;
  readonly hint?: string;
}

/** A call to another operation (service.operation), with policies of its own as a step would have them. */
export interface OtherCall extends Readonly<Record<string, unknown>> {
  readonly call: string;
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
  /** What known systems set it to, as written; `params` are made with `withPresets` then. */
  readonly presets?: Presets;
  readonly example: unknown;
  /** The numbers `settings` holds for it, in this order. One that has a parameter's name is made of it. */
  readonly settings: readonly string[];
  settingsOf(params: P): number[];
  /** Parameters that make settings of other names, by path (`backoff.base`): what a config push of them sets. */
  readonly makes?: Readonly<Record<string, readonly string[]>>;
  /** Why a push cannot turn these parameters into those, where they are how the policy is built; nothing where it can. */
  refuses?(written: P, pushed: P): Refused | undefined;
  /** The parameters with every key in its place, where they may be written shorter. */
  inFull?(params: P): unknown;
  /** Length of the timer it usually sets, ns: such timers cost O(1). Absent where lengths vary. */
  timerLength?(params: P): number;
  /** Words it keeps for each call. */
  readonly words: number;
  /** Reals it keeps for each call; default none. */
  readonly reals?: number;
  /** It may turn calls back: end them as rejected with nothing sent. */
  readonly turnsBack?: boolean;
  /** What else it may do, as it is written, that is counted (terms/policies.ts). */
  actsOf?(params: P): readonly number[];
  /** What it shows, on either side of a call; absent in policies without a state of interest. */
  readonly level?: Level;
  /** It may let calls wait in a room of its own. */
  readonly waits?: boolean;
  /** As it is written it tells calls apart by what they are about: without `keys` on a load it can do nothing. */
  needsKeys?(params: P): boolean;
  /** It does something with answers: around a message, which has none, it would swallow it. */
  readonly needsAnswer?: boolean;
  /** Most ways through its inside that one call has going at a time; default 1. */
  ways?(params: P): number;
  /** Calls that it may make beside the one it surrounds. */
  callsOf?(params: P): readonly OtherCall[];
  /** `params` where a call that it makes may have policies of its own, written by these keys. */
  paramsWith?(keys: Readonly<Record<string, z.ZodType>>): z.ZodType<P>;
  /**
   * Who shares its state at a caller replica, beside the calls of one step: equal policies on the same edge, or
   * on calls to the same service.
   */
  scopeOf?(params: P): Scope;
  /** What has to be equal for that; without it, all parameters. */
  sharedBy?(params: P): unknown;
  /** Equal policies share their settings, too: they are one policy, and a push to one is a push to all. */
  readonly isSharedWhole?: boolean;
  /** Numbers it keeps for each caller replica, and their values at the start. */
  sharedOf(params: P): readonly number[];
  /** Numbers it keeps besides, for each of the steps that share its state. */
  apartOf?(params: P): readonly number[];
  /** Numbers it keeps besides, behind the shared ones, where requests are about something: a load has `keys`, so many of them. */
  keyedOf?(params: P, keys: number): readonly number[];
  /** Around a call; absent where it only makes sense at the callee's door. */
  readonly machine?: PolicyMachine;
  /** At the callee's door; absent where it only makes sense around a call. */
  readonly gate?: GateDefinition<P>;
}
