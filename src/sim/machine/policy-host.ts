/** What policies may ask of the machine (policy/contract.ts): time, luck, numbers, and what shall become of their call. */

import { invariant } from '../../base/assert.ts';
import { NEVER } from '../../base/time.ts';
import { drawUniform } from '../kernel/luck.ts';
import type { Layer, PolicyHost } from '../policy/contract.ts';
import { isFutile, priorityOf } from '../terms/asker.ts';
import {
  ASKER,
  ATTEMPT,
  CALL_PUSHBACK,
  CODE,
  DEADLINE,
  ENDING,
  ENTERED,
  INTS,
  ITEM,
  KEY0,
  KEY1,
  LAST_REPLICA,
  LAYER,
  NONE,
  PLACES,
  POST,
  REALS,
  SITE,
  SUBJECT,
  TRIED,
  TRIES,
  WAKE,
} from '../terms/columns.ts';
import {
  AGAIN,
  ARRIVE,
  ASTRAY,
  CUT_OFF,
  POLICY_TIMER,
  REPLY,
  TIMER_KIND_BITS,
  WOKEN,
} from '../terms/events.ts';
import { endingAt, endingBecause, outcomeOf, REJECTED, TIMED_OUT } from '../terms/outcomes.ts';
import { TURNED_BACK } from '../terms/policies.ts';
import { nthOf } from '../terms/purposes.ts';
import {
  anyFlightOf,
  beginBranch,
  beginFlight,
  callOther,
  dropBranches,
  dropFlight,
  flightOf,
  handOver,
} from './branches.ts';
import type { Calls } from './calls.ts';
import { setFutileCall } from './futile.ts';
import { readLevel } from './gauges.ts';
import { LAYERS_MOST } from './plan.ts';
import { NOW, type World } from './world.ts';

export class Host implements PolicyHost {
  readonly clock: Float64Array;
  readonly settings: Float64Array;
  readonly shared: Float64Array;
  private readonly w: World;
  private readonly calls: Calls;

  constructor(w: World, calls: Calls) {
    this.w = w;
    this.calls = calls;
    this.clock = w.clock;
    this.settings = w.settings;
    this.shared = w.shared;
  }

  get words(): Int32Array {
    return this.w.words;
  }

  outcome(call: number): number {
    return outcomeOf(this.w.arena.I[call * INTS + ENDING]);
  }

  ending(call: number): number {
    return this.w.arena.I[call * INTS + ENDING];
  }

  wordsOf(call: number, layer: Layer): number {
    return call * this.w.plan.wordsPerCall + layer.word;
  }

  get reals(): Float64Array {
    return this.w.reals;
  }

  realsOf(call: number, layer: Layer): number {
    return call * this.w.plan.realsPerCall + layer.real;
  }

  settingsOf(call: number, layer: Layer): number {
    return layer.settings + this.own(call, layer) * layer.settingsSize;
  }

  sharedOf(call: number, layer: Layer): number {
    return layer.shared + this.own(call, layer) * layer.sharedSize;
  }

  apartOf(call: number, layer: Layer): number {
    return layer.apart + this.own(call, layer) * layer.apartSize;
  }

  /** Number of the caller's replica among those of its caller. */
  private own(call: number, layer: Layer): number {
    return this.w.arena.I[call * INTS + POST] - layer.firstClient;
  }

  uniform(call: number, purpose: number, n: number): number {
    const I = this.w.arena.I;
    return drawUniform(I[call * INTS + KEY0], I[call * INTS + KEY1], nthOf(purpose, n));
  }

  setTimer(call: number, layer: Layer, length: number): number {
    const timers = this.w.timers;
    const what = POLICY_TIMER | (layer.index << TIMER_KIND_BITS);
    if (length === layer.laneLength) return timers.setInLane(layer.lane, this.clock[NOW], call, what);
    return timers.setAt(this.clock[NOW] + length, call, what);
  }

  clearTimer(timer: number): void {
    if (timer !== NONE) this.w.timers.clear(timer);
  }

  timerAt(timer: number): number {
    return timer === NONE ? NEVER : this.w.timers.time(timer);
  }

  refuse(call: number, layer: Layer, outcome: number): void {
    this.settle(call, layer, outcome);
  }

  goAgain(call: number, layer: Layer, pause: number): void {
    this.w.after(this.takeWake(call, layer, AGAIN), pause);
  }

  wakeSoon(call: number, layer: Layer): void {
    this.w.soon(this.takeWake(call, layer, WOKEN));
  }

  private takeWake(call: number, layer: Layer, code: number): number {
    const wake = this.w.arena.take();
    const I = this.w.arena.I;
    I[wake * INTS + CODE] = code;
    I[wake * INTS + SUBJECT] = call;
    I[wake * INTS + LAYER] = layer.index;
    I[call * INTS + WAKE] = wake;
    return wake;
  }

  abandonInside(call: number, layer: Layer, outcome = TIMED_OUT, untold = false): void {
    const { calls } = this;
    const before = calls.leavesUntold;
    calls.leavesUntold = before || untold;
    calls.letGo(call, layer.index, outcome);
    calls.leavesUntold = before;
  }

  settle(call: number, layer: Layer, outcome: number): void {
    this.w.arena.F[call * REALS + CALL_PUSHBACK] = 0;
    if (outcome === REJECTED) this.acted(layer, TURNED_BACK);
    this.settleWith(call, layer, endingAt(outcome, layer.edge));
  }

  settleWith(call: number, layer: Layer, ending: number): void {
    this.w.arena.I[call * INTS + ENDING] = ending;
    this.calls.leave(call, this.calls.siteOf(call), layer.index - 1);
  }

  replace(call: number, outcome: number): void {
    const I = this.w.arena.I;
    I[call * INTS + ENDING] = endingBecause(outcome, I[call * INTS + ENDING]);
  }

  deadline(call: number): number {
    return this.w.arena.F[call * REALS + DEADLINE];
  }

  isIdempotent(call: number): boolean {
    return this.calls.siteOf(call).idempotent;
  }

  tries(call: number): number {
    return this.w.arena.I[call * INTS + TRIES];
  }

  hasArrived(call: number): boolean {
    const { I, F } = this.w.arena;
    const attempt = I[call * INTS + ATTEMPT];
    if (attempt === NONE) {
      // A call whose flight is under way has sent nothing itself.
      const flight = anyFlightOf(I, call);
      return flight !== NONE && this.hasArrived(flight);
    }
    const code = I[attempt * INTS + CODE];
    // On its way; or it waits at the door of a replica that stands still.
    if (code === ARRIVE) return F[attempt * REALS + ENTERED] > 0;
    // Lost, or turned back, before it got there.
    return (code !== ASTRAY && code !== REPLY && code !== CUT_OFF) || F[attempt * REALS + ENTERED] < NEVER;
  }

  pushback(call: number): number {
    return this.w.arena.F[call * REALS + CALL_PUSHBACK];
  }

  elsewhere(call: number, picks: number): void {
    const I = this.w.arena.I;
    const places = I[call * INTS + TRIED] & ((1 << PLACES) - 1);
    I[call * INTS + TRIED] = places | (picks << PLACES);
    const last = I[call * INTS + LAST_REPLICA];
    if (last > 0) I[call * INTS + LAST_REPLICA] = -last;
  }

  item(call: number): number {
    return this.w.arena.I[call * INTS + ITEM];
  }

  priority(call: number): number {
    return priorityOf(this.w.arena.I[call * INTS + ASKER]);
  }

  tell(call: number, layer: Layer, state: number): void {
    this.w.observer.policyChanged(layer.edge, layer.index, this.w.arena.I[call * INTS + POST], state);
    this.levelMoved(call, layer);
  }

  acted(layer: Layer, act: number): void {
    const number = layer.acts[act];
    invariant(number !== NONE, 'a policy lists what it does');
    this.w.observer.policyActed(number);
  }

  levelMoved(call: number, layer: Layer): void {
    for (const gauge of layer.gauges) readLevel(this.w, gauge, this.own(call, layer));
  }

  // ---- waiting rooms of policies ------------------------------------------------------------------

  wait(call: number, layer: Layer): void {
    this.w.rooms.pushBack(layer.room + this.own(call, layer), call);
  }

  waiting(call: number, layer: Layer): number {
    return this.w.rooms.length(layer.room + this.own(call, layer));
  }

  firstWaiting(call: number, layer: Layer): number {
    return this.w.rooms.front(layer.room + this.own(call, layer));
  }

  letIn(call: number, layer: Layer): number {
    const first = this.w.rooms.popFront(layer.room + this.own(call, layer));
    if (first !== NONE) this.goAgain(first, this.layerOfRoom(first, layer), 0);
    return first;
  }

  layerOfRoom(call: number, layer: Layer): Layer {
    const { chain } = this.calls.siteOf(call);
    // Nearly always it is the same step's, or stands at the same place.
    if (chain[layer.index]?.room === layer.room) return chain[layer.index];
    return chain.find(({ room }) => room === layer.room) ?? layer;
  }

  stopWaiting(call: number, layer: Layer): void {
    this.w.rooms.remove(layer.room + this.own(call, layer), call);
  }

  // ---- calls by key -----------------------------------------------------------------------------------

  holder(call: number, layer: Layer, key: number): number {
    return this.w.holders.get(this.place(call, layer), this.w.arena.I[call * INTS + POST], key);
  }

  hold(call: number, layer: Layer, key: number): void {
    this.w.holders.set(this.place(call, layer), this.w.arena.I[call * INTS + POST], key, call);
  }

  giveUp(call: number, layer: Layer, key: number): void {
    this.w.holders.delete(this.place(call, layer), this.w.arena.I[call * INTS + POST], key);
  }

  /** A layer's number among all layers of all sites. */
  private place(call: number, layer: Layer): number {
    return this.w.arena.I[call * INTS + SITE] * LAYERS_MOST + layer.index;
  }

  // ---- branches -------------------------------------------------------------------------------------

  branch(call: number, layer: Layer, elsewhere: boolean): void {
    beginBranch(this.w, this.calls, call, layer, elsewhere);
  }

  fly(call: number, layer: Layer): void {
    beginFlight(this.w, this.calls, call, layer);
  }

  handOver(call: number, to: number, layer: Layer): void {
    handOver(this.w, call, to, layer);
  }

  dropFlight(call: number, layer: Layer): void {
    dropFlight(this.w, this.calls, call, layer);
  }

  isFutile(call: number): boolean {
    return isFutile(this.w.arena.I[call * INTS + ASKER]);
  }

  setFlightFutile(call: number, layer: Layer, futile: boolean): void {
    setFutileCall(this.w, this.calls, flightOf(this.w.arena.I, call, layer), futile);
  }

  callOther(call: number, layer: Layer, which: number): void {
    callOther(this.w, this.calls, call, layer, which);
  }

  dropBranches(call: number, layer: Layer, untold = false): void {
    const { calls } = this;
    const before = calls.leavesUntold;
    calls.leavesUntold = before || untold;
    dropBranches(this.w, calls, call, layer);
    calls.leavesUntold = before;
  }
}
