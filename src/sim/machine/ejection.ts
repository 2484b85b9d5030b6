/**
 * Ejection: a caller replica stops choosing a replica that failed it. Two machines share the numbers.
 * Envoy's outlier detection: so many failures in a row eject at once, poor shares at a sweep (see
 * sweeps.ts); it is taken back at a sweep. Linkerd's failure accrual: after its penalty a replica is on
 * probation, and one real request decides. (source/common/upstream/outlier_detection_impl.cc of Envoy
 * 1.3x; "Circuit Breaking" of Linkerd 2.)
 */
import { childKey0, childKey1, drawUniform } from '../kernel/luck.ts';
import { CODE, INTS, KEY0, KEY1, OCCURRENCE, ORDINAL, OWNER } from '../terms/columns.ts';
import { TRIAL } from '../terms/events.ts';
import {
  ANSWERS,
  EJECTED,
  EJECTED_AT,
  EJECTED_COUNT,
  EJECTIONS_EVER,
  GOOD_ANSWERS,
  IN_A_ROW,
  LENGTHENED,
  ON_TRIAL,
  PROBE_KEY0,
  PROBE_KEY1,
  REASONS,
  RETURNED_AT,
  TIMES,
  VIEW_INTS,
  VIEW_REALS,
  WATCHER_INTS,
} from '../terms/health.ts';
import { isGood, outcomeOf } from '../terms/outcomes.ts';
import { FOR_EJECTION, nthOf } from '../terms/purposes.ts';
import type { EjectionRules, WatchPlan } from './health-plan.ts';
import type { Site } from './plan.ts';
import { setReasons, viewOf, watcherOf } from './views.ts';
import { NOW, type World } from './world.ts';

/** Shares of a few replicas are not exact in doubles. */
const TOLERANCE = 1e-9;

// ---- attempts ----------------------------------------------------------------------------------

/** An attempt goes to a replica: if that is on probation, this is its probe. */
export function noteSent(w: World, attempt: number, watch: WatchPlan, client: number, index: number): void {
  if (watch.ejection === undefined || !watch.ejection.probes) return;
  const { views } = w.health;
  const at = viewOf(watch, client, index) * VIEW_INTS;
  const reasons = views[at + REASONS];
  if (views[at + TIMES] === 0 || (reasons & (EJECTED | ON_TRIAL)) !== 0) return;
  views[at + PROBE_KEY0] = w.arena.I[attempt * INTS + KEY0];
  views[at + PROBE_KEY1] = w.arena.I[attempt * INTS + KEY1];
  setReasons(w, watch, client, index, reasons | ON_TRIAL);
}

/** The caller knows how an attempt ended, or has left it. What was cancelled or lost tells nothing of the replica. */
export function noteEnding(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  index: number,
  ending: number,
): void {
  const watch = w.plan.watches[site.watch];
  const rules = watch.ejection;
  if (rules === undefined) return;
  const good = isGood(ending);
  const tells = good || (rules.failures & (1 << outcomeOf(ending))) !== 0;
  if (rules.probes) noteProbed(w, attempt, watch, rules, client, index, good, tells);
  else if (tells) noteCounted(w, watch, rules, client, index, good);
}

/** Envoy: counts it for the next sweep, and ejects when there were too many failures in a row. */
function noteCounted(
  w: World,
  watch: WatchPlan,
  rules: EjectionRules,
  client: number,
  index: number,
  good: boolean,
): void {
  const { views } = w.health;
  const at = viewOf(watch, client, index) * VIEW_INTS;
  views[at + ANSWERS] += 1;
  if (good) {
    views[at + GOOD_ANSWERS] += 1;
    views[at + IN_A_ROW] = 0;
    return;
  }
  views[at + IN_A_ROW] += 1;
  if (views[at + IN_A_ROW] !== rules.consecutive || (views[at + REASONS] & EJECTED) !== 0) return;
  eject(w, watch, rules, client, index);
  // Whether it was ejected or may not be: it takes as many again.
  views[at + IN_A_ROW] = 0;
}

/**
 * Linkerd: what comes back while the replica is shut is ignored. On probation the first answer decides: the
 * probe's as a rule, but one to an earlier request may overtake it. (linkerd2-proxy, ConsecutiveFailures::probation.)
 */
function noteProbed(
  w: World,
  attempt: number,
  watch: WatchPlan,
  rules: EjectionRules,
  client: number,
  index: number,
  good: boolean,
  tells: boolean,
): void {
  const { views } = w.health;
  const I = w.arena.I;
  const at = viewOf(watch, client, index) * VIEW_INTS;
  const reasons = views[at + REASONS];
  if (views[at + TIMES] > 0) {
    if ((reasons & EJECTED) !== 0) return;
    const isProbe =
      (reasons & ON_TRIAL) !== 0 &&
      I[attempt * INTS + KEY0] === views[at + PROBE_KEY0] &&
      I[attempt * INTS + KEY1] === views[at + PROBE_KEY1];
    // A probe that tells nothing leaves it on probation.
    if (isProbe || tells) setReasons(w, watch, client, index, reasons & ~ON_TRIAL);
    if (good) takeBack(w, watch, client, index);
    else if (tells) eject(w, watch, rules, client, index);
  } else if (tells) {
    views[at + IN_A_ROW] = good ? 0 : views[at + IN_A_ROW] + 1;
    if (views[at + IN_A_ROW] < rules.consecutive) return;
    views[at + IN_A_ROW] = 0;
    eject(w, watch, rules, client, index);
  }
}

// ---- out and back ------------------------------------------------------------------------------

/** Ejects a replica, unless too many are. */
export function eject(w: World, watch: WatchPlan, rules: EjectionRules, client: number, index: number): void {
  const { views, viewReals, watchers } = w.health;
  const view = viewOf(watch, client, index);
  const at = view * VIEW_INTS;
  const ejected = watchers[watcherOf(watch, client) * WATCHER_INTS + EJECTED_COUNT];
  const mayOne = rules.alwaysOne && ejected === 0;
  if (!mayOne && ejected + 1 > rules.most * watch.replicas + TOLERANCE) return;
  if (rules.probes || views[at + TIMES] * rules.base < rules.longest + rules.base) views[at + TIMES] += 1;
  const length = lengthOf(rules, views[at + TIMES]);
  const lengthened = jitterOf(w, watch, rules, view, length);
  views[at + EJECTIONS_EVER] += 1;
  viewReals[view * VIEW_REALS + EJECTED_AT] = w.clock[NOW];
  viewReals[view * VIEW_REALS + LENGTHENED] = lengthened;
  setReasons(w, watch, client, index, views[at + REASONS] | EJECTED);
  if (!rules.probes) return;
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = TRIAL;
  I[row * INTS + OWNER] = w.plan.watches.indexOf(watch);
  I[row * INTS + ORDINAL] = view - watch.firstView;
  I[row * INTS + OCCURRENCE] = views[at + EJECTIONS_EVER];
  w.calendar.schedule(row, w.clock[NOW] + length + lengthened);
}

/** Length of the `times`-th ejection in a row, ns: Envoy's grow evenly, Linkerd's double. */
export function lengthOf(rules: EjectionRules, times: number): number {
  if (!rules.probes) return Math.min(rules.base * times, rules.longest);
  let length = rules.base;
  for (let i = 1; i < times && length < rules.longest; i++) length *= 2;
  return Math.min(length, rules.longest);
}

/** What luck adds. Linkerd's penalties are never longer than the longest, luck included. */
function jitterOf(w: World, watch: WatchPlan, rules: EjectionRules, view: number, length: number): number {
  if (rules.jitter === 0) return 0;
  const own = view - watch.firstView;
  const nth = w.health.views[view * VIEW_INTS + EJECTIONS_EVER];
  const drawn = drawUniform(
    childKey0(w.key0, w.key1, watch.salt, own),
    childKey1(w.key0, w.key1, watch.salt, own),
    nthOf(FOR_EJECTION, nth),
  );
  const added = Math.round(drawn * rules.jitter * length);
  return rules.probes ? Math.min(added, rules.longest - length) : added;
}

/** An ejection is over. */
export function takeBack(w: World, watch: WatchPlan, client: number, index: number): void {
  const { views, viewReals } = w.health;
  const view = viewOf(watch, client, index);
  const at = view * VIEW_INTS;
  views[at + IN_A_ROW] = 0;
  if (watch.ejection?.probes === true) views[at + TIMES] = 0;
  viewReals[view * VIEW_REALS + RETURNED_AT] = w.clock[NOW];
  setReasons(w, watch, client, index, views[at + REASONS] & ~(EJECTED | ON_TRIAL));
}

/** An active check of the replica has passed, and the caller replica has heard of it. */
export function returnOnCheck(w: World, watch: WatchPlan, client: number, index: number): void {
  if (watch.ejection === undefined || !watch.ejection.returnsOnCheck) return;
  const at = viewOf(watch, client, index) * VIEW_INTS;
  const isOut = (w.health.views[at + REASONS] & (EJECTED | ON_TRIAL)) !== 0;
  const isOnProbation = watch.ejection.probes && w.health.views[at + TIMES] > 0;
  if (isOut || isOnProbation) takeBack(w, watch, client, index);
}

/** A penalty is over: the replica is on probation, and the next request that goes there is its probe. */
export function beginProbation(w: World, row: number): void {
  const I = w.arena.I;
  const watch = w.plan.watches[I[row * INTS + OWNER]];
  const own = I[row * INTS + ORDINAL];
  const at = (watch.firstView + own) * VIEW_INTS;
  // The ejection it belongs to may have been ended or forgotten.
  const isCurrent = w.health.views[at + EJECTIONS_EVER] === I[row * INTS + OCCURRENCE];
  w.arena.free(row);
  const reasons = w.health.views[at + REASONS];
  if (!isCurrent || (reasons & EJECTED) === 0) return;
  const client = watch.firstClient + Math.floor(own / watch.replicas);
  setReasons(w, watch, client, own % watch.replicas, reasons & ~EJECTED);
}
