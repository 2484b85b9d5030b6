/** The way between a caller and its callee: how long a message takes, and whether it arrives. */
import { drawUniform } from '../kernel/luck.ts';
import { CODE, INTS, NONE, PARENT, POST } from '../terms/columns.ts';
import { CUT_OFF, CUT_OFF_BACK } from '../terms/events.ts';
import { ERROR, REFUSED } from '../terms/outcomes.ts';
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
import { concerns } from './concerns.ts';
import { type Aim, type Site, TO_OPERATION } from './plan.ts';
import { purposeOf, touches } from './touch.ts';
import type { World } from './world.ts';

/** What `travelTime` says of a message that never arrives. */
export const ASTRAY_FOR_EVER = -1;

/** What it says of a message that does not get through now, and is sent again (cuts.ts). */
export const HELD_UP = -0.5;

/** Tells the draws of one packet's sendings apart, and those of caller replicas. */
const NEXT_PACKET = 0x9e3779b1;

/** Room for an outcome beside a time, in one number. */
const OUTCOMES = 16;

/** What `travelTime` says of a message that never arrives and of which its caller hears after so long, with this outcome. */
export function turnedBack(time: number, outcome: number): number {
  return -2 - (time * OUTCOMES + outcome);
}

/** What is said where there is no replica to send to. */
export const NOBODY_THERE = turnedBack(0, REFUSED);

/** The time and the outcome of a message that was turned back. */
export function turnedBackAfter(said: number): number {
  return Math.floor((-2 - said) / OUTCOMES);
}

export function turnedBackWith(said: number): number {
  return (-2 - said) % OUTCOMES;
}

/** Time on the way of an attempt (or of its answer, `back`), ns; less than 0 when it never arrives. */
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
  const isAgain = isHeldUp(w, attempt);
  if (!back && !isAgain && isUnknown(w, attempt, site, client)) return turnedBack(0, REFUSED);
  const cut = cutOffBy(w, attempt, site, client, back);
  if (cut !== NONE) {
    if (!isAgain) w.overlay.hit(cut);
    return HELD_UP;
  }
  let time = base;
  let closed = NONE;
  for (const aimed of w.overlay.aims.way[site.edge]) {
    const { aim, fault, part } = aimed;
    if (!touches(w, aimed, attempt)) continue;
    if (!concernsMessage(w, aim, attempt, site, client, back)) continue;
    const purpose = purposeOf(aim, back);
    const strength = w.overlay.strength(part);
    switch (aim.kind) {
      case 'delay': {
        const longer = Math.round(w.sample(aim.sampler, attempt, purpose) * strength);
        if (longer > 0) w.overlay.hit(fault);
        time += longer;
        break;
      }
      case 'resend': {
        const sent = timesLost(w, attempt, aim, purpose, strength);
        if (sent === 0) break;
        w.overlay.hit(fault);
        // Each pause is twice the one before: first · (1 + 2 + 4 + …).
        let pauses = w.sample(aim.sampler, attempt, purpose);
        for (let i = 1, pause = pauses; i < sent; i++) pauses += pause *= 2;
        if (sent === aim.measure) return turnedBack(pauses, ERROR);
        time += pauses;
        break;
      }
      case 'refuse':
        if (back || w.uniform(attempt, purpose) >= aim.strength * strength) break;
        w.overlay.hit(fault);
        closed = aim.measure;
        break;
      case 'handshake':
        if (back) break;
        if (
          !isNew(w, part, callerOf(w, client)) &&
          !isNew(w, part, calleeOf(w, attempt, site)) &&
          w.uniform(attempt, purpose) >= strength
        )
          break;
        w.overlay.hit(fault);
        closed = REFUSED;
        break;
      case 'unresolved':
      case 'cut':
        // Both come before everything else.
        break;
      case 'wire':
        // Of who is on the way, not of how long that is: see wires.ts.
        break;
      default:
        if (w.uniform(attempt, purpose) >= aim.strength * strength) break;
        w.overlay.hit(fault);
        return ASTRAY_FOR_EVER;
    }
  }
  return closed === NONE ? time : roundTrip(w, attempt, site, client, time, closed);
}

/** Has it been sent before, and not got through? */
function isHeldUp(w: World, attempt: number): boolean {
  const code = w.arena.I[attempt * INTS + CODE];
  return code === CUT_OFF || code === CUT_OFF_BACK;
}

/** Does the caller not know where the callee is? Then nothing sets out. */
function isUnknown(w: World, attempt: number, site: Site, client: number): boolean {
  if (w.overlay.kinds.unresolved[site.edge] === 0) return false;
  for (const aimed of w.overlay.aims.way[site.edge]) {
    const { aim, fault, part } = aimed;
    if (aim.kind !== 'unresolved' || !touches(w, aimed, attempt)) continue;
    if (!concernsMessage(w, aim, attempt, site, client, false)) continue;
    const isKept = lookedUpAt(w, site, client, purposeOf(aim)) >= w.overlay.strength(part);
    if (isKept && !isNew(w, part, callerOf(w, client))) continue;
    w.overlay.hit(fault);
    return true;
  }
  return false;
}

/** The fault that lets no message (or, `back`, no answer) of this attempt through now, or NONE. */
export function cutOffBy(w: World, attempt: number, site: Site, client: number, back: boolean): number {
  if (w.overlay.kinds.cut[site.edge] === 0) return NONE;
  for (const aimed of w.overlay.aims.way[site.edge]) {
    if (aimed.aim.kind !== 'cut' || !touches(w, aimed, attempt)) continue;
    if (concernsMessage(w, aimed.aim, attempt, site, client, back)) return aimed.fault;
  }
  return NONE;
}

/** Does a link aim concern a message (or, `back`, an answer) of this attempt? */
export function concernsMessage(
  w: World,
  aim: Aim,
  attempt: number,
  site: Site,
  client: number,
  back: boolean,
): boolean {
  const { clientZone } = w.plan;
  const to = calleeOf(w, attempt, site);
  return concerns(aim, clientZone[client], calleeZone(w, attempt, site), callerOf(w, client), to, back);
}

/** The replica that calls, or NONE where it is none. */
function callerOf(w: World, client: number): number {
  return client < w.plan.replicaService.length ? client : NONE;
}

/** The replica that is called, or NONE where it is a broker. */
function calleeOf(w: World, attempt: number, site: Site): number {
  if (site.calleeKind !== TO_OPERATION) return NONE;
  return w.plan.directory.postReplica[w.arena.I[attempt * INTS + POST]];
}

/** How often a packet was lost before it came through, or for good. */
function timesLost(w: World, attempt: number, aim: Aim, purpose: number, strength: number): number {
  const share = aim.strength * strength;
  let lost = 0;
  while (lost < aim.measure && w.uniform(attempt, purpose ^ Math.imul(lost, NEXT_PACKET)) < share) lost += 1;
  return lost;
}

/** Has the process at this replica begun since this part of a fault did? Then it knows nothing of before: no address, no connection. */
function isNew(w: World, part: number, replica: number): boolean {
  return replica !== NONE && w.overlay.isBefore(part, replica);
}

/** When a caller replica last asked for the callee's address: how far into the time an address is kept, 0 to 1. */
function lookedUpAt(w: World, site: Site, client: number, purpose: number): number {
  const own = client - site.firstClient;
  return drawUniform(w.key0, w.key1, purpose ^ site.resolver ^ Math.imul(own + 1, NEXT_PACKET));
}

/** It finds a closed door: its caller hears so when the refusal is back. */
function roundTrip(
  w: World,
  attempt: number,
  site: Site,
  client: number,
  there: number,
  outcome: number,
): number {
  const back = travelTime(w, attempt, site, client, true);
  if (back >= 0) return turnedBack(there + back, outcome);
  // Who does not hear that it is refused asks again.
  return back === ASTRAY_FOR_EVER || back === HELD_UP
    ? back
    : turnedBack(there + turnedBackAfter(back), ERROR);
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
