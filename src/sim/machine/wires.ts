/**
 * Wires: where a fault makes an edge narrow, messages wait for it, each way in the order in which they were
 * sent, and one after another is on it. Only what is on it has a time; so when the rate changes, or the fault
 * ends, what is left of that message and all who wait go at the new rate from then on.
 */
import { CODE, FROM_CLIENT, INTS, NONE, OWNER, REALS, SITE, TIME } from '../terms/columns.ts';
import { CALLER_LEFT, DEAD, WIRE_FREE } from '../terms/events.ts';
import { concernsMessage } from './links.ts';
import type { Site } from './plan.ts';
import { touches } from './touch.ts';
import { NOW, type World } from './world.ts';

/** Sends a message on its way, which takes so long where the wire is wide, ns. */
export function send(w: World, row: number, site: Site, client: number, back: boolean, time: number): void {
  if (w.overlay.kinds.wire[site.edge] === 0 || timeOnWire(w, row, site, client, back, true) === 0) {
    w.after(row, time);
    return;
  }
  const wire = 2 * site.edge + (back ? 1 : 0);
  const { I, F } = w.arena;
  F[row * REALS + TIME] = time;
  I[row * INTS + FROM_CLIENT] = client;
  w.wires.pushBack(wire, row);
  if (w.wires.front(wire) === row) putOn(w, wire);
}

/** How long a message holds the wire at the rates in force, ns: the narrowest counts. 0 where it needs none. */
function timeOnWire(
  w: World,
  row: number,
  site: Site,
  client: number,
  back: boolean,
  counts: boolean,
): number {
  let time = 0;
  for (const aimed of w.overlay.aims.way[site.edge]) {
    const { aim, fault, part } = aimed;
    if (aim.kind !== 'wire' || !touches(w, aimed, row)) continue;
    if (!concernsMessage(w, aim, row, site, client, back)) continue;
    const own = Math.round(aim.strength * w.overlay.strength(part));
    if (own > 0 && counts) w.overlay.hit(fault);
    time = Math.max(time, own);
  }
  return time;
}

/** Sends the news that a caller has left: it holds no wire, but stays behind what was sent before it. */
export function sendNews(w: World, notice: number, edge: number, time: number): void {
  const wire = 2 * edge;
  if (w.wires.length(wire) === 0) {
    w.after(notice, time);
    return;
  }
  w.arena.F[notice * REALS + TIME] = time;
  w.wires.pushBack(wire, notice);
}

/** The same for the one that is first in line. A caller who was refused meanwhile has nothing to send. */
function timeOfFirst(w: World, wire: number): number {
  const I = w.arena.I;
  const row = w.wires.front(wire);
  if (I[row * INTS + CODE] === DEAD || I[row * INTS + CODE] === CALLER_LEFT) return 0;
  const site = w.plan.sites[I[row * INTS + SITE]];
  return timeOnWire(w, row, site, I[row * INTS + FROM_CLIENT], wire % 2 === 1, false);
}

/** The first in line is on the wire from now on; whoever needs none is let through. */
function putOn(w: World, wire: number): void {
  while (w.wires.length(wire) > 0) {
    const time = timeOfFirst(w, wire);
    if (time > 0) {
      w.wireNeeds[wire] = time;
      w.wireThrough[wire] = w.clock[NOW] + time;
      w.calendar.schedule(w.wireTurn[wire], w.wireThrough[wire]);
      return;
    }
    letThrough(w, wire);
  }
}

/** The first in line is through: what is left is the way. */
function letThrough(w: World, wire: number): void {
  const { I, F } = w.arena;
  const row = w.wires.popFront(wire);
  I[row * INTS + FROM_CLIENT] = 0;
  if (I[row * INTS + CODE] === DEAD) w.arena.free(row);
  else w.after(row, F[row * REALS + TIME]);
}

/** The instant of a wire's turn has come. */
export function wireFree(w: World, turn: number): void {
  const wire = w.arena.I[turn * INTS + OWNER];
  letThrough(w, wire);
  putOn(w, wire);
}

/** The wires of an edge have become narrower or wider. */
export function changeRate(w: World, edge: number): void {
  const isNarrow = w.overlay.kinds.wire[edge] > 0;
  for (const wire of [2 * edge, 2 * edge + 1]) {
    if (w.wireTurn[wire] === NONE) {
      if (isNarrow) takeTurnRow(w, wire);
      continue;
    }
    if (w.wires.length(wire) === 0) {
      if (!isNarrow) dropTurn(w, wire, false);
      continue;
    }
    const time = timeOfFirst(w, wire);
    if (time === w.wireNeeds[wire]) continue;
    const left = (w.wireThrough[wire] - w.clock[NOW]) / w.wireNeeds[wire];
    dropTurn(w, wire, true);
    if (isNarrow) takeTurnRow(w, wire);
    if (time === 0) {
      letThrough(w, wire);
      putOn(w, wire);
      continue;
    }
    w.wireNeeds[wire] = time;
    w.wireThrough[wire] = w.clock[NOW] + Math.ceil(left * time);
    w.calendar.schedule(w.wireTurn[wire], w.wireThrough[wire]);
  }
}

/** Each wire that is narrow has one row for its turns: it lies in the calendar while a message is on the wire. */
function takeTurnRow(w: World, wire: number): void {
  w.makeRoom();
  const row = w.arena.take();
  w.arena.I[row * INTS + CODE] = WIRE_FREE;
  w.arena.I[row * INTS + OWNER] = wire;
  w.wireTurn[wire] = row;
}

function dropTurn(w: World, wire: number, isScheduled: boolean): void {
  if (isScheduled) w.disown(w.wireTurn[wire]);
  else w.arena.free(w.wireTurn[wire]);
  w.wireTurn[wire] = NONE;
}
