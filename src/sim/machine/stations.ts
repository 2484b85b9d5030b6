/** Stations: a replica takes an attempt in, lets it wait, starts it, or turns it away. */
import { NEVER } from '../../base/time.ts';
import { isFutile } from '../terms/asker.ts';
import {
  ASKER,
  CHILD,
  CODE,
  ENDING,
  ENTERED,
  GATES,
  INTS,
  LOOPS,
  NONE,
  PARENT,
  PC,
  PENDING,
  POST,
  PUSHBACK,
  REALS,
  REJECTION_OWED,
  SITE,
  TIMER,
} from '../terms/columns.ts';
import {
  HELD,
  HELD_TIMER,
  QUEUE_WAIT_TIMER,
  QUEUED,
  REJECTING,
  REJECTION_WAITS,
  REPLY,
  RESUME,
} from '../terms/events.ts';
import { CANCELLED, EXPIRED, endingAt, OK, outcomeOf, REFUSED, SHED, UNWANTED } from '../terms/outcomes.ts';
import { FOR_QUEUE_WAIT } from '../terms/purposes.ts';
import { BUSY, REJECTIONS, SLOTS, STATION_INTS, WAITING, WASTED } from '../terms/stations.ts';
import { bendStart, bentRejection } from './bends.ts';
import type { Calls } from './calls.ts';
import { compute } from './cores.ts';
import { countStation } from './integrals.ts';
import { clientOf, HELD_UP, travelTime } from './links.ts';
import { type Post, WORKS_ON } from './plan.ts';
import { isExpired, joinQueue, leaveQueue, takeNext, waitedTooLong } from './waiting.ts';
import { send } from './wires.ts';
import { NOW, type World } from './world.ts';

/** An attempt reaches its replica. True when it has started: then it runs, in this same instant. */
export function arrive(w: World, calls: Calls, attempt: number): boolean {
  const I = w.arena.I;
  const post = w.plan.posts[I[attempt * INTS + POST]];
  const hasGates = post.gates.length > 0;
  if (hasGates) calls.gates.meet(attempt);
  if (w.overlay.presenceBent[post.replica] > 0) {
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
  return (!hasGates || mayEnter(w, calls, attempt, post)) && takeIn(w, calls, attempt, post);
}

/** Asks the gates that have not let the attempt in yet. False when it is held, or turned away. */
function mayEnter(w: World, calls: Calls, attempt: number, post: Post): boolean {
  const answer = calls.gates.ask(attempt, post);
  if (answer === 0) return true;
  if (answer > 0) {
    const I = w.arena.I;
    I[attempt * INTS + CODE] = HELD;
    I[attempt * INTS + TIMER] = w.timers.setAt(w.clock[NOW] + answer, attempt, HELD_TIMER);
  } else {
    reject(w, calls, attempt, post);
  }
  return false;
}

/** A gate has held an attempt for as long as it wanted to. True when it has started: then it runs, in this same instant. */
export function heldLongEnough(w: World, calls: Calls, attempt: number): boolean {
  const I = w.arena.I;
  const post = w.plan.posts[I[attempt * INTS + POST]];
  I[attempt * INTS + TIMER] = NONE;
  if (I[attempt * INTS + ENDING] === UNWANTED) {
    turnAway(w, calls, attempt, CANCELLED);
    return false;
  }
  return mayEnter(w, calls, attempt, post) && takeIn(w, calls, attempt, post);
}

/** The door is passed: the attempt gets a slot or a place in the queue, if there is one. True when it has started. */
function takeIn(w: World, calls: Calls, attempt: number, post: Post): boolean {
  const I = w.arena.I;
  const of = post.replica * STATION_INTS;
  if (post.cancellation !== WORKS_ON && isExpired(w, attempt)) {
    turnAway(w, calls, attempt, EXPIRED);
    return false;
  }
  if (hasFreeSlot(w, post)) {
    w.arena.F[attempt * REALS + ENTERED] = NEVER;
    return start(w, calls, attempt, post);
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

/** Nobody lets it in: it is refused, or, where the host is gone, sent again until there is one. */
function meetNobody(w: World, calls: Calls, attempt: number, replica: number): void {
  w.overlay.hitAll('presence', replica);
  if (!w.overlay.isSilent(replica)) turnAway(w, calls, attempt, REFUSED, true);
  else if (w.arena.I[attempt * INTS + PARENT] === NONE) w.arena.free(attempt);
  else calls.missed(attempt, w.plan.sites[w.arena.I[attempt * INTS + SITE]], HELD_UP, false);
}

/** The attempt gets a slot and becomes a running frame. True when whoever starts it shall let it run, in this same instant. */
function start(w: World, calls: Calls, frame: number, post: Post): boolean {
  const { I, F } = w.arena;
  const at = frame * INTS;
  if (post.gates.length > 0) {
    const entered = F[frame * REALS + ENTERED];
    calls.gates.started(frame, post, entered === NEVER ? 0 : w.clock[NOW] - entered);
  }
  countStation(w, post.replica);
  w.stationInts[post.replica * STATION_INTS + BUSY] += 1;
  if (isFutile(I[at + ASKER])) w.stationInts[post.replica * STATION_INTS + WASTED] += 1;
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
  if (post.gates.length > 0) {
    calls.gates.finished(frame, post, outcomeOf(w.arena.I[frame * INTS + ENDING]));
  }
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + BUSY] -= 1;
  if (isFutile(w.arena.I[frame * INTS + ASKER])) w.stationInts[replica * STATION_INTS + WASTED] -= 1;
  serveWaiting(w, calls, post);
}

/** Does the replica have a slot that neither a frame nor a rejection has taken? */
function hasFreeSlot(w: World, post: Post): boolean {
  const ints = w.stationInts;
  const of = post.replica * STATION_INTS;
  const taken = post.rejections === NONE ? ints[of + BUSY] : ints[of + BUSY] + ints[of + REJECTIONS];
  return taken < ints[of + SLOTS];
}

/** Starts those who wait at the replica of this post while there are slots. Who is to be turned away goes first. */
export function serveWaiting(w: World, calls: Calls, post: Post): void {
  const I = w.arena.I;
  const { replica, rules, cancellation } = post;
  while (hasFreeSlot(w, post)) {
    const rejected = post.rejections === NONE ? NONE : w.lists.popFront(post.rejections);
    if (rejected !== NONE) {
      beginRejection(w, rejected, post);
      continue;
    }
    const next = takeNext(w, post);
    if (next === NONE) return;
    if (I[next * INTS + TIMER] !== NONE) w.timers.clear(I[next * INTS + TIMER]);
    if (I[next * INTS + ENDING] === UNWANTED) turnAway(w, calls, next, CANCELLED);
    else if (cancellation !== WORKS_ON && isExpired(w, next)) turnAway(w, calls, next, EXPIRED);
    else if (waitedTooLong(w, replica, rules, next)) turnAway(w, calls, next, SHED);
    else if (start(w, calls, next, w.plan.posts[I[next * INTS + POST]])) w.soon(next);
  }
}

// ---- turning away ---------------------------------------------------------------------------------

/**
 * So many may wait to be turned away at a replica; beyond, the system under it refuses for nothing.
 * (The backlog of a listening socket: net.core.somaxconn, 4096 since Linux 5.4.)
 */
const BACKLOG = 4096;

/**
 * A gate has said no. Where that is work it needs what all work needs: a slot, of which the next free
 * one is for it, or its part of the shared cores.
 */
function reject(w: World, calls: Calls, attempt: number, post: Post): void {
  const I = w.arena.I;
  const gate = post.gates[I[attempt * INTS + GATES]];
  w.observer.policyActed(gate.act);
  if (gate.cost === 0) {
    turnAway(w, calls, attempt, SHED);
  } else if (post.rejections === NONE) {
    beginRejection(w, attempt, post);
  } else if (hasFreeSlot(w, post)) {
    beginRejection(w, attempt, post);
  } else if (w.lists.length(post.rejections) < BACKLOG) {
    I[attempt * INTS + CODE] = REJECTION_WAITS;
    w.lists.pushBack(post.rejections, attempt);
  } else {
    // The system under it knows nothing of what the gate would have asked for.
    w.arena.F[attempt * REALS + PUSHBACK] = 0;
    turnAway(w, calls, attempt, REFUSED);
  }
}

/** Work of turning the attempt away, now: what the gate that said no asks for, times what slows this post. */
function costOf(w: World, attempt: number, post: Post): number {
  const I = w.arena.I;
  const { cost } = post.gates[I[attempt * INTS + GATES]];
  return w.overlay.workBent[I[attempt * INTS + POST]] === 0 ? cost : bentRejection(w, attempt, cost);
}

function beginRejection(w: World, attempt: number, post: Post): void {
  const I = w.arena.I;
  // The list of rejections is the replica's, so the next in it may be another operation's.
  const cost = costOf(w, attempt, w.plan.posts[I[attempt * INTS + POST]]);
  if (post.cores > 0) {
    compute(w, attempt, cost);
  } else {
    countStation(w, post.replica);
    w.calendar.schedule(attempt, w.clock[NOW] + cost);
  }
  w.arena.F[attempt * REALS + REJECTION_OWED] = 0;
  I[attempt * INTS + CODE] = REJECTING;
  w.stationInts[post.replica * STATION_INTS + REJECTIONS] += 1;
}

/** The work of turning an attempt away is done. */
export function rejected(w: World, calls: Calls, attempt: number): void {
  const post = w.plan.posts[w.arena.I[attempt * INTS + POST]];
  countStation(w, post.replica);
  w.stationInts[post.replica * STATION_INTS + REJECTIONS] -= 1;
  turnAway(w, calls, attempt, SHED);
  if (post.rejections !== NONE) serveWaiting(w, calls, post);
}

/** An attempt that never started is answered with why, if anybody waits for it. */
export function turnAway(w: World, calls: Calls, attempt: number, outcome: number, metNobody = false): void {
  const I = w.arena.I;
  const post = w.plan.posts[I[attempt * INTS + POST]];
  if (post.gates.length > 0) calls.gates.keptOut(attempt, post, outcome);
  const ending = endingAt(outcome, w.plan.sites[I[attempt * INTS + SITE]].edge);
  w.observer.turnedAway(attempt, ending, metNobody);
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
  const client = clientOf(w, attempt);
  const time = travelTime(w, attempt, site, client, true);
  if (time >= 0) {
    I[attempt * INTS + CODE] = REPLY;
    send(w, attempt, site, client, true, time);
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

/** News reaches a waiting attempt that its caller has left: it leaves the queue, or the gate that holds it. */
export function leaveUnwanted(w: World, calls: Calls, attempt: number): void {
  const I = w.arena.I;
  if (I[attempt * INTS + TIMER] !== NONE) w.timers.clear(I[attempt * INTS + TIMER]);
  if (I[attempt * INTS + CODE] === QUEUED) leaveQueue(w, w.plan.posts[I[attempt * INTS + POST]], attempt);
  turnAway(w, calls, attempt, CANCELLED);
}
