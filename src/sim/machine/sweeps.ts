/**
 * Sweeps: at even intervals a caller replica looks at what it has counted of each replica. Whoever's
 * time is over comes back, whoever did far worse than the others goes, and whoever has been well is
 * forgiven. (onIntervalTimer in outlier_detection_impl.cc, Envoy 1.3x.)
 */
import { CODE, INTS, OWNER } from '../terms/columns.ts';
import { SWEEP } from '../terms/events.ts';
import {
  ANSWERS,
  EJECTED,
  EJECTED_AT,
  GOOD_ANSWERS,
  LENGTHENED,
  REASONS,
  RETURNED_AT,
  TIMES,
  VIEW_INTS,
  VIEW_REALS,
} from '../terms/health.ts';
import { eject, lengthOf, takeBack } from './ejection.ts';
import type { EjectionRules, WatchPlan } from './health-plan.ts';
import { viewOf } from './views.ts';
import { NOW, type World } from './world.ts';

/** Shares are not exact in doubles. */
const TOLERANCE = 1e-9;

/** Success of each replica in the interval that ends, in percent; NaN where it says nothing. Filled anew at each sweep. */
const scratch = { success: new Float64Array(64) };

/** Sets the sweeps going. */
export function startSweeps(w: World): void {
  w.plan.watches.forEach(({ ejection }, number) => {
    if (ejection === undefined || ejection.probes) return;
    const row = w.arena.take();
    w.arena.I[row * INTS + CODE] = SWEEP;
    w.arena.I[row * INTS + OWNER] = number;
    w.calendar.schedule(row, w.clock[NOW] + ejection.every);
  });
}

/** A watch's sweep is due: for each caller replica, first who comes back, then who has to go. */
export function sweep(w: World, row: number): void {
  const watch = w.plan.watches[w.arena.I[row * INTS + OWNER]];
  const rules = watch.ejection as EjectionRules;
  w.toil(watch.clients * watch.replicas);
  for (let client = watch.firstClient; client < watch.firstClient + watch.clients; client++) {
    returnThoseWhoseTimeIsOver(w, watch, rules, client);
    ejectByShares(w, watch, rules, client);
    forgive(w, watch, rules, client);
  }
  w.calendar.schedule(row, w.clock[NOW] + rules.every);
}

function returnThoseWhoseTimeIsOver(w: World, watch: WatchPlan, rules: EjectionRules, client: number): void {
  const { views, viewReals } = w.health;
  for (let index = 0; index < watch.replicas; index++) {
    const view = viewOf(watch, client, index);
    if ((views[view * VIEW_INTS + REASONS] & EJECTED) === 0) continue;
    const length =
      lengthOf(rules, views[view * VIEW_INTS + TIMES]) + viewReals[view * VIEW_REALS + LENGTHENED];
    if (w.clock[NOW] - viewReals[view * VIEW_REALS + EJECTED_AT] >= length) takeBack(w, watch, client, index);
  }
}

/** Success rate and failure percentage of the interval that ends; whoever is ejected is no part of either. */
function ejectByShares(w: World, watch: WatchPlan, rules: EjectionRules, client: number): void {
  const { successRate, failureShare } = rules;
  if (successRate === undefined && failureShare === undefined) return;
  const { views } = w.health;
  if (scratch.success.length < watch.replicas) scratch.success = new Float64Array(2 * watch.replicas);
  const { success } = scratch;
  for (let index = 0; index < watch.replicas; index++) {
    const at = viewOf(watch, client, index) * VIEW_INTS;
    const isOut = (views[at + REASONS] & EJECTED) !== 0 || views[at + ANSWERS] === 0;
    success[index] = isOut ? Number.NaN : (views[at + GOOD_ANSWERS] * 100) / views[at + ANSWERS];
  }
  const hasEnough = (index: number, requests: number) =>
    !Number.isNaN(success[index]) && views[viewOf(watch, client, index) * VIEW_INTS + ANSWERS] >= requests;
  if (successRate !== undefined) {
    const least = leastSuccess(watch, success, successRate, hasEnough);
    for (let index = 0; index < watch.replicas; index++) {
      if (hasEnough(index, successRate.requests) && success[index] < least)
        eject(w, watch, rules, client, index);
    }
  }
  if (failureShare === undefined) return;
  let hosts = 0;
  for (let index = 0; index < watch.replicas; index++) {
    if (hasEnough(index, failureShare.requests)) hosts += 1;
  }
  if (hosts < failureShare.hosts) return;
  for (let index = 0; index < watch.replicas; index++) {
    const isEjected = (views[viewOf(watch, client, index) * VIEW_INTS + REASONS] & EJECTED) !== 0;
    const isBad = 100 - success[index] >= failureShare.atLeast * 100 - TOLERANCE;
    if (!isEjected && isBad && hasEnough(index, failureShare.requests)) eject(w, watch, rules, client, index);
  }
}

/** mean − factor × standard deviation of those with enough answers; −Infinity when they are too few. */
function leastSuccess(
  watch: WatchPlan,
  success: Float64Array,
  rules: { readonly factor: number; readonly hosts: number; readonly requests: number },
  hasEnough: (index: number, requests: number) => boolean,
): number {
  let hosts = 0;
  let sum = 0;
  for (let index = 0; index < watch.replicas; index++) {
    if (!hasEnough(index, rules.requests)) continue;
    hosts += 1;
    sum += success[index];
  }
  if (hosts === 0 || hosts < rules.hosts) return Number.NEGATIVE_INFINITY;
  const mean = sum / hosts;
  let squares = 0;
  for (let index = 0; index < watch.replicas; index++) {
    if (hasEnough(index, rules.requests)) squares += (success[index] - mean) * (success[index] - mean);
  }
  return mean - rules.factor * Math.sqrt(squares / hosts);
}

/** A new interval begins; whoever has been back for a whole one is ejected for less next time. */
function forgive(w: World, watch: WatchPlan, rules: EjectionRules, client: number): void {
  const { views, viewReals } = w.health;
  for (let index = 0; index < watch.replicas; index++) {
    const view = viewOf(watch, client, index);
    const at = view * VIEW_INTS;
    views[at + ANSWERS] = 0;
    views[at + GOOD_ANSWERS] = 0;
    if ((views[at + REASONS] & EJECTED) !== 0 || views[at + TIMES] === 0) continue;
    if (w.clock[NOW] - viewReals[view * VIEW_REALS + RETURNED_AT] >= rules.every) views[at + TIMES] -= 1;
  }
}
