/** Stations: a replica takes an attempt in, lets it wait, starts it, or turns it away. */
import { NEVER } from '../../base/time.ts';
import {
  CHILD,
  CODE,
  ENDING,
  ENTERED,
  INTS,
  LOOPS,
  NONE,
  PARENT,
  PC,
  PENDING,
  POST,
  REALS,
  SITE,
  TIMER,
} from '../terms/columns.ts';
import { QUEUED, QUEUE_WAIT_TIMER, REPLY, RESUME } from '../terms/events.ts';
import { CANCELLED, ERROR, EXPIRED, endingAt, REFUSED, SHED } from '../terms/outcomes.ts';
import { FOR_FAULT, FOR_QUEUE_WAIT } from '../terms/purposes.ts';
import { BUSY, SLOTS, STATION_INTS, WAITING, WASTED } from '../terms/stations.ts';
import type { Calls } from './calls.ts';
import { clientOf, travelTime } from './links.ts';
import { STOPS, WORKS_ON } from './plan.ts';
import { isExpired, joinQueue, leaveQueue, takeNext, waitedTooLong } from './waiting.ts';
import { NOW, type World } from './world.ts';

/** An attempt reaches its replica. */
export function arrive(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  const replica = w.plan.directory.postReplica[I[attempt * INTS + POST]];
  const service = w.plan.replicaService[replica];
  const of = replica * STATION_INTS;
  if (w.overlay.replicaDown[replica] > 0) {
    turnAway(w, calls, attempt, REFUSED);
    return;
  }
  if (I[attempt * INTS + PARENT] === NONE && w.plan.serviceCancellation[service] === STOPS) {
    turnAway(w, calls, attempt, CANCELLED);
    return;
  }
  if (w.stationInts[of + BUSY] < w.stationInts[of + SLOTS]) {
    w.arena.F[attempt * REALS + ENTERED] = NEVER;
    start(w, attempt, replica);
    return;
  }
  const rules = w.plan.queueRules[service];
  if (w.stationInts[of + WAITING] >= rules.limit) {
    turnAway(w, calls, attempt, REFUSED);
    return;
  }
  I[attempt * INTS + CODE] = QUEUED;
  joinQueue(w, replica, rules, attempt);
  if (rules.wait !== NONE) {
    I[attempt * INTS + TIMER] =
      rules.waitLane !== NONE
        ? w.timers.setInLane(rules.waitLane, w.clock[NOW], attempt, QUEUE_WAIT_TIMER)
        : w.timers.setAt(w.clock[NOW] + w.sample(rules.wait, attempt, FOR_QUEUE_WAIT), attempt, QUEUE_WAIT_TIMER);
  }
}

/** The attempt gets a slot and becomes a running frame. */
function start(w: World, frame: number, replica: number): void {
  const { I, F } = w.arena;
  const at = frame * INTS;
  w.countStation(replica);
  w.stationInts[replica * STATION_INTS + BUSY] += 1;
  if (I[at + PARENT] === NONE) w.stationInts[replica * STATION_INTS + WASTED] += 1;
  w.observer.frameBegan(frame);
  I[at + CODE] = RESUME;
  I[at + PC] = w.plan.operationEntry[w.plan.directory.postOperation[I[at + POST]]];
  I[at + CHILD] = NONE;
  I[at + PENDING] = 0;
  I[at + LOOPS] = 0;
  I[at + TIMER] = NONE;
  F[frame * REALS + ENTERED] = w.clock[NOW];
  if (w.overlay.postFails[I[at + POST]] > 0) failByFault(w, frame);
  w.soon(frame);
}

/** Faults in force may fail this request: each draws for itself. */
function failByFault(w: World, frame: number): void {
  const I = w.arena.I;
  for (const { fault, salt, aim } of w.overlay.failuresAt(I[frame * INTS + POST])) {
    const share = aim.strength * w.overlay.strength[fault];
    if (share > 0 && w.uniform(frame, (FOR_FAULT + 2 * salt) | 0) < share) {
      I[frame * INTS + ENDING] = endingAt(ERROR, w.plan.sites[I[frame * INTS + SITE]].edge);
    }
  }
}

/** A frame is over: its slot is free, and whoever waits may have it. */
export function releaseSlot(w: World, calls: Calls, frame: number, replica: number): void {
  w.countStation(replica);
  w.stationInts[replica * STATION_INTS + BUSY] -= 1;
  if (w.arena.I[frame * INTS + PARENT] === NONE) w.stationInts[replica * STATION_INTS + WASTED] -= 1;
  serveWaiting(w, calls, replica);
}

/** Starts those who wait while there are slots. */
export function serveWaiting(w: World, calls: Calls, replica: number): void {
  const I = w.arena.I;
  const of = replica * STATION_INTS;
  const service = w.plan.replicaService[replica];
  const rules = w.plan.queueRules[service];
  const cancellation = w.plan.serviceCancellation[service];
  while (w.stationInts[of + BUSY] < w.stationInts[of + SLOTS]) {
    const next = takeNext(w, replica, rules);
    if (next === NONE) return;
    if (I[next * INTS + TIMER] !== NONE) w.timers.clear(I[next * INTS + TIMER]);
    if (cancellation !== WORKS_ON && I[next * INTS + PARENT] === NONE) turnAway(w, calls, next, CANCELLED);
    else if (cancellation !== WORKS_ON && isExpired(w, next)) turnAway(w, calls, next, EXPIRED);
    else if (waitedTooLong(w, replica, rules, next)) turnAway(w, calls, next, SHED);
    else start(w, next, replica);
  }
}

/** An attempt that never started is answered with why, if anybody waits for it. */
export function turnAway(w: World, calls: Calls, attempt: number, outcome: number): void {
  const I = w.arena.I;
  const ending = endingAt(outcome, w.plan.sites[I[attempt * INTS + SITE]].edge);
  w.observer.turnedAway(attempt, ending);
  I[attempt * INTS + ENDING] = ending;
  answer(w, calls, attempt);
}

/** The callee is done with an attempt: the answer (its ENDING) travels back, if anybody waits for it. */
export function answer(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  if (I[attempt * INTS + PARENT] === NONE) {
    w.arena.free(attempt);
    return;
  }
  const time = travelTime(w, attempt, clientOf(w, attempt), true);
  if (time >= 0) {
    I[attempt * INTS + CODE] = REPLY;
    w.after(attempt, time);
  } else {
    calls.goAstray(attempt);
  }
}

/** An attempt has waited as long as its place lets it. */
export function waitedOut(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  const replica = w.plan.directory.postReplica[I[attempt * INTS + POST]];
  I[attempt * INTS + TIMER] = NONE;
  leaveQueue(w, replica, w.plan.queueRules[w.plan.replicaService[replica]], attempt);
  turnAway(w, calls, attempt, EXPIRED);
}

/** News reaches a waiting attempt that its caller has left: it leaves the queue. */
export function leaveUnwanted(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  const replica = w.plan.directory.postReplica[I[attempt * INTS + POST]];
  if (I[attempt * INTS + TIMER] !== NONE) w.timers.clear(I[attempt * INTS + TIMER]);
  leaveQueue(w, replica, w.plan.queueRules[w.plan.replicaService[replica]], attempt);
  turnAway(w, calls, attempt, CANCELLED);
}

