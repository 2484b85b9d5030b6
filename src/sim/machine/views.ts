/**
 * Views: what one caller replica knows of each replica of a callee, and so whom it may choose. Every
 * caller replica sees only its own; what it has heard of membership it has heard at its own instant.
 */
import { NEVER } from '../../base/time.ts';
import {
  ANSWERS,
  BY_NEWS,
  EJECTED,
  EJECTED_COUNT,
  EJECTIONS_EVER,
  GOOD_ANSWERS,
  IN_A_ROW,
  JOINED_AT,
  OUT_COUNT,
  PANICS,
  REASONS,
  RETURNED_AT,
  TIMES,
  UNLISTED,
  UNLISTED_COUNT,
  VIEW_INTS,
  VIEW_REALS,
  WATCHER_INTS,
} from '../terms/health.ts';
import type { SlowStart, WatchPlan } from './health-plan.ts';
import type { Site } from './plan.ts';
import { NOW, type World } from './world.ts';

/** Shares of a few replicas are not exact in doubles: 11 of 20 are 55%. */
const TOLERANCE = 1e-9;

/** Envoy counts the first millisecond of a slow start as a whole one. */
const SHORTEST_WARMING = 1e6;

export function watcherOf(watch: WatchPlan, client: number): number {
  return watch.firstWatcher + client - watch.firstClient;
}

export function viewOf(watch: WatchPlan, client: number, index: number): number {
  return watch.firstView + (client - watch.firstClient) * watch.replicas + index;
}

/** May this caller replica choose anybody at all? */
export function hasCandidates(w: World, site: Site, client: number): boolean {
  const watch = w.plan.watches[site.watch];
  const at = watcherOf(watch, client) * WATCHER_INTS;
  const out = w.health.watchers[at + OUT_COUNT];
  // Where it knows of nobody there is nothing to hold out: it will be told so.
  if (out === 0 || w.health.watchers[at + UNLISTED_COUNT] === watch.replicas) return true;
  return w.health.watchers[at + PANICS] === 1 ? !watch.failsInPanic : out < watch.replicas;
}

/** Gives a view other reasons: the one place where they change. */
export function setReasons(w: World, watch: WatchPlan, client: number, index: number, reasons: number): void {
  const { views, viewReals, watchers, out, credit, warmUntil } = w.health;
  const view = viewOf(watch, client, index);
  const before = views[view * VIEW_INTS + REASONS];
  if (before === reasons) return;
  views[view * VIEW_INTS + REASONS] = reasons;
  const watcher = watcherOf(watch, client);
  const at = watcher * WATCHER_INTS;
  watchers[at + OUT_COUNT] += (reasons === 0 ? 0 : 1) - (before === 0 ? 0 : 1);
  watchers[at + EJECTED_COUNT] += (reasons & EJECTED) - (before & EJECTED);
  const unlisted = ((reasons & UNLISTED) - (before & UNLISTED)) / UNLISTED;
  watchers[at + UNLISTED_COUNT] += unlisted;
  w.health.unlisted[watch.roster] += unlisted;
  const joins = (before & BY_NEWS) !== 0 && (reasons & BY_NEWS) === 0;
  const warms = joins && watch.slowStart !== undefined;
  if (warms) {
    viewReals[view * VIEW_REALS + JOINED_AT] = w.clock[NOW];
    warmUntil[watcher] = w.clock[NOW] + watch.slowStart.window;
  }
  for (const edge of watch.edges) {
    const own = (client - watch.firstClient) * watch.replicas + index;
    out[w.plan.edgeInFlight[edge] + own] = reasons;
    if (warms) for (const first of w.plan.edgeCredits[edge]) credit[first + own] = 0;
  }
  w.observer.viewChanged(client, watch.firstReplica + index, reasons, before);
  judgePanic(w, watch, client, at);
}

/** Of those there are, fewer left than the threshold wants: health is disregarded. (Envoy, "Panic threshold".) */
function judgePanic(w: World, watch: WatchPlan, client: number, at: number): void {
  const { watchers } = w.health;
  const left = watch.replicas - watchers[at + OUT_COUNT];
  const listed = watch.replicas - watchers[at + UNLISTED_COUNT];
  const panics = left < watch.panic * listed - TOLERANCE ? 1 : 0;
  if (watchers[at + PANICS] === panics) return;
  watchers[at + PANICS] = panics;
  w.observer.panicChanged(watch.service, client, panics === 1);
}

/** Share of its weight that counts `elapsed` ns after a replica has joined. (Envoy, "Slow start mode".) */
export function scaleAfter(rules: SlowStart, elapsed: number): number {
  if (elapsed >= rules.window) return 1;
  const passed = Math.min(1, Math.max(elapsed, SHORTEST_WARMING) / rules.window);
  return Math.max(rules.least, rootOf(passed, rules.aggression));
}

/** x^(1/n). The usual ones are exact. */
function rootOf(x: number, n: number): number {
  if (n === 1) return x;
  if (n === 2) return Math.sqrt(x);
  return n === 0.5 ? x * x : Math.exp(Math.log(x) / n);
}

/** Fills in the scales of all replicas as this caller replica sees them now; false when nobody warms any more. */
export function fillScales(w: World, watch: WatchPlan, client: number, scale: Float64Array): boolean {
  const rules = watch.slowStart;
  if (rules === undefined || w.clock[NOW] >= w.health.warmUntil[watcherOf(watch, client)]) return false;
  for (let index = 0; index < watch.replicas; index++) {
    const joined = w.health.viewReals[viewOf(watch, client, index) * VIEW_REALS + JOINED_AT];
    scale[index] = joined === NEVER ? 1 : scaleAfter(rules, w.clock[NOW] - joined);
  }
  return true;
}

/** A caller replica that died begins anew: it asks who is well, and has counted nothing. */
export function forgetViews(w: World, replica: number): void {
  const { views, viewReals, warmUntil, known } = w.health;
  for (const watch of w.plan.watches) {
    // Replicas are the first clients, under the same numbers.
    if (replica < watch.firstClient || replica >= watch.firstClient + watch.clients) continue;
    for (let index = 0; index < watch.replicas; index++) {
      const view = viewOf(watch, replica, index);
      setReasons(w, watch, replica, index, known[watch.firstReplica + index]);
      for (const column of [IN_A_ROW, TIMES, ANSWERS, GOOD_ANSWERS]) views[view * VIEW_INTS + column] = 0;
      viewReals[view * VIEW_REALS + RETURNED_AT] = NEVER;
      viewReals[view * VIEW_REALS + JOINED_AT] = NEVER;
      // A trial that is still to come belongs to the ejection that was forgotten.
      views[view * VIEW_INTS + EJECTIONS_EVER] += 1;
    }
    warmUntil[watcherOf(watch, replica)] = 0;
  }
}
