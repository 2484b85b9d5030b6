/** The way between a caller and its callee: how long a message takes, and whether it arrives. */
import { INTS, NONE, PARENT, POST } from '../terms/columns.ts';
import {
  FOR_JITTER_BACK,
  FOR_JITTER_OUT,
  FOR_LINK_BACK,
  FOR_LINK_OUT,
  FOR_LOSS_BACK,
  FOR_LOSS_OUT,
  FOR_ZONE_BACK,
  FOR_ZONE_OUT,
} from '../terms/purposes.ts';
import { concerns } from './overlay.ts';
import { type Site, TO_OPERATION } from './plan.ts';
import { purposeOf, touches } from './touch.ts';
import type { World } from './world.ts';

/** What `travelTime` says of a message that never arrives. */
export const ASTRAY_FOR_EVER = -1;

/** Time on the way of an attempt (or of its answer, `back`), ns; ASTRAY_FOR_EVER when it is lost. */
export function travelTime(w: World, attempt: number, site: Site, client: number, back: boolean): number {
  const fixed = site.link.fixed;
  // Most ways are the same for every message; NaN is no way that is.
  if (fixed >= 0 && w.plan.zoneCount === 0 && w.overlay.wayBent[site.edge] === 0) return fixed;
  return drawnTime(w, attempt, site, client, back);
}

function drawnTime(w: World, attempt: number, site: Site, client: number, back: boolean): number {
  const plan = w.plan;
  const link = site.link;
  if (link.loss > 0 && w.uniform(attempt, back ? FOR_LOSS_BACK : FOR_LOSS_OUT) < link.loss)
    return ASTRAY_FOR_EVER;
  let time = 0;
  if (link.latency !== NONE) time += w.sample(link.latency, attempt, back ? FOR_LINK_BACK : FOR_LINK_OUT);
  if (link.jitter !== NONE) time += w.sample(link.jitter, attempt, back ? FOR_JITTER_BACK : FOR_JITTER_OUT);
  if (plan.zoneCount > 0) {
    const extra = zoneTime(w, attempt, plan.clientZone[client], calleeZone(w, attempt, site), back);
    if (extra < 0) return ASTRAY_FOR_EVER;
    time += extra;
  }
  if (w.overlay.wayBent[site.edge] > 0) return bentTime(w, attempt, site, client, back, time);
  return time;
}

/** Zone of the replica or broker an attempt is for, or NONE. */
function calleeZone(w: World, attempt: number, site: Site): number {
  if (site.calleeKind !== TO_OPERATION) return w.plan.edgeBrokerZone[site.edge];
  return w.plan.replicaZone[w.plan.directory.postReplica[w.arena.I[attempt * INTS + POST]]];
}

function zoneTime(w: World, attempt: number, from: number, to: number, back: boolean): number {
  if (from === NONE || to === NONE) return 0;
  const link = w.plan.zoneLinks[from * w.plan.zoneCount + to];
  if (link === undefined) return 0;
  const purpose = back ? FOR_ZONE_BACK : FOR_ZONE_OUT;
  if (link.loss > 0 && w.uniform(attempt, ~purpose) < link.loss) return ASTRAY_FOR_EVER;
  let time = link.latency === NONE ? 0 : w.sample(link.latency, attempt, purpose);
  if (link.jitter !== NONE) time += w.sample(link.jitter, attempt, purpose + 1024);
  return time;
}

/** The same, with the faults in force on this edge: each draws for itself. */
function bentTime(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  back: boolean,
  base: number,
): number {
  const replicas = w.plan.replicaService.length;
  const from = client < replicas ? client : NONE;
  const to =
    site.calleeKind === TO_OPERATION ? w.plan.directory.postReplica[w.arena.I[attempt * INTS + POST]] : NONE;
  let time = base;
  for (const aimed of w.overlay.aims.way[site.edge]) {
    const { aim, fault, part } = aimed;
    if (!touches(w, aimed, attempt)) continue;
    if (!concerns(aim, w.plan.clientZone[client], calleeZone(w, attempt, site), from, to)) continue;
    const purpose = purposeOf(aim, back);
    const strength = w.overlay.strength(part);
    if (aim.kind === 'delay') {
      const longer = Math.round(w.sample(aim.sampler, attempt, purpose) * strength);
      if (longer > 0) w.overlay.hit(fault);
      time += longer;
    } else if (aim.kind === 'cut' || w.uniform(attempt, purpose) < aim.strength * strength) {
      w.overlay.hit(fault);
      return ASTRAY_FOR_EVER;
    }
  }
  return time;
}

/** Time that the news "your caller has left" takes to reach the callee: it is never lost. */
export function noticeTime(w: World, attempt: number, site: Site, client: number): number {
  const time = travelTime(w, attempt, site, client, false);
  return time < 0 ? 0 : time;
}

/** The client (caller replica) of an attempt whose caller still waits. */
export function clientOf(w: World, attempt: number): number {
  const I = w.arena.I;
  return I[I[attempt * INTS + PARENT] * INTS + POST];
}
