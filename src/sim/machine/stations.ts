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
import { QUEUE_WAIT_TIMER, QUEUED, REPLY, RESUME } from '../terms/events.ts';
import { CANCELLED, EXPIRED, endingAt, OK, REFUSED, SHED, UNWANTED } from '../terms/outcomes.ts';
import { FOR_QUEUE_WAIT } from '../terms/purposes.ts';
import { BUSY, SLOTS, STATION_INTS, WAITING, WASTED } from '../terms/stations.ts';
import { bendStart } from './bends.ts';
import type { Calls } from './calls.ts';
import { clientOf, travelTime } from './links.ts';
import { type Post, WORKS_ON } from './plan.ts';
import { isExpired, joinQueue, leaveQueue, takeNext, waitedTooLong } from './waiting.ts';
import { NOW, type World } from './world.ts';

/** An attempt reaches its replica. True when it has started: then it runs, in this same instant. */
export function arrive(w: World, calls: Calls, attempt: number): boolean {
  const I = w.arena.I;
  const post = w.plan.posts[I[attempt * INTS + POST]];
  const of = post.replica * STATION_INTS;
  if (w.overlay.replicaDown[post.replica] > 0) {
    meetNobody(w, calls, attempt, post.replica);
    return false;
  }
  if (I[attempt * INTS + ENDING] === UNWANTED) {
    // The news that its caller has left overtook it.
    turnAway(w, calls, attempt, CANCELLED);
    return false;
  }
  const site = w.plan.sites[I[attempt * INTS + SITE]];
  if (site.dedicated) {
    I[attempt * INTS + ENDING] = endingAt(OK, site.edge);
    answer(w, calls, attempt);
    return false;
  }
  if (w.stationInts[of + BUSY] < w.stationInts[of + SLOTS]) {
    w.arena.F[attempt * REALS + ENTERED] = NEVER;
    return start(w, attempt, post);
  }
  if (w.overlay.slotsBent[post.replica] > 0) w.overlay.hitAll('slots', post.replica);
  const rules = post.rules;
  if (w.stationInts[of + WAITING] >= w.queueLimits[post.replica]) {
    turnAway(w, calls, attempt, REFUSED);
    return false;
  }
  I[attempt * INTS + CODE] = QUEUED;
  joinQueue(w, post, attempt);
  if (rules.wait !== NONE) {
    I[attempt * INTS + TIMER] =
      rules.waitLane !== NONE
        ? w.timers.setInLane(rules.waitLane, w.clock[NOW], attempt, QUEUE_WAIT_TIMER)
        : w.timers.setAt(
            w.clock[NOW] + w.sample(rules.wait, attempt, FOR_QUEUE_WAIT),
            attempt,
            QUEUE_WAIT_TIMER,
          );
  }
  return false;
}

/** Nobody lets it in: it is refused, or it is never heard of again. */
function meetNobody(w: World, calls: Calls, attempt: number, replica: number): void {
  const { kinds } = w.overlay;
  w.overlay.hitAll('presence', replica);
  const isSilent = kinds.gone[replica] > 0 && kinds.down[replica] === 0;
  if (!isSilent) turnAway(w, calls, attempt, REFUSED);
  else if (w.arena.I[attempt * INTS + PARENT] === NONE) w.arena.free(attempt);
  else calls.goAstray(attempt);
}

/** The attempt gets a slot and becomes a running frame. True when whoever starts it shall let it run, in this same instant. */
function start(w: World, frame: number, post: Post): boolean {
  const { I, F } = w.arena;
  const at = frame * INTS;
  w.countStation(post.replica);
  w.stationInts[post.replica * STATION_INTS + BUSY] += 1;
  if (I[at + PARENT] === NONE) w.stationInts[post.replica * STATION_INTS + WASTED] += 1;
  w.observer.frameBegan(frame);
  I[at + CODE] = RESUME;
  I[at + PC] = post.entry;
  I[at + CHILD] = NONE;
  I[at + PENDING] = 0;
  I[at + LOOPS] = 0;
  I[at + TIMER] = NONE;
  F[frame * REALS + ENTERED] = w.clock[NOW];
  return w.overlay.startBent[I[at + POST]] === 0 || bendStart(w, frame);
}

/** A frame is over: its slot is free, and whoever waits may have it. */
export function releaseSlot(w: World, calls: Calls, frame: number, post: Post): void {
  const replica = post.replica;
  w.countStation(replica);
  w.stationInts[replica * STATION_INTS + BUSY] -= 1;
  if (w.arena.I[frame * INTS + PARENT] === NONE) w.stationInts[replica * STATION_INTS + WASTED] -= 1;
  serveWaiting(w, calls, post);
}

/** Starts those who wait at the replica of this post while there are slots. */
export function serveWaiting(w: World, calls: Calls, post: Post): void {
  const I = w.arena.I;
  const { replica, rules, cancellation } = post;
  const of = replica * STATION_INTS;
  while (w.stationInts[of + BUSY] < w.stationInts[of + SLOTS]) {
    const next = takeNext(w, post);
    if (next === NONE) return;
    if (I[next * INTS + TIMER] !== NONE) w.timers.clear(I[next * INTS + TIMER]);
    if (I[next * INTS + ENDING] === UNWANTED) turnAway(w, calls, next, CANCELLED);
    else if (cancellation !== WORKS_ON && isExpired(w, next)) turnAway(w, calls, next, EXPIRED);
    else if (waitedTooLong(w, replica, rules, next)) turnAway(w, calls, next, SHED);
    else if (start(w, next, w.plan.posts[I[next * INTS + POST]])) w.soon(next);
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
  const site = w.plan.sites[I[attempt * INTS + SITE]];
  const time = travelTime(w, attempt, site, clientOf(w, attempt), true);
  if (time >= 0) {
    I[attempt * INTS + CODE] = REPLY;
    w.after(attempt, time);
  } else {
    calls.missed(attempt, site, time);
  }
}

/** An attempt has waited as long as its place lets it. */
export function waitedOut(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  I[attempt * INTS + TIMER] = NONE;
  leaveQueue(w, w.plan.posts[I[attempt * INTS + POST]], attempt);
  turnAway(w, calls, attempt, EXPIRED);
}

/** News reaches a waiting attempt that its caller has left: it leaves the queue. */
export function leaveUnwanted(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  if (I[attempt * INTS + TIMER] !== NONE) w.timers.clear(I[attempt * INTS + TIMER]);
  leaveQueue(w, w.plan.posts[I[attempt * INTS + POST]], attempt);
  turnAway(w, calls, attempt, CANCELLED);
}
