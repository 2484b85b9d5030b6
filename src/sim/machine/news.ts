/**
 * News of membership: who is well, who is being restarted, who is there at all. It takes its time to the
 * callers, and may not reach them.
 */

import { drawUniform } from '../kernel/luck.ts';
import { CODE, INTS, NONE, OCCURRENCE, ORDINAL, OWNER } from '../terms/columns.ts';
import { HEALTH_NEWS, LOOKS_UP } from '../terms/events.ts';
import { BY_NEWS, UNLISTED } from '../terms/health.ts';
import { nthOf } from '../terms/purposes.ts';
import type { AimedFault } from './fault-parts.ts';
import { learn, lookUp } from './rosters.ts';
import { purposeOf } from './touch.ts';
import { NOW, type World } from './world.ts';

/** What is known of a replica changes, or a check of it has passed: the callers hear of it after the membership delay. */
export function tell(w: World, service: number, index: number, news: number): void {
  w.health.known[w.plan.directory.services[service].firstReplica + index] = news & BY_NEWS;
  const delay = w.plan.membershipDelay[service];
  if (delay === 0) {
    hear(w, service, index, news);
    return;
  }
  w.makeRoom();
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = HEALTH_NEWS;
  I[row * INTS + OWNER] = service;
  I[row * INTS + ORDINAL] = index;
  I[row * INTS + OCCURRENCE] = news;
  w.calendar.schedule(row, w.clock[NOW] + delay);
}

/** A replica leaves the list of those that there are, or joins it. */
export function listingChanges(w: World, replica: number): void {
  const { service, index } = w.plan.directory.replicas[replica];
  const before = w.health.known[replica];
  const after = w.overlay.absent[replica] > 0 ? before | UNLISTED : before & ~UNLISTED;
  if (after !== before) tell(w, service, index, after);
}

/** News of a replica reaches its callers. */
export function newsArrives(w: World, row: number): void {
  const I = w.arena.I;
  const service = I[row * INTS + OWNER];
  const index = I[row * INTS + ORDINAL];
  const news = I[row * INTS + OCCURRENCE];
  w.arena.free(row);
  hear(w, service, index, news);
}

function hear(w: World, service: number, index: number, news: number): void {
  w.plan.rosters.forEach((roster, number) => {
    if (roster.service !== service) return;
    const stale = staleAt(w, number, roster.firstReplica + index);
    for (let client = roster.firstClient; client < roster.firstClient + roster.clients; client++) {
      if (stale === undefined) learn(w, number, client, index, news);
      else miss(w, number, client, stale);
    }
  });
}

// ---- stale callers -----------------------------------------------------------------------------

/** The fault that keeps news of this replica from the callers of a roster, if there is one: the one that keeps it longest. */
function staleAt(w: World, number: number, replica: number): AimedFault | undefined {
  let longest: AimedFault | undefined;
  for (const edge of w.plan.rosters[number].edges) {
    if (w.overlay.counts.news[edge] === 0) continue;
    for (const aimed of w.overlay.inTurn('news', edge)) {
      if (aimed.aim.replica !== NONE && aimed.aim.replica !== replica) continue;
      if (longest === undefined || !(aimed.aim.measure <= longest.aim.measure)) longest = aimed;
    }
  }
  return longest;
}

/** A caller replica does not hear it; where it asks again now and then, it hears all when it does. */
function miss(w: World, number: number, client: number, { aim, fault }: AimedFault): void {
  w.overlay.hit(fault);
  const every = aim.measure;
  if (Number.isNaN(every)) return;
  w.makeRoom();
  const row = w.arena.take();
  const I = w.arena.I;
  I[row * INTS + CODE] = LOOKS_UP;
  I[row * INTS + OWNER] = number;
  I[row * INTS + ORDINAL] = client;
  // Each asks at a time of its own.
  const purpose = nthOf(purposeOf(aim), client + 1);
  const first = Math.floor(drawUniform(w.key0, w.key1, purpose) * every);
  const turns = Math.max(0, Math.ceil((w.clock[NOW] - first) / every));
  w.calendar.schedule(row, first + turns * every);
}

/** A caller replica asks who there is. */
export function looksUp(w: World, row: number): void {
  const number = w.arena.I[row * INTS + OWNER];
  const client = w.arena.I[row * INTS + ORDINAL];
  w.arena.free(row);
  lookUp(w, number, client);
}

/** An edge's callers hear again, what they have missed first. */
export function catchUp(w: World, edge: number): void {
  w.plan.rosters.forEach((roster, number) => {
    if (!roster.edges.includes(edge)) return;
    for (let index = 0; index < roster.replicas; index++) {
      const replica = roster.firstReplica + index;
      if (staleAt(w, number, replica) !== undefined) continue;
      for (let client = roster.firstClient; client < roster.firstClient + roster.clients; client++)
        learn(w, number, client, index, w.health.known[replica]);
    }
  });
}
