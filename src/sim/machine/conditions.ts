/**
 * Conditions: a fault that waits until something is so, or that lasts until then. A level (who waits, what is busy) is looked at
 * ten times a second, and so is a metric of the last stretch of time; the beginning or the end of another
 * fault is known to the nanosecond.
 */
import { NEVER } from '../../base/time.ts';
import { CODE, INTS, NONE, OWNER, PENDING, REALS, SINCE } from '../terms/columns.ts';
import { FAULT_LOOKS } from '../terms/events.ts';
import type { Measured } from '../terms/observer.ts';
import { BUSY, DEPOT_INTS, READY_COUNT, SLOTS, STATION_INTS, WAITING } from '../terms/stations.ts';
import { beginFault } from './beginnings.ts';
import type { Condition } from './plan.ts';
import { isInService } from './scaling.ts';
import { NOW, type World } from './world.ts';

/** A condition that somebody has to look at. */
type Looked = Exclude<Condition, { readonly fault: number }>;

/** From one look to the next, ns. */
const LOOKS_EVERY = 100e6;

/** What a row looks for: that the fault may begin, that it has to end, or that the instant of its end has come. */
const FOR_BEGINNING = 0;
const FOR_END = 1;
const IS_END = 2;

/** The fault begins to wait for its condition. */
export function beginWatching(w: World, fault: number): void {
  const { at, when } = w.overlay.faults[fault];
  w.overlay.waiting[fault] = 1;
  if (when === undefined || 'fault' in when) return;
  const from = Math.max(w.clock[NOW], at);
  // A number of the last ten seconds is known at `at` to whoever has looked for ten seconds by then.
  const first =
    when.kind === 'metric'
      ? Math.max(w.clock[NOW], at - when.over)
      : Math.ceil(from / LOOKS_EVERY) * LOOKS_EVERY;
  scheduleLook(w, fault, FOR_BEGINNING, first);
}

/** The fault has begun: from now on somebody looks whether it has to end. What is measured is measured from here on. */
export function watchForEnd(w: World, fault: number): void {
  const { until } = w.overlay.faults[fault];
  if (until === undefined || 'fault' in until) return;
  const now = w.clock[NOW];
  scheduleLook(w, fault, FOR_END, until.kind === 'metric' ? now : Math.ceil(now / LOOKS_EVERY) * LOOKS_EVERY);
}

function scheduleLook(w: World, fault: number, what: number, at: number): void {
  w.makeRoom();
  const row = w.arena.take();
  const { I, F } = w.arena;
  I[row * INTS + CODE] = FAULT_LOOKS;
  I[row * INTS + OWNER] = fault;
  I[row * INTS + PENDING] = what;
  F[row * REALS + SINCE] = NEVER;
  w.control.schedule(row, at);
}

/** The instant of a look has come. Returns the fault that ends now, or NONE. */
export function faultLooks(w: World, row: number): number {
  const { I } = w.arena;
  const fault = I[row * INTS + OWNER];
  const what = I[row * INTS + PENDING];
  const { when, until } = w.overlay.faults[fault];
  const condition = what === FOR_BEGINNING ? when : until;
  const isVain = what === FOR_BEGINNING ? w.overlay.waiting[fault] === 0 : isOver(w, fault);
  if (what === IS_END || isVain || condition === undefined || 'fault' in condition) {
    stopLooking(w, row);
    return what === IS_END && !isVain ? fault : NONE;
  }
  if (!isMet(w, row, condition)) {
    w.control.schedule(row, w.clock[NOW] + (condition.kind === 'metric' ? condition.every : LOOKS_EVERY));
    return NONE;
  }
  stopLooking(w, row);
  if (what === FOR_END) return fault;
  w.overlay.waiting[fault] = 0;
  beginFault(w, fault, w.clock[NOW]);
  return NONE;
}

function stopLooking(w: World, row: number): void {
  w.lookout.forget(w.arena.I[row * INTS + OWNER]);
  w.arena.free(row);
}

/** Has it ended already, by hand or since its time is over? */
function isOver(w: World, fault: number): boolean {
  const { begun, faults, lifted } = w.overlay;
  const { every, length, times } = faults[fault];
  const lasts = every === NEVER ? length : every * (times - 1) + length;
  return lifted[fault] === 1 || w.clock[NOW] >= begun[fault] + lasts;
}

/** Is it so, and has it been for long enough? */
function isMet(w: World, row: number, condition: Looked): boolean {
  const { F } = w.arena;
  const now = w.clock[NOW];
  // Nothing to measure is neither above nor below.
  const level =
    condition.kind === 'metric'
      ? measured(w, w.arena.I[row * INTS + OWNER], condition)
      : levelOf(w, condition);
  const isSo = condition.isAbove ? level > condition.limit : level < condition.limit;
  if (!isSo) F[row * REALS + SINCE] = NEVER;
  else if (F[row * REALS + SINCE] === NEVER) F[row * REALS + SINCE] = now;
  return isSo && now - F[row * REALS + SINCE] >= condition.held;
}

function measured(w: World, fault: number, what: Measured): number {
  w.toil(w.lookout.steps);
  return w.lookout.measure(fault, what);
}

function levelOf(w: World, when: Extract<Condition, { readonly element: number }>): number {
  if (when.kind === 'depth') return w.depotInts[when.element * DEPOT_INTS + READY_COUNT];
  const { firstReplica, replicas } = w.plan.directory.services[when.element];
  let busy = 0;
  let slots = 0;
  let waiting = 0;
  for (let replica = firstReplica; replica < firstReplica + replicas; replica++) {
    busy += w.stationInts[replica * STATION_INTS + BUSY];
    if (isInService(w, replica)) slots += w.stationInts[replica * STATION_INTS + SLOTS];
    waiting += w.stationInts[replica * STATION_INTS + WAITING];
  }
  if (when.kind === 'waiting') return waiting;
  return when.kind === 'busy' ? busy : busy / slots;
}

/** A fault has begun, or ended: those who wait for that begin, or end, so much later. */
export function tellWatchers(w: World, of: number, what: 'began' | 'ended'): void {
  for (const fault of w.overlay.watchers) {
    const { when, until, at } = w.overlay.faults[fault];
    if (
      until?.kind === what &&
      until.fault === of &&
      w.overlay.begun[fault] <= w.clock[NOW] &&
      !isOver(w, fault)
    )
      scheduleLook(w, fault, IS_END, w.clock[NOW] + until.after);
    if (w.overlay.waiting[fault] === 0 || when?.kind !== what || when.fault !== of) continue;
    if (w.clock[NOW] < at) continue;
    w.overlay.waiting[fault] = 0;
    beginFault(w, fault, w.clock[NOW] + when.after);
  }
}
