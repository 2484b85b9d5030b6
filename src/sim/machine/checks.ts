/**
 * Active checks: a checker asks each replica again and again. So many failures in a row make it
 * unhealthy, so many passes make it healthy again, and the first check decides alone (Envoy,
 * "HealthCheck"). What follows is news of membership, which takes its time to the callers, or a
 * restart (Kubernetes, liveness). A check is a call like any other, on an edge of its own.
 */
import { NOBODY } from '../terms/asker.ts';
import {
  ASKER,
  CODE,
  ENDING,
  INTS,
  ITEM,
  NONE,
  ORDINAL,
  OWNER,
  PARENT,
  POST,
  ROOT,
  TURNS,
} from '../terms/columns.ts';
import { CHECK_DUE, CHECKED, RESTARTED } from '../terms/events.ts';
import {
  ABSENT,
  CHECKED_INTS,
  FAILED_IN_ROW,
  IS_UNHEALTHY,
  PASSED,
  PASSED_IN_ROW,
  SAYS_HEALTHY,
  UNHEALTHY,
  UNLISTED,
  WAS_CHECKED,
} from '../terms/health.ts';
import { isGood } from '../terms/outcomes.ts';
import { FOR_CHECK, nthOf } from '../terms/purposes.ts';
import type { Calls } from './calls.ts';
import type { CheckPlan } from './health-plan.ts';
import { tell } from './news.ts';
import { die, release } from './restarts.ts';
import { purposeOf } from './touch.ts';
import { NOW, type World } from './world.ts';

/** Salt of the lineage of a replica's checks. */
const CHECK_SALT = 0x63686b73;

/** Sets all checkers going: each replica is asked first at the start of the run, or some jitter later. */
export function startChecks(w: World): void {
  w.plan.checks.forEach((check, number) => {
    for (let index = 0; index < check.sites.length; index++) {
      w.makeRoom();
      const row = w.arena.take();
      const I = w.arena.I;
      I[row * INTS + CODE] = CHECK_DUE;
      I[row * INTS + OWNER] = number;
      I[row * INTS + ORDINAL] = index;
      I[row * INTS + TURNS] = 0;
      w.descend(row, check.salt, index);
      waitFor(w, check, row, 0);
    }
  });
}

function waitFor(w: World, check: CheckPlan, row: number, pause: number): void {
  const I = w.arena.I;
  const nth = I[row * INTS + TURNS];
  const luck = check.jitter === 0 ? 0 : w.uniform(row, nthOf(FOR_CHECK, nth));
  I[row * INTS + CODE] = CHECK_DUE;
  I[row * INTS + TURNS] = nth + 1;
  w.calendar.schedule(row, w.clock[NOW] + pause + Math.round(luck * check.jitter));
}

/**
 * A check is due: the checker asks. Nobody asks whoever is down, or closes, whether to restart it: as
 * Kubernetes ends liveness probes when a pod is to go.
 */
export function checkDue(w: World, calls: Calls, row: number): void {
  const check = w.plan.checks[w.arena.I[row * INTS + OWNER]];
  const index = w.arena.I[row * INTS + ORDINAL];
  if (check.restarts && w.overlay.presenceBent[replicaOf(w, check, index)] > 0) {
    w.health.checked[(check.first + index) * CHECKED_INTS + FAILED_IN_ROW] = 0;
    waitFor(w, check, row, check.every);
    return;
  }
  const site = check.sites[index];
  const call = calls.take(site);
  const I = w.arena.I;
  w.inherit(call, row, CHECK_SALT, I[row * INTS + TURNS]);
  I[row * INTS + CODE] = CHECKED;
  I[call * INTS + PARENT] = row;
  I[call * INTS + POST] = check.firstClient + index;
  I[call * INTS + ROOT] = NONE;
  I[call * INTS + ITEM] = NONE;
  I[call * INTS + ASKER] = NOBODY;
  calls.begin(call, w.plan.sites[site], row);
}

/** A check has ended; the next one follows after its pause. */
export function checkEnded(w: World, calls: Calls, row: number): void {
  const number = w.arena.I[row * INTS + OWNER];
  const check = w.plan.checks[number];
  const index = w.arena.I[row * INTS + ORDINAL];
  const found = isGood(w.arena.I[row * INTS + ENDING]);
  const isBent = w.overlay.counts.verdict[replicaOf(w, check, index)] > 0;
  const passed = isBent ? saysPassed(w, check, index, row, found) : found;
  waitFor(w, check, row, check.every);
  if (check.restarts) judgeLiveness(w, calls, number, index, passed);
  else judgeReadiness(w, check, index, passed);
}

/** What a check says that has found so: faults in force may say otherwise, the one that began last in the end. */
function saysPassed(w: World, check: CheckPlan, index: number, row: number, found: boolean): boolean {
  const kind = check.restarts ? 'misjudge-alive' : 'misjudge-ready';
  const nth = w.arena.I[row * INTS + TURNS];
  let says = found;
  for (const { aim, part, fault } of w.overlay.inTurn('verdict', replicaOf(w, check, index))) {
    if (aim.kind !== kind) continue;
    if (w.uniform(row, nthOf(purposeOf(aim), nth)) >= aim.strength * w.overlay.strength(part)) continue;
    const told = aim.measure === SAYS_HEALTHY;
    if (told !== says) w.overlay.hit(fault);
    says = told;
  }
  return says;
}

function judgeReadiness(w: World, check: CheckPlan, index: number, passed: boolean): void {
  const { checked, known } = w.health;
  const at = (check.first + index) * CHECKED_INTS;
  const isFirst = checked[at + WAS_CHECKED] === 0;
  checked[at + WAS_CHECKED] = 1;
  const replica = replicaOf(w, check, index);
  if (passed) {
    const recovers = checked[at + IS_UNHEALTHY] === 1;
    checked[at + FAILED_IN_ROW] = 0;
    if (recovers) {
      checked[at + PASSED_IN_ROW] += 1;
      if (!isFirst && checked[at + PASSED_IN_ROW] < check.healthy) return;
      checked[at + IS_UNHEALTHY] = 0;
    }
    if (recovers || returnsOnChecks(w, check.service))
      tell(w, check.service, index, (known[replica] & ~UNHEALTHY) | PASSED);
  } else {
    checked[at + PASSED_IN_ROW] = 0;
    if (checked[at + IS_UNHEALTHY] === 1) return;
    checked[at + FAILED_IN_ROW] += 1;
    if (!isFirst && checked[at + FAILED_IN_ROW] < check.unhealthy) return;
    checked[at + FAILED_IN_ROW] = 0;
    checked[at + IS_UNHEALTHY] = 1;
    tell(w, check.service, index, known[replica] | UNHEALTHY);
  }
}

function judgeLiveness(w: World, calls: Calls, number: number, index: number, passed: boolean): void {
  const check = w.plan.checks[number];
  const at = (check.first + index) * CHECKED_INTS;
  const replica = replicaOf(w, check, index);
  const { checked } = w.health;
  // What was under way when it was restarted says nothing of the new one.
  if (passed || w.overlay.presenceBent[replica] > 0) {
    checked[at + FAILED_IN_ROW] = 0;
    return;
  }
  checked[at + FAILED_IN_ROW] += 1;
  if (checked[at + FAILED_IN_ROW] < check.unhealthy) return;
  checked[at + FAILED_IN_ROW] = 0;
  restart(w, calls, number, index, replica);
}

// ---- restarts ----------------------------------------------------------------------------------

/** The replica dies with all that runs there, and starts up: nobody listens meanwhile. */
function restart(w: World, calls: Calls, number: number, index: number, replica: number): void {
  const check = w.plan.checks[number];
  w.overlay.hold(replica, 1);
  w.observer.restarted(replica);
  tell(w, check.service, index, (w.health.known[replica] & UNLISTED) | ABSENT);
  die(w, calls, replica, false);
  w.makeRoom();
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = RESTARTED;
  I[row * INTS + OWNER] = number;
  I[row * INTS + ORDINAL] = index;
  w.calendar.schedule(row, w.clock[NOW] + check.startUp);
}

/** A replica is new: where a check minds membership, the next one decides alone whether it joins. Answers why it is out until then. */
export function forgetChecks(w: World, service: number, index: number): number {
  const readiness = w.plan.checks.find((each) => each.service === service && !each.restarts);
  if (readiness === undefined) return 0;
  const at = (readiness.first + index) * CHECKED_INTS;
  w.health.checked[at + IS_UNHEALTHY] = 1;
  w.health.checked[at + PASSED_IN_ROW] = 0;
  w.health.checked[at + WAS_CHECKED] = 0;
  return UNHEALTHY;
}

/** It is up again, cold. */
export function restarted(w: World, row: number): void {
  const check = w.plan.checks[w.arena.I[row * INTS + OWNER]];
  const index = w.arena.I[row * INTS + ORDINAL];
  w.arena.free(row);
  const replica = replicaOf(w, check, index);
  release(w, replica);
  const listed = w.health.known[replica] & UNLISTED;
  tell(w, check.service, index, listed | forgetChecks(w, check.service, index));
}

function returnsOnChecks(w: World, service: number): boolean {
  return w.plan.watches.some((watch) => watch.service === service && watch.ejection?.returnsOnCheck === true);
}

function replicaOf(w: World, check: CheckPlan, index: number): number {
  return w.plan.directory.services[check.service].firstReplica + index;
}
