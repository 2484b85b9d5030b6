/**
 * Freezing: a replica stands still, as a stopped process or a long collection of garbage does. Its
 * work makes no progress, and whatever comes to it (requests, answers, alarms) waits at the door in
 * the order in which it came. When it moves again the work goes on where it was, so each piece of it
 * takes longer by exactly the time that the freeze took away; an alarm that was due rings at once.
 *
 * What stands still is the process (the signal SIGSTOP stops a process; a collector stops its own), so a
 * replica that dies meanwhile comes back as a new one that moves.
 *
 * Until something has frozen nobody asks here. Rows in the calendar cannot be taken out of it, so a
 * step of work that was under way keeps its place and is told how much it owes: when its old instant
 * comes it goes back in for that long.
 */
import {
  CODE,
  ENTERED,
  INTS,
  NONE,
  OWED,
  OWNER,
  PARENT,
  PC,
  PENDING,
  POST,
  REALS,
  REJECTION_OWED,
  SUBJECT,
  SUBJECT_LIFE,
  TIME,
} from '../terms/columns.ts';
import {
  AGAIN,
  ARRIVE,
  BRANCHING,
  CALLER_LEFT,
  CALLING,
  DEAD,
  DEADLINE_TIMER,
  HELD_TIMER,
  POLICY_TIMER,
  QUEUE_WAIT_TIMER,
  REJECTING,
  REJECTION_WAITS,
  REPLY,
  RESUME,
  TIMER_KIND_MASK,
  TIMER_WAITED,
  WOKEN,
} from '../terms/events.ts';
import { STRIDE, WORK } from '../terms/instructions.ts';
import { rowsWhere } from './rows.ts';
import { NOW, type World } from './world.ts';

/** Does the replica stand still? A dead one does not: nobody is there who could wait. */
function isFrozen(w: World, replica: number): boolean {
  const { kinds, levels } = w.overlay;
  return (levels.freeze?.[replica] ?? 0) > 0 && kinds.down[replica] === 0 && kinds.gone[replica] === 0;
}

/** Calls keep something else where others owe, and so do answers that ask to be left alone. */
function saysPushback(code: number): boolean {
  return (
    code === CALLING || code === BRANCHING || code === REPLY || code === REJECTION_WAITS || code === REJECTING
  );
}

export function freeze(w: World, replica: number): void {
  if (w.frost[0] === 0) {
    w.frost[0] = 1;
    w.toil(w.arena.taken);
    for (let row = 0; row < w.arena.taken; row++) {
      const code = w.arena.I[row * INTS + CODE];
      if (!saysPushback(code)) w.arena.F[row * REALS + OWED] = 0;
    }
  }
  w.frozenSince[replica] = w.clock[NOW];
}

/** It moves again: what was under way goes on, and what has come meanwhile happens now. */
export function thaw(w: World, replica: number): void {
  const { I, F } = w.arena;
  const now = w.clock[NOW];
  for (const row of rowsWhere(w, (each) => isAtWork(w, each, replica))) {
    // Whoever waits at the door has been due before now.
    if (F[row * REALS + TIME] < now) continue;
    F[row * REALS + owedBy(I[row * INTS + CODE])] += now - w.frozenSince[replica];
    w.overlay.hitAll('progress', replica);
  }
  letIn(w, replica);
}

/** All who wait at the door go on, in the order in which they came. */
export function letIn(w: World, replica: number): void {
  const { I, F } = w.arena;
  for (let row = w.atDoor.popFront(replica); row !== NONE; row = w.atDoor.popFront(replica)) {
    const code = I[row * INTS + CODE];
    const left = mayOwe(code) ? F[row * REALS + owedBy(code)] : 0;
    if (mayOwe(code)) F[row * REALS + owedBy(code)] = 0;
    w.after(row, left);
  }
}

/** A step of work of this replica, in the calendar or at the door. */
function isAtWork(w: World, row: number, replica: number): boolean {
  const I = w.arena.I;
  const code = I[row * INTS + CODE];
  if (!mayOwe(code) || (code === RESUME && I[row * INTS + PENDING] > 0)) return false;
  if (w.plan.directory.postReplica[I[row * INTS + POST]] !== replica) return false;
  return isWork(w, row);
}

/** Who has work of its own in the calendar. */
function mayOwe(code: number): boolean {
  return code === RESUME || code === REJECTING;
}

function owedBy(code: number): number {
  return code === REJECTING ? REJECTION_OWED : OWED;
}

/**
 * Was the last thing that the frame did to begin a step of work? Turning away is one; what is done on shared
 * cores is not in the calendar.
 */
function isWork(w: World, row: number): boolean {
  if (w.arena.I[row * INTS + CODE] === REJECTING)
    return w.plan.posts[w.arena.I[row * INTS + POST]].cores === 0;
  return w.plan.code[(w.arena.I[row * INTS + PC] - 1) * STRIDE] === WORK;
}

/** A row's instant has come. True when its replica stands still and it waits at the door, or owes time and goes back. */
export function holdsStill(w: World, row: number): boolean {
  const { I, F } = w.arena;
  const code = I[row * INTS + CODE];
  if (code === DEAD) {
    F[row * REALS + OWED] = 0;
    return false;
  }
  const replica = whereItActs(w, row, code);
  if (replica === NONE) return false;
  const owed = mayOwe(code) ? F[row * REALS + owedBy(code)] : 0;
  if (!isFrozen(w, replica)) {
    if (owed === 0) return false;
    F[row * REALS + owedBy(code)] = 0;
    w.calendar.schedule(row, w.clock[NOW] + owed);
    return true;
  }
  // Of work, what is left; all else was ready.
  const left = mayOwe(code) && isWork(w, row) ? w.clock[NOW] + owed - w.frozenSince[replica] : 0;
  if (mayOwe(code)) F[row * REALS + owedBy(code)] = left;
  // The system under it takes the connection all the same.
  if (code === ARRIVE) F[row * REALS + ENTERED] = w.clock[NOW];
  w.atDoor.pushBack(replica, row);
  w.overlay.hitAll('progress', replica);
  return true;
}

/** The replica that must move for this row to act, or NONE. */
function whereItActs(w: World, row: number, code: number): number {
  const I = w.arena.I;
  const { postReplica } = w.plan.directory;
  switch (code) {
    case RESUME:
    case REJECTING:
      return postReplica[I[row * INTS + POST]];
    case ARRIVE:
      return I[row * INTS + POST] === NONE ? NONE : postReplica[I[row * INTS + POST]];
    case REPLY: {
      const call = I[row * INTS + PARENT];
      return call === NONE ? NONE : replicaOf(w, I[call * INTS + POST]);
    }
    case AGAIN:
    case WOKEN:
      return replicaOf(w, I[I[row * INTS + SUBJECT] * INTS + POST]);
    case CALLER_LEFT: {
      const attempt = I[row * INTS + SUBJECT];
      if (!w.isAlive(attempt, I[row * INTS + SUBJECT_LIFE]) || I[attempt * INTS + POST] === NONE) return NONE;
      return postReplica[I[attempt * INTS + POST]];
    }
    default:
      return NONE;
  }
}

/** A client is a replica of a service, or somebody who cannot freeze. */
function replicaOf(w: World, client: number): number {
  return client < w.plan.replicaService.length ? client : NONE;
}

/** A timer is due. True when its owner stands still: then the timer stays set, and rings when it moves again. */
export function keepsTimer(w: World, timer: number): boolean {
  const replica = whoListens(w, w.timers.owner(timer), w.timers.what(timer) & TIMER_KIND_MASK);
  if (replica === NONE || !isFrozen(w, replica)) return false;
  w.timers.hold(timer);
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = TIMER_WAITED;
  I[row * INTS + OWNER] = NONE;
  I[row * INTS + SUBJECT] = timer;
  I[row * INTS + SUBJECT_LIFE] = w.timers.life(timer);
  w.arena.F[row * REALS + OWED] = 0;
  w.atDoor.pushBack(replica, row);
  w.overlay.hitAll('progress', replica);
  return true;
}

function whoListens(w: World, owner: number, kind: number): number {
  const I = w.arena.I;
  if (kind === QUEUE_WAIT_TIMER || kind === HELD_TIMER)
    return w.plan.directory.postReplica[I[owner * INTS + POST]];
  if (kind !== POLICY_TIMER && kind !== DEADLINE_TIMER) return NONE;
  return replicaOf(w, I[owner * INTS + POST]);
}

/** A timer that waited at the door is heard now: its id, or NONE when it has been cleared meanwhile. */
export function heardTimer(w: World, row: number): number {
  const I = w.arena.I;
  const timer = I[row * INTS + SUBJECT];
  const life = I[row * INTS + SUBJECT_LIFE];
  w.arena.free(row);
  if (w.timers.life(timer) !== life || !w.timers.isHeld(timer)) return NONE;
  w.timers.clear(timer);
  return timer;
}
