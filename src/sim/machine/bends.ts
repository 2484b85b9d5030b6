/** What faults in force do to a request at its post: to its start, and to the work of a step. */
import {
  CHILD,
  CODE,
  ENDING,
  INTS,
  LOOPS,
  NONE,
  OWNER,
  PENDING,
  POST,
  REALS,
  SINCE,
  SITE,
} from '../terms/columns.ts';
import type { EffectKind } from '../terms/effects.ts';
import { REPLICA_DIES } from '../terms/events.ts';
import { ERROR, endingAt } from '../terms/outcomes.ts';
import { BUSY, STATION_INTS } from '../terms/stations.ts';
import type { AimedFault } from './fault-parts.ts';
import { ONE_FOR_ALL } from './plan.ts';
import { shaped } from './ramps.ts';
import { purposeOf, requestOf, touches } from './touch.ts';
import { NOW, type World } from './world.ts';

// ---- work ----------------------------------------------------------------------------------------

/** Time that a step computes, ns, which would be `drawn` without the faults in force. */
export function bentWork(w: World, frame: number, drawn: number): number {
  const { overlay } = w;
  let factor = 1;
  for (const aimed of overlay.aims.work[w.arena.I[frame * INTS + POST]]) {
    if (!touches(w, aimed, frame)) continue;
    const own = factorOf(w, aimed, frame);
    if (own === 1) continue;
    factor *= own;
    overlay.hit(aimed.fault);
  }
  return factor === 1 ? drawn : Math.round(drawn * factor);
}

/** The same for turning an attempt away: that is slower where all work is, but nothing else of the request is done. */
export function bentRejection(w: World, attempt: number, cost: number): number {
  const { overlay } = w;
  let factor = 1;
  for (const aimed of overlay.aims.work[w.arena.I[attempt * INTS + POST]]) {
    if (aimed.aim.kind !== 'slow' || !touches(w, aimed, attempt)) continue;
    const own = overlay.factor(aimed);
    if (own === 1) continue;
    factor *= own;
    overlay.hit(aimed.fault);
  }
  return factor === 1 ? cost : Math.round(cost * factor);
}

function factorOf(w: World, aimed: AimedFault, frame: number): number {
  const { aim, part } = aimed;
  switch (aim.kind) {
    case 'costly':
      return w.uniform(requestOf(w, frame), purposeOf(aim)) < aim.measure ? w.overlay.factor(aimed) : 1;
    case 'drag': {
      const { replica } = w.plan.posts[aim.element];
      const others = w.stationInts[replica * STATION_INTS + BUSY] - 1;
      return 1 + others * aim.measure * w.overlay.strength(part);
    }
    case 'bloated': {
      // The one that fills it does no work, so the one before works in a memory as full as it gets.
      const full = Math.min(1, w.overlay.tally(aimed) / Math.max(1, aim.measure - 1));
      return 1 + (w.overlay.factor(aimed) - 1) * shaped('exp', full);
    }
    default:
      return w.overlay.factor(aimed);
  }
}

// ---- start ---------------------------------------------------------------------------------------

/**
 * A request has got its slot: faults in force may stop it, end it or delay it there and then, in this
 * order; each draws for itself. True when it goes on in this same instant.
 */
export function bendStart(w: World, frame: number): boolean {
  for (const aimed of ofKind(w, frame, 'kill')) {
    if (!isDrawn(w, aimed, frame)) continue;
    w.overlay.hit(aimed.fault);
    condemn(w, w.plan.posts[aimed.aim.element].replica, aimed.aim.measure);
    hang(w, frame, aimed.part);
    return false;
  }
  for (const aimed of ofKind(w, frame, 'bloat')) {
    const left = w.overlay.tally(aimed) + 1;
    w.overlay.setTally(aimed, left);
    w.overlay.hit(aimed.fault);
    if (left < aimed.aim.measure) continue;
    condemn(w, w.plan.posts[aimed.aim.element].replica, timeOf(w, aimed, frame));
    hang(w, frame, aimed.part);
    return false;
  }
  for (const aimed of ofKind(w, frame, 'hang')) {
    if (!isDrawn(w, aimed, frame)) continue;
    w.overlay.hit(aimed.fault);
    hang(w, frame, aimed.part);
    return false;
  }
  const pause = failureAfter(w, frame) ?? lockTime(w, frame) + lingering(w, frame);
  if (pause === 0) return true;
  w.calendar.schedule(frame, w.clock[NOW] + pause);
  return false;
}

/** Aims of a kind at the frame's post that are in force and mean its request. */
function ofKind(w: World, frame: number, kind: EffectKind): readonly AimedFault[] {
  const post = w.arena.I[frame * INTS + POST];
  if (w.overlay.kinds[kind][post] === 0) return [];
  return w.overlay.aims.start[post].filter((aimed) => aimed.aim.kind === kind && touches(w, aimed, frame));
}

function isDrawn(w: World, { aim, part }: AimedFault, frame: number): boolean {
  return w.uniform(frame, purposeOf(aim)) < aim.strength * w.overlay.strength(part);
}

/** The request fails: at once, or when so much time has passed, ns; undefined when it does not. */
function failureAfter(w: World, frame: number): number | undefined {
  const I = w.arena.I;
  let after: number | undefined;
  for (const aimed of ofKind(w, frame, 'fail')) {
    if (!isDrawn(w, aimed, frame)) continue;
    I[frame * INTS + ENDING] = endingAt(ERROR, w.plan.sites[I[frame * INTS + SITE]].edge);
    w.overlay.hit(aimed.fault);
    const own = timeOf(w, aimed, frame);
    after = after === undefined ? own : Math.min(after, own);
  }
  return after;
}

/** Time until the request has had its locks and given them back. Who asks first is served first, so a lock is known by when it is free. */
function lockTime(w: World, frame: number): number {
  const now = w.clock[NOW];
  let until = now;
  for (const aimed of ofKind(w, frame, 'lock')) {
    const held = Math.round(timeOf(w, aimed, frame) * w.overlay.strength(aimed.part));
    if (held === 0) continue;
    until = Math.max(until, w.overlay.tally(aimed)) + held;
    w.overlay.setTally(aimed, until);
    w.overlay.hit(aimed.fault);
  }
  return until - now;
}

function lingering(w: World, frame: number): number {
  let time = 0;
  for (const aimed of ofKind(w, frame, 'linger')) {
    if (!isDrawn(w, aimed, frame)) continue;
    time += timeOf(w, aimed, frame);
    w.overlay.hit(aimed.fault);
  }
  return time;
}

/** A time that an effect draws, ns; 0 where it draws none. */
function timeOf(w: World, { aim }: AimedFault, frame: number): number {
  return aim.sampler === NONE ? 0 : w.sample(aim.sampler, frame, purposeOf(aim, true));
}

/** A replica that has died has let go of its locks, and its memory is empty. */
export function forgetTallies(w: World, replica: number): void {
  for (const lists of w.overlay.aims.start) {
    for (const aimed of lists) {
      const { aim } = aimed;
      const isOwn = aim.kind === 'bloat' || (aim.kind === 'lock' && aim.measure !== ONE_FOR_ALL);
      if (isOwn && w.plan.posts[aim.element].replica === replica) w.overlay.setTally(aimed, 0);
    }
  }
}

// ---- hanging -------------------------------------------------------------------------------------

/** The frame keeps its slot and goes no further while this part of a fault lasts: it waits for a child that it has not. */
export function hang(w: World, frame: number, part: number): void {
  const I = w.arena.I;
  I[frame * INTS + CHILD] = NONE;
  I[frame * INTS + PENDING] = 1;
  I[frame * INTS + LOOPS] = hangsBy(part);
}

/** What LOOPS says of a frame that hangs: a part's number, out of the way of any count. */
export function hangsBy(part: number): number {
  return -1 - part;
}

/** The replica dies in this same instant, when what is going on there has come to rest; it is back after so much time, ns. */
function condemn(w: World, replica: number, backAfter: number): void {
  if (w.condemned[replica] === 1) return;
  w.condemned[replica] = 1;
  const row = w.arena.take();
  w.arena.I[row * INTS + CODE] = REPLICA_DIES;
  w.arena.I[row * INTS + OWNER] = replica;
  w.arena.F[row * REALS + SINCE] = backAfter;
  w.soon(row);
}
