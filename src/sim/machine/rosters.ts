/**
 * Rosters: whom each caller replica knows of. A service's replicas come and go (drained, replaced, not
 * in service), and its callers hear of that as news of membership; until they have, they ask whoever
 * they knew of. `health.out` holds it for each edge, beside the other reasons to leave a replica out,
 * and `health.unlisted` counts it, so that where all are known nobody looks.
 */
import { NONE } from '../terms/columns.ts';
import { BY_NEWS, PASSED, REASONS, UNLISTED, VIEW_INTS } from '../terms/health.ts';
import { returnOnCheck } from './ejection.ts';
import type { RosterPlan } from './health-plan.ts';
import type { Site } from './plan.ts';
import { setReasons, viewOf } from './views.ts';
import type { World } from './world.ts';

/** Where a caller replica keeps why it leaves out the replicas of a callee, on one of its edges. */
export function cellsOf(w: World, roster: RosterPlan, edge: number, client: number): number {
  return w.plan.edgeInFlight[edge] + (client - roster.firstClient) * roster.replicas;
}

/** A caller replica hears what is known of a replica. */
export function learn(w: World, number: number, client: number, index: number, news: number): void {
  const roster = w.plan.rosters[number];
  const { out, unlisted, views } = w.health;
  if (roster.watch !== NONE) {
    const watch = w.plan.watches[roster.watch];
    const own = views[viewOf(watch, client, index) * VIEW_INTS + REASONS] & ~BY_NEWS;
    setReasons(w, watch, client, index, own | (news & BY_NEWS));
    if ((news & PASSED) !== 0) returnOnCheck(w, watch, client, index);
    return;
  }
  // Nobody minds their health here: only whether they are there at all.
  const before = out[cellsOf(w, roster, roster.edges[0], client) + index];
  const after = news & UNLISTED;
  if (before === after) return;
  for (const edge of roster.edges) out[cellsOf(w, roster, edge, client) + index] = after;
  unlisted[number] += after === 0 ? -1 : 1;
  w.observer.viewChanged(client, roster.firstReplica + index, after, before);
}

/** A caller replica asks who there is, and hears all of it. */
export function lookUp(w: World, number: number, client: number): void {
  const { firstReplica, replicas } = w.plan.rosters[number];
  for (let index = 0; index < replicas; index++)
    learn(w, number, client, index, w.health.known[firstReplica + index]);
}

/** A caller replica that died begins anew: it asks. */
export function forgetRosters(w: World, replica: number): void {
  w.plan.rosters.forEach(({ watch, firstClient, clients }, number) => {
    // Replicas are the first clients, under the same numbers.
    if (watch === NONE && replica >= firstClient && replica < firstClient + clients)
      lookUp(w, number, replica);
  });
}

/** How many replicas this caller replica does not know of. Faults that keep them from it have touched this attempt. */
export function countUnlisted(w: World, site: Site, client: number): number {
  const roster = w.plan.rosters[site.roster];
  const at = cellsOf(w, roster, site.edge, client);
  let count = 0;
  for (let index = 0; index < roster.replicas; index++) {
    if ((w.health.out[at + index] & UNLISTED) === 0) continue;
    count += 1;
    w.overlay.hitAll('membership', roster.firstReplica + index);
  }
  return count;
}
