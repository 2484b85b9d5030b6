/**
 * Conditions: a fault that waits until something is so. A level (who waits, what is busy) is looked at
 * ten times a second, and so is a metric of the last stretch of time; the beginning or the end of another
 * fault is known to the nanosecond.
 */
import { NEVER } from '../../base/time.ts';
import { CODE, INTS, OWNER, REALS, SINCE } from '../terms/columns.ts';
import { FAULT_LOOKS } from '../terms/events.ts';
import type { Measured } from '../terms/observer.ts';
import { BUSY, DEPOT_INTS, READY_COUNT, SLOTS, STATION_INTS, WAITING } from '../terms/stations.ts';
import { beginFault } from './beginnings.ts';
import type { Condition } from './plan.ts';
import { isInService } from './scaling.ts';
import { NOW, type World } from './world.ts';

/** From one look to the next, ns. */
const LOOKS_EVERY = 100e6;

/** The fault begins to wait for its condition. */
export function beginWatching(w: World, fault: number): void {
  const { at, when } = w.overlay.faults[fault];
  w.overlay.waiting[fault] = 1;
  if (when === undefined || 'fault' in when) return;
  w.makeRoom();
  const row = w.arena.take();
  w.arena.I[row * INTS + CODE] = FAULT_LOOKS;
  w.arena.I[row * INTS + OWNER] = fault;
  w.arena.F[row * REALS + SINCE] = NEVER;
  const from = Math.max(w.clock[NOW], at);
  // A number of the last ten seconds is known at `at` to whoever has looked for ten seconds by then.
  const first =
    when.kind === 'metric'
      ? Math.max(w.clock[NOW], at - when.over)
      : Math.ceil(from / LOOKS_EVERY) * LOOKS_EVERY;
  w.control.schedule(row, first);
}

/** The instant of a look has come. */
export function faultLooks(w: World, row: number): void {
  const { I, F } = w.arena;
  const fault = I[row * INTS + OWNER];
  const { when } = w.overlay.faults[fault];
  const now = w.clock[NOW];
  if (w.overlay.waiting[fault] === 0 || when === undefined || 'fault' in when) {
    w.arena.free(row);
    w.lookout.forget(fault);
    return;
  }
  // Nothing to measure is neither above nor below.
  const level = when.kind === 'metric' ? measured(w, fault, when) : levelOf(w, when);
  const isSo = when.isAbove ? level > when.limit : level < when.limit;
  if (!isSo) F[row * REALS + SINCE] = NEVER;
  else if (F[row * REALS + SINCE] === NEVER) F[row * REALS + SINCE] = now;
  if (isSo && now - F[row * REALS + SINCE] >= when.held) {
    w.arena.free(row);
    w.lookout.forget(fault);
    w.overlay.waiting[fault] = 0;
    beginFault(w, fault, now);
    return;
  }
  w.control.schedule(row, now + (when.kind === 'metric' ? when.every : LOOKS_EVERY));
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

/** A fault has begun, or ended: those who wait for that begin so much later. */
export function tellWatchers(w: World, of: number, what: 'began' | 'ended'): void {
  for (const fault of w.overlay.watchers) {
    const { when, at } = w.overlay.faults[fault];
    if (w.overlay.waiting[fault] === 0 || when?.kind !== what || when.fault !== of) continue;
    if (w.clock[NOW] < at) continue;
    w.overlay.waiting[fault] = 0;
    beginFault(w, fault, w.clock[NOW] + when.after);
  }
}
