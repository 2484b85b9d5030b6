/**
 * Shared cores: k computing frames on n cores each progress at rate min(1, n/k) (egalitarian
 * processor sharing). Virtual time is the work each of them has received; a frame that needs w more
 * is done when virtual time has grown by w, whoever comes and goes meanwhile. So a heap by virtual
 * finish replaces re-scheduling everybody at each change, and one *turn* row per replica lies in the
 * calendar for the next completion. A change that delays the completion leaves the turn where it is:
 * it comes early, finds nothing to do and moves on.
 */
import { CODE, INTS, NONE, OWNER, POST, REALS, SEQ, TIME } from '../terms/columns.ts';
import { COMPUTING, CORES_TURN, REJECTING, RESUME } from '../terms/events.ts';
import {
  COMPUTES,
  CORES,
  REJECTION_TIME,
  REJECTIONS,
  STATION_INTS,
  STATION_REALS,
  TURN,
  VIRTUAL,
  VIRTUAL_TO,
} from '../terms/stations.ts';
import { countStation } from './integrals.ts';
import { NOW, type World } from './world.ts';

/** Virtual time is a sum of rounded products; a hundredth of a nanosecond is more than its error and less than its meaning. */
const TOLERANCE = 0.01;

/** The frame (or strand) begins to compute `work` ns on its replica's cores. */
export function compute(w: World, frame: number, work: number): void {
  const { I, F } = w.arena;
  const replica = w.plan.directory.postReplica[I[frame * INTS + POST]];
  countWork(w, replica);
  if (w.overlay.coresBent[replica] > 0) w.overlay.hitAll('cores', replica);
  I[frame * INTS + CODE] = COMPUTING;
  I[frame * INTS + SEQ] = w.calendar.nextSequence();
  F[frame * REALS + TIME] = w.stationReals[replica * STATION_REALS + VIRTUAL] + work;
  w.coreHeaps.push(replica, frame);
  w.stationInts[replica * STATION_INTS + COMPUTES] += 1;
  planTurn(w, replica);
}

/** The replica has other cores in force from now on. */
export function changeCores(w: World, replica: number): void {
  const { levels } = w.overlay;
  countWork(w, replica);
  const isPaused = (levels.freeze?.[replica] ?? 0) > 0;
  const force = levels.cores?.[replica] ?? 1;
  const there = w.plan.serviceCores[w.plan.replicaService[replica]] * force;
  const share = isPaused ? 0 : force;
  w.stationReals[replica * STATION_REALS + CORES] = there;
  w.cores[replica] = isPaused ? 0 : there;
  if (w.stationInts[replica * STATION_INTS + COMPUTES] > 0 && share < 1) w.overlay.hitAll('cores', replica);
  planTurn(w, replica);
}

/** A frame stops computing before it is done: it was told to. */
export function stopComputing(w: World, frame: number): void {
  const replica = w.plan.directory.postReplica[w.arena.I[frame * INTS + POST]];
  countWork(w, replica);
  w.coreHeaps.remove(replica, frame);
  w.stationInts[replica * STATION_INTS + COMPUTES] -= 1;
  planTurn(w, replica);
}

/** The turn's instant has come: whoever is done goes on. */
export function takeTurn(w: World, turn: number): void {
  const { I, F } = w.arena;
  const replica = I[turn * INTS + OWNER];
  w.stationInts[replica * STATION_INTS + TURN] = NONE;
  w.arena.free(turn);
  countWork(w, replica);
  const virtual = w.stationReals[replica * STATION_REALS + VIRTUAL] + TOLERANCE;
  for (;;) {
    const first = w.coreHeaps.peek(replica);
    if (first === NONE || F[first * REALS + TIME] > virtual) break;
    w.coreHeaps.pop(replica);
    w.stationInts[replica * STATION_INTS + COMPUTES] -= 1;
    // Whoever is being turned away has no instruction to go on with.
    if (I[first * INTS + CODE] !== REJECTING) I[first * INTS + CODE] = RESUME;
    w.soon(first);
  }
  planTurn(w, replica);
}

/**
 * Counts what has been computed up to now. Virtual time is rounded each time it is counted, so it is
 * counted here and nowhere else: whoever only looks at a replica must not shift a completion by a bit.
 */
function countWork(w: World, replica: number): void {
  countStation(w, replica);
  const at = replica * STATION_REALS;
  const elapsed = w.clock[NOW] - w.stationReals[at + VIRTUAL_TO];
  w.stationReals[at + VIRTUAL_TO] = w.clock[NOW];
  const computing = w.stationInts[replica * STATION_INTS + COMPUTES];
  if (computing === 0 || elapsed === 0) return;
  const cores = w.cores[replica];
  const received = (computing > cores ? cores / computing : 1) * elapsed;
  w.stationReals[at + VIRTUAL] += received;
  const rejections = w.stationInts[replica * STATION_INTS + REJECTIONS];
  if (rejections > 0) w.stationReals[at + REJECTION_TIME] += rejections * received;
}

/** Makes sure that a turn comes no later than the next completion. */
function planTurn(w: World, replica: number): void {
  const of = replica * STATION_INTS;
  const turn = w.stationInts[of + TURN];
  const first = w.coreHeaps.peek(replica);
  if (first === NONE || w.cores[replica] === 0) {
    if (turn !== NONE) w.disown(turn);
    w.stationInts[of + TURN] = NONE;
    return;
  }
  const computing = w.stationInts[of + COMPUTES];
  const cores = w.cores[replica];
  const left = w.arena.F[first * REALS + TIME] - w.stationReals[replica * STATION_REALS + VIRTUAL];
  const at =
    w.clock[NOW] + Math.max(0, Math.ceil((left - TOLERANCE) * (computing > cores ? computing / cores : 1)));
  if (turn !== NONE) {
    if (w.arena.F[turn * REALS + TIME] <= at) return;
    w.disown(turn);
  }
  const next = w.arena.take();
  w.arena.I[next * INTS + CODE] = CORES_TURN;
  w.arena.I[next * INTS + OWNER] = replica;
  w.stationInts[of + TURN] = next;
  w.calendar.schedule(next, at);
}
