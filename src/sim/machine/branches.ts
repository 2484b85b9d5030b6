/**
 * Branches: what a policy begins beside its call. Another way of the same call through the inside of
 * its layer (a hedge), or a call to another operation (a fallback). Both hang in the list of their
 * call and report to the layer that began them.
 */
import type { Layer } from '../policy/contract.ts';
import {
  ASKER,
  BASE,
  BRANCHED,
  BRANCHES,
  CALL_PUSHBACK,
  CAUSE,
  CODE,
  DEADLINE,
  INTS,
  ITEM,
  KEY0,
  KEY1,
  LAST_REPLICA,
  LAYERS,
  NONE,
  OF_LAYER,
  PARENT,
  PLACES,
  POST,
  REALS,
  ROOT,
  SIBLING_NEXT,
  SINCE,
  SITE,
  TRIED,
  TRIES,
} from '../terms/columns.ts';
import { BRANCHING } from '../terms/events.ts';
import { CANCELLED, endingAt, HEDGE, RETRY } from '../terms/outcomes.ts';
import type { Calls } from './calls.ts';
import type { World } from './world.ts';

/** Salts of the lineage of a call's branches, and of the calls its policies make. */
const BRANCH_SALT = 0x6272616e;
const OTHER_SALT = 0x6f746865;

/** What the CAUSE of a branch that is a flight says; its tries go by that of their call. */
const FLIGHT = 1;

/** The whole call that a row is, or is a way of. */
export function wholeOf(I: Int32Array, row: number): number {
  let call = row;
  while (I[call * INTS + BASE] !== NONE) call = I[call * INTS + PARENT];
  return call;
}

/** A try of a branch is one of its call, whose books are kept; tells why the try began. */
export function countTry(w: World, branch: number, tries: number): number {
  const I = w.arena.I;
  const call = wholeOf(I, branch);
  I[call * INTS + TRIES] += 1;
  if (I[call * INTS + TRIES] === 1) return I[call * INTS + CAUSE];
  return tries === 0 ? HEDGE : RETRY;
}

/** Room to list replicas in; holds nothing between two calls, so it is no state. */
const places: number[] = [];

/**
 * Replicas that the next try of a line is not to go to: wherever any line of its call has been, as far as the
 * bits of TRIED reach; beyond, where a line was last. Good until it is asked for the next line.
 */
export function placesOf(w: World, line: number): readonly number[] {
  const I = w.arena.I;
  places.length = 0;
  noteLines(I, wholeOf(I, line));
  return places;
}

function noteLines(I: Int32Array, row: number): void {
  const last = Math.abs(I[row * INTS + LAST_REPLICA]);
  if (last > PLACES) places.push(last - 1);
  const tried = I[row * INTS + TRIED];
  for (let i = 0; i < PLACES; i++) if ((tried & (1 << i)) !== 0) places.push(i);
  for (let each = I[row * INTS + BRANCHES]; each !== NONE; each = I[each * INTS + SIBLING_NEXT])
    if (I[each * INTS + BASE] !== NONE) noteLines(I, each);
}

/** Begins another way of the call through the inside of a layer; `elsewhere`: not to the replica the call has tried last. */
export function beginBranch(w: World, calls: Calls, call: number, layer: Layer, elsewhere: boolean): void {
  const siteNumber = w.arena.I[call * INTS + SITE];
  const branch = calls.take(siteNumber);
  const { I, F } = w.arena;
  const at = branch * INTS;
  I[at + CODE] = BRANCHING;
  I[at + BASE] = layer.index;
  I[at + LAYERS] = layer.index + 1;
  attach(w, call, branch, layer.index, BRANCH_SALT);
  F[branch * REALS + SINCE] = F[call * REALS + SINCE];
  F[branch * REALS + DEADLINE] = F[call * REALS + DEADLINE];
  if (elsewhere) I[at + LAST_REPLICA] = -Math.abs(I[call * INTS + LAST_REPLICA]);
  calls.enter(branch, w.plan.sites[siteNumber], layer.index + 1);
}

/**
 * Begins the one way of the call through the inside of a layer, in the call's own stead and with its luck: a flight,
 * which may be handed over to another call of the same step and caller replica.
 */
export function beginFlight(w: World, calls: Calls, call: number, layer: Layer): void {
  const siteNumber = w.arena.I[call * INTS + SITE];
  const flight = calls.take(siteNumber);
  const { I, F } = w.arena;
  const at = flight * INTS;
  const of = call * INTS;
  I[at + CODE] = BRANCHING;
  I[at + BASE] = layer.index;
  I[at + LAYERS] = layer.index + 1;
  join(w, call, flight, layer.index);
  I[at + CAUSE] = FLIGHT;
  I[at + KEY0] = I[of + KEY0];
  I[at + KEY1] = I[of + KEY1];
  // As if the call itself went on: its tries name their luck, and where it has been is known.
  for (const column of [TRIES, TRIED, LAST_REPLICA]) I[at + column] = I[of + column];
  F[flight * REALS + SINCE] = F[call * REALS + SINCE];
  F[flight * REALS + DEADLINE] = F[call * REALS + DEADLINE];
  calls.enter(flight, w.plan.sites[siteNumber], layer.index + 1);
}

/** The flight of one call is another's from now on; what is under way keeps the deadline it was sent with. */
export function handOver(w: World, call: number, to: number, layer: Layer): void {
  const { I, F } = w.arena;
  const flight = flightOf(I, call, layer);
  leaveList(I, call, flight);
  join(w, to, flight, layer.index);
  F[flight * REALS + DEADLINE] = F[to * REALS + DEADLINE];
}

/** Nobody waits for the flight of this call any more. */
export function dropFlight(w: World, calls: Calls, call: number, layer: Layer): void {
  drop(w, calls, call, flightOf(w.arena.I, call, layer));
}

/** A flight of the call, whichever layer began it; NONE without. */
export function anyFlightOf(I: Int32Array, call: number): number {
  let each = I[call * INTS + BRANCHES];
  while (each !== NONE && !isFlight(I, each)) each = I[each * INTS + SIBLING_NEXT];
  return each;
}

/** The flight that a layer of the call has begun. */
export function flightOf(I: Int32Array, call: number, layer: Layer): number {
  let flight = I[call * INTS + BRANCHES];
  while (I[flight * INTS + OF_LAYER] !== layer.index) flight = I[flight * INTS + SIBLING_NEXT];
  return flight;
}

/** Begins a call to another operation, in the name of a layer. */
export function callOther(w: World, calls: Calls, call: number, layer: Layer, which: number): void {
  const siteNumber = layer.sites[which];
  const site = w.plan.sites[siteNumber];
  const other = calls.take(siteNumber);
  attach(w, call, other, layer.index, OTHER_SALT);
  // Whoever waits outside of this layer ends it: it needs no timer of its own.
  if (site.propagates) w.arena.F[other * REALS + DEADLINE] = calls.deadlineFrom(call, layer.index - 1);
  w.observer.callBegan(other, call);
  calls.enter(other, site, 0);
}

/** What a branch has in common with its call, which keeps it in its list. */
function attach(w: World, call: number, branch: number, layer: number, salt: number): void {
  const I = w.arena.I;
  const of = call * INTS;
  const nth = I[of + BRANCHED];
  I[of + BRANCHED] = nth + 1;
  // Not by its layer: a policy put around this one must not change anybody's luck.
  w.inherit(branch, call, salt, nth);
  join(w, call, branch, layer);
}

/** Stands in the list of its call. */
function join(w: World, call: number, branch: number, layer: number): void {
  const I = w.arena.I;
  const at = branch * INTS;
  const of = call * INTS;
  I[at + PARENT] = call;
  I[at + OF_LAYER] = layer;
  I[at + SIBLING_NEXT] = I[of + BRANCHES];
  I[of + BRANCHES] = branch;
  I[at + POST] = I[of + POST];
  I[at + ROOT] = I[of + ROOT];
  I[at + ASKER] = I[of + ASKER];
  I[at + ITEM] = I[of + ITEM];
}

/** Lets go of all that a layer has begun beside a call. */
export function dropBranches(w: World, calls: Calls, call: number, layer: Layer): void {
  const I = w.arena.I;
  for (let each = I[call * INTS + BRANCHES]; each !== NONE; ) {
    const next = I[each * INTS + SIBLING_NEXT];
    if (I[each * INTS + OF_LAYER] === layer.index) drop(w, calls, call, each);
    each = next;
  }
}

/** Its tries end as those do that the call itself has under way: timed out, where a timeout outside of them is what ends them. */
function drop(w: World, calls: Calls, call: number, branch: number): void {
  const I = w.arena.I;
  const base = I[branch * INTS + BASE];
  calls.letGo(branch, base, calls.leavesWith);
  // Another call is whole in itself, and ends as a whole.
  if (base === NONE) w.observer.callEnded(branch, endingAt(CANCELLED, calls.siteOf(branch).edge));
  forget(w, call, branch);
}

/** A branch, or another call that a policy made, is over; the policy's layer learns how. */
export function branchEnded(w: World, calls: Calls, branch: number, ending: number): void {
  const I = w.arena.I;
  const call = I[branch * INTS + PARENT];
  const layer = calls.siteOf(call).chain[I[branch * INTS + OF_LAYER]];
  w.arena.F[call * REALS + CALL_PUSHBACK] = w.arena.F[branch * REALS + CALL_PUSHBACK];
  forget(w, call, branch);
  layer.policy.ended?.(calls.host, call, layer, ending);
}

function forget(w: World, call: number, branch: number): void {
  const I = w.arena.I;
  // Where it has been, its call has been.
  if (I[branch * INTS + BASE] !== NONE)
    I[call * INTS + TRIED] |= I[branch * INTS + TRIED] & ((1 << PLACES) - 1);
  if (isFlight(I, branch)) {
    I[call * INTS + LAST_REPLICA] = I[branch * INTS + LAST_REPLICA];
    // The tries of a flight are those of the branch whose flight it was; a whole call has counted them itself.
    if (I[call * INTS + BASE] !== NONE) I[call * INTS + TRIES] = I[branch * INTS + TRIES];
  }
  leaveList(I, call, branch);
  w.arena.free(branch);
}

/** Is the row the one way of its call, that may be handed over? */
export function isFlight(I: Int32Array, branch: number): boolean {
  return I[branch * INTS + BASE] !== NONE && I[branch * INTS + CAUSE] === FLIGHT;
}

function leaveList(I: Int32Array, call: number, branch: number): void {
  const next = I[branch * INTS + SIBLING_NEXT];
  if (I[call * INTS + BRANCHES] === branch) I[call * INTS + BRANCHES] = next;
  else {
    let before = I[call * INTS + BRANCHES];
    while (I[before * INTS + SIBLING_NEXT] !== branch) before = I[before * INTS + SIBLING_NEXT];
    I[before * INTS + SIBLING_NEXT] = next;
  }
}
