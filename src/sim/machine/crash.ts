/** A replica dies: whatever ran or waited there is gone, and the callers that still listen hear a reset. */
import { isFutile } from '../terms/asker.ts';
import {
  ASKER,
  CODE,
  ENDING,
  INTS,
  LIFE,
  NONE,
  PARENT,
  POST,
  PUSHBACK,
  REALS,
  SITE,
  TIMER,
} from '../terms/columns.ts';
import {
  BRANCHING,
  CALLING,
  COMPUTING,
  HELD,
  QUEUED,
  REJECTING,
  REJECTION_WAITS,
  RESUME,
} from '../terms/events.ts';
import { ERROR, endingAt } from '../terms/outcomes.ts';
import { BUSY, REJECTIONS, STATION_INTS, WASTED } from '../terms/stations.ts';
import { forgetTallies } from './bends.ts';
import type { Calls } from './calls.ts';
import { stopComputing } from './cores.ts';
import { dismantle } from './frames.ts';
import { readLevel } from './gauges.ts';
import { takeHerald } from './herald.ts';
import { countStation } from './integrals.ts';
import { clientOf, cutOffBy } from './links.ts';
import { forgetRosters } from './rosters.ts';
import { rowsWhere } from './rows.ts';
import { answer } from './stations.ts';
import { forgetViews } from './views.ts';
import { leaveQueue } from './waiting.ts';
import type { World } from './world.ts';

/** Kills everything at the replica. A silent crash leaves nobody to send a reset. */
export function crash(w: World, calls: Calls, replica: number, isSilent: boolean): void {
  const isDoomed = (row: number) => isAttemptAt(w, row, replica) || isNoticeFrom(w, row, replica);
  for (const row of rowsWhere(w, isDoomed)) {
    w.makeRoom();
    w.overlay.hitAll('presence', replica);
    // Whoever goes may take others along.
    if ((w.arena.I[row * INTS + LIFE] & 1) === 0) continue;
    if (isAttemptAt(w, row, replica)) killAttempt(w, calls, row, replica, isSilent);
    else if (isNoticeFrom(w, row, replica)) calls.drop(row);
  }
  w.toil(w.plan.sites.length);
  forget(w, replica);
  calls.gates.forget(replica);
  forgetTallies(w, replica);
}

/** A call of the replica that nobody waits for: its retries die with the process. What is on its way arrives. */
function isNoticeFrom(w: World, row: number, replica: number): boolean {
  const I = w.arena.I;
  if (I[row * INTS + CODE] !== CALLING) return false;
  return I[row * INTS + POST] === replica && w.plan.sites[I[row * INTS + SITE]].oneWay;
}

/** What the replica knew as a caller dies with it: its breakers, budgets, its balancers' memory and its views begin anew. */
function forget(w: World, replica: number): void {
  const plan = w.plan;
  const service = plan.replicaService[replica];
  forgetViews(w, replica);
  forgetRosters(w, replica);
  for (const site of plan.sites) {
    const edge = plan.directory.edges[site.edge];
    if (edge.callerKind !== 'service' || edge.caller !== service) continue;
    const own = replica - site.firstClient;
    for (const layer of site.chain) {
      for (const [first, size] of [
        [layer.shared, layer.sharedSize],
        [layer.apart, layer.apartSize],
      ]) {
        const at = first + own * size;
        w.shared.set(plan.shared.subarray(at, at + size), at);
      }
      for (const gauge of layer.gauges) readLevel(w, gauge, own);
    }
    if (site.balancer === NONE) continue;
    const size = plan.balancers[site.balancer].memorySize;
    const at = site.memory + own * size;
    w.memory.set(plan.memory.subarray(at, at + size), at);
  }
}

/** A row that is an attempt and not a strand, and is at this replica now. */
function isAttemptAt(w: World, row: number, replica: number): boolean {
  const I = w.arena.I;
  const code = I[row * INTS + CODE];
  const isThere =
    code === QUEUED ||
    code === RESUME ||
    code === COMPUTING ||
    code === HELD ||
    code === REJECTION_WAITS ||
    code === REJECTING;
  if (!isThere) return false;
  if (w.plan.directory.postReplica[I[row * INTS + POST]] !== replica) return false;
  const parent = I[row * INTS + PARENT];
  if (parent === NONE) return true;
  const above = I[parent * INTS + CODE];
  return above === CALLING || above === BRANCHING;
}

function killAttempt(w: World, calls: Calls, row: number, replica: number, isSilent: boolean): void {
  const I = w.arena.I;
  const ending = endingAt(ERROR, w.plan.sites[I[row * INTS + SITE]].edge);
  const wanted = I[row * INTS + PARENT] !== NONE;
  if (isBeforeStart(I[row * INTS + CODE])) {
    w.observer.turnedAway(row, ending, false);
    const left = takeFromDoor(w, row, replica);
    I[left * INTS + ENDING] = ending;
    tell(w, calls, left, isSilent);
    return;
  }
  w.observer.frameEnded(row, ending, wanted);
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + BUSY] -= 1;
  if (isFutile(I[row * INTS + ASKER])) w.stationInts[replica * STATION_INTS + WASTED] -= 1;
  // The frame's row may lie in the calendar.
  const herald = wanted ? takeHerald(w, row) : NONE;
  dismantle(w, calls, row);
  if (herald === NONE) return;
  w.arena.I[herald * INTS + ENDING] = ending;
  tell(w, calls, herald, isSilent);
}

function isBeforeStart(code: number): boolean {
  return code === QUEUED || code === HELD || code === REJECTION_WAITS || code === REJECTING;
}

/**
 * Takes an attempt that has not started from wherever it is. Returns the row that carries its answer: another
 * one, where its own lies in the calendar.
 */
function takeFromDoor(w: World, row: number, replica: number): number {
  const I = w.arena.I;
  const post = w.plan.posts[I[row * INTS + POST]];
  switch (I[row * INTS + CODE]) {
    case QUEUED:
      if (I[row * INTS + TIMER] !== NONE) w.timers.clear(I[row * INTS + TIMER]);
      leaveQueue(w, post, row);
      return row;
    case HELD:
      w.timers.clear(I[row * INTS + TIMER]);
      return row;
    case REJECTION_WAITS:
      w.lists.remove(post.rejections, row);
      return row;
  }
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + REJECTIONS] -= 1;
  if (post.cores > 0) {
    stopComputing(w, row);
    return row;
  }
  const herald = takeHerald(w, row);
  w.disown(row);
  return herald;
}

/** The caller, if there is one, hears a reset, or never anything. */
function tell(w: World, calls: Calls, attempt: number, isSilent: boolean): void {
  // A reset asks for nothing: neither what a rejection would have said, nor what a frame owed after a pause.
  w.arena.F[attempt * REALS + PUSHBACK] = 0;
  if (w.arena.I[attempt * INTS + PARENT] !== NONE && (isSilent || isResetCutOff(w, attempt)))
    calls.goAstray(attempt);
  else answer(w, calls, attempt);
}

/** Nobody sends a reset again that does not get through (RFC 9293, 3.4: only what has a sequence number is, and it has none). */
function isResetCutOff(w: World, attempt: number): boolean {
  const site = w.plan.sites[w.arena.I[attempt * INTS + SITE]];
  const fault = cutOffBy(w, attempt, site, clientOf(w, attempt), true);
  if (fault !== NONE) w.overlay.hit(fault);
  return fault !== NONE;
}
