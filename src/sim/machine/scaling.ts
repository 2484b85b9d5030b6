/**
 * Scaling: how many of a service's replicas are in service. All that there may ever be have their place
 * in the plan; those that are not in service are down, and on nobody's list. One that comes is there when
 * it has started; one that goes is taken from the lists at once, and goes when its grace is over.
 */
import { CODE, INTS, ORDINAL, OWNER } from '../terms/columns.ts';
import { SCALES } from '../terms/events.ts';
import { UNLISTED } from '../terms/health.ts';
import { AWAY, STATION_INTS } from '../terms/stations.ts';
import type { Calls } from './calls.ts';
import { forgetChecks } from './checks.ts';
import { countStation } from './integrals.ts';
import { listingChanges, tell } from './news.ts';
import { die, release } from './restarts.ts';
import { lookUp } from './rosters.ts';
import { NOW, type World } from './world.ts';

// Where a replica is on its way in or out.
const IN_SERVICE = 0;
const STARTING = 1;
const LEAVING = 2;
const OUT_OF_SERVICE = 3;

/** Is it there, on its way out at most? */
export function isInService(w: World, replica: number): boolean {
  return w.stationInts[replica * STATION_INTS + AWAY] === 0;
}

/** Is it on its way into service? */
export function isStarting(w: World, replica: number): boolean {
  return w.scalePhase[replica] === STARTING;
}

function setPhase(w: World, replica: number, phase: number): void {
  countStation(w, replica);
  w.scalePhase[replica] = phase;
  w.stationInts[replica * STATION_INTS + AWAY] = phase === STARTING || phase === OUT_OF_SERVICE ? 1 : 0;
}

/** At the start of a run: those too many are away, and everybody knows it. */
export function startScaling(w: World): void {
  w.plan.scaling.forEach(({ inService }, service) => {
    const { firstReplica, replicas } = w.plan.directory.services[service];
    for (let replica = firstReplica + inService; replica < firstReplica + replicas; replica++) {
      setPhase(w, replica, OUT_OF_SERVICE);
      w.overlay.hold(replica, 1);
      w.overlay.unlist(replica, 1);
      w.health.known[replica] = UNLISTED;
    }
  });
  w.plan.rosters.forEach(({ service, firstClient, clients }, number) => {
    const { inService } = w.plan.scaling[service];
    if (inService === w.plan.directory.services[service].replicas) return;
    for (let client = firstClient; client < firstClient + clients; client++) lookUp(w, number, client);
  });
}

/** What those in force who scale a service say, or what it has by itself, is to be. */
export function scale(w: World, service: number): void {
  const last = w.overlay.inTurn('staffing', service).at(-1);
  const wanted = last?.aim.measure ?? w.plan.scaling[service].inService;
  const { firstReplica, replicas } = w.plan.directory.services[service];
  for (let index = 0; index < replicas; index++) {
    const changed = turn(w, service, firstReplica + index, index < wanted);
    if (changed && last !== undefined) w.overlay.hit(last.fault);
  }
}

/** A replica turns round, if it is not on its way where it is wanted. */
function turn(w: World, service: number, replica: number, wanted: boolean): boolean {
  const { startUp, grace } = w.plan.scaling[service];
  const phase = w.scalePhase[replica];
  if (wanted === (phase === IN_SERVICE || phase === STARTING)) return false;
  w.scaleTurns[replica] += 1;
  switch (phase) {
    case IN_SERVICE:
      setPhase(w, replica, LEAVING);
      w.overlay.unlist(replica, 1);
      listingChanges(w, replica);
      later(w, replica, grace);
      break;
    case LEAVING:
      setPhase(w, replica, IN_SERVICE);
      w.overlay.unlist(replica, -1);
      listingChanges(w, replica);
      break;
    case OUT_OF_SERVICE:
      setPhase(w, replica, STARTING);
      later(w, replica, startUp);
      break;
    default:
      setPhase(w, replica, OUT_OF_SERVICE);
  }
  return true;
}

function later(w: World, replica: number, delay: number): void {
  w.makeRoom();
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = SCALES;
  I[row * INTS + OWNER] = replica;
  I[row * INTS + ORDINAL] = w.scaleTurns[replica];
  w.calendar.schedule(row, w.clock[NOW] + delay);
}

/** A replica has started, or its grace is over; unless it was told otherwise meanwhile. */
export function scales(w: World, calls: Calls, row: number): void {
  const replica = w.arena.I[row * INTS + OWNER];
  const isCurrent = w.arena.I[row * INTS + ORDINAL] === w.scaleTurns[replica];
  w.arena.free(row);
  if (!isCurrent) return;
  if (w.scalePhase[replica] === LEAVING) {
    setPhase(w, replica, OUT_OF_SERVICE);
    const isDead = w.overlay.kinds.down[replica] + w.overlay.kinds.gone[replica] > 0;
    w.overlay.hold(replica, 1);
    if (!isDead) die(w, calls, replica, false);
    return;
  }
  setPhase(w, replica, IN_SERVICE);
  release(w, replica);
  w.overlay.unlist(replica, -1);
  const { service, index } = w.plan.directory.replicas[replica];
  const listed = w.overlay.absent[replica] > 0 ? UNLISTED : 0;
  tell(w, service, index, listed | forgetChecks(w, service, index));
}
