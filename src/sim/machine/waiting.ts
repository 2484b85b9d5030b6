/** The queue of a replica: who waits, and who goes first. Every operation is O(1), by deadline O(log n). */
import { priorityOf } from '../terms/asker.ts';
import { ASKER, DEADLINE, ENTERED, INTS, NONE, REALS, SEQ } from '../terms/columns.ts';
import { EMPTY_AT, STATION_INTS, STATION_REALS, WAITING } from '../terms/stations.ts';
import { countStation } from './integrals.ts';
import {
  ADAPTIVE_LIFO,
  BY_PRIORITY,
  CODEL,
  EARLIEST_DEADLINE,
  LIFO,
  type Post,
  PRIORITIES,
  type QueueRules,
} from './plan.ts';
import { NOW, type World } from './world.ts';

/** The attempt begins to wait. */
export function joinQueue(w: World, post: Post, attempt: number): void {
  const { replica, rules, list } = post;
  const { I, F } = w.arena;
  countStation(w, replica);
  if (w.stationInts[replica * STATION_INTS + WAITING] === 0) {
    w.stationReals[replica * STATION_REALS + EMPTY_AT] = w.clock[NOW];
  }
  w.stationInts[replica * STATION_INTS + WAITING] += 1;
  F[attempt * REALS + ENTERED] = w.clock[NOW];
  if (rules.order === EARLIEST_DEADLINE) {
    I[attempt * INTS + SEQ] = w.calendar.nextSequence();
    w.deadlineHeaps.push(replica, attempt);
  } else if (rules.order === BY_PRIORITY) {
    w.lists.pushBack(list + priorityOf(I[attempt * INTS + ASKER]), attempt);
  } else {
    w.lists.pushBack(list, attempt);
  }
}

/** Takes out whoever is next, or NONE. */
export function takeNext(w: World, post: Post): number {
  const { replica, rules, list } = post;
  const waiting = w.stationInts[replica * STATION_INTS + WAITING];
  if (waiting === 0) return NONE;
  let next = NONE;
  switch (rules.order) {
    case LIFO:
      next = w.lists.popBack(list);
      break;
    case ADAPTIVE_LIFO:
      next = waiting > rules.backlog ? w.lists.popBack(list) : w.lists.popFront(list);
      break;
    case BY_PRIORITY:
      for (let level = 0; level < PRIORITIES && next === NONE; level++) next = w.lists.popFront(list + level);
      break;
    case EARLIEST_DEADLINE:
      next = w.deadlineHeaps.pop(replica);
      break;
    default:
      next = w.lists.popFront(list);
  }
  counted(w, replica);
  return next;
}

/** Takes an attempt out of the middle. */
export function leaveQueue(w: World, post: Post, attempt: number): void {
  const { replica, rules, list } = post;
  if (rules.order === EARLIEST_DEADLINE) w.deadlineHeaps.remove(replica, attempt);
  else if (rules.order === BY_PRIORITY)
    w.lists.remove(list + priorityOf(w.arena.I[attempt * INTS + ASKER]), attempt);
  else w.lists.remove(list, attempt);
  counted(w, replica);
}

function counted(w: World, replica: number): void {
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + WAITING] -= 1;
}

/**
 * Has this attempt, whose turn it is, waited longer than a CoDel queue lets it? While the queue has
 * been standing for `interval` the longest wait is `target`, otherwise `interval`.
 * (B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015: the variant for servers.)
 */
export function waitedTooLong(w: World, replica: number, rules: QueueRules, attempt: number): boolean {
  if (rules.order !== CODEL) return false;
  const now = w.clock[NOW];
  const standing = now - w.stationReals[replica * STATION_REALS + EMPTY_AT] > rules.interval;
  return now - w.arena.F[attempt * REALS + ENTERED] > (standing ? rules.target : rules.interval);
}

/** True if the attempt's deadline has passed. */
export function isExpired(w: World, attempt: number): boolean {
  return w.arena.F[attempt * REALS + DEADLINE] <= w.clock[NOW];
}
