/** Loads: who asks, and when. Open loads follow a rate, closed loads are users who think. */

import { NEVER } from '../../base/time.ts';
import { readTable } from '../kernel/quantile-table.ts';
import { askerOf } from '../terms/asker.ts';
import {
  ASKER,
  CODE,
  DEADLINE,
  ENDING,
  ENTERED,
  INTS,
  ITEM,
  KEY0,
  KEY1,
  NONE,
  ORDINAL,
  OWNER,
  PARENT,
  POST,
  REALS,
  ROOT,
  SINCE,
  TIME,
  TURNS,
} from '../terms/columns.ts';
import { NEXT_ARRIVAL, USER_ASKS, USERS_CHANGE } from '../terms/events.ts';
import { FOR_CLIENT, FOR_GAP, FOR_ITEM, FOR_OPERATION, FOR_PATIENCE, FOR_THINK } from '../terms/purposes.ts';
import type { Calls } from './calls.ts';
import { areaBetween, instantOfArea, valueAt } from './curve.ts';
import type { LoadPlan } from './plan.ts';
import { purposeOf } from './touch.ts';
import { NOW, ROOTS, type World } from './world.ts';

// A source row keeps what is left to gather until its arrival, and since when it has been gathering.
const GAP = ENTERED;
const GATHERING_SINCE = SINCE;

/** How often the number of users follows a sloping profile, ns. */
const USERS_FOLLOW = 1e9;

/** A user who got an answer in no time (a refusal, say) and thinks for none would ask for ever in one instant; ns. */
const SHORTEST_ROUND = 1e6;

/** An arrival later than this (2^53 ns, 104 days) never comes. */
const LATEST = 9007199254740992;

/** Salts of the lineage of arrivals, users and their requests. */
const USER_SALT = 0x75736572;
const REQUEST_SALT = 0x61736b73;
const CROWD_SALT = 0x63726f77;

/** Thresholds have 32 bits. */
const WHOLE = 4294967296;

/** Sets all loads going. */
export function startLoads(w: World): void {
  w.plan.loads.forEach((load, number) => {
    if (load.open) gather(w, load, number, 0);
    else usersChange(w, takeControl(w, number));
  });
}

// ---- open --------------------------------------------------------------------------------------

/** Draws the gap before arrival `ordinal` and waits for it. */
function gather(w: World, load: LoadPlan, number: number, ordinal: number): void {
  const row = w.arena.take();
  const { I, F } = w.arena;
  I[row * INTS + CODE] = NEXT_ARRIVAL;
  I[row * INTS + OWNER] = number;
  I[row * INTS + ORDINAL] = ordinal;
  w.descend(row, load.salt, ordinal);
  F[row * REALS + GAP] = load.gap === undefined ? 1 : readTable(load.gap, w.uniform(row, FOR_GAP));
  F[row * REALS + GATHERING_SINCE] = w.clock[NOW];
  w.sourceRow[number] = row;
  scheduleArrival(w, load, number);
}

function scheduleArrival(w: World, load: LoadPlan, number: number): void {
  const row = w.sourceRow[number];
  const surge = w.overlay.loadSurge[number];
  const left = w.arena.F[row * REALS + GAP] / surge;
  const at = surge === 0 ? NEVER : instantOfArea(load.curve, w.clock[NOW], left);
  if (at < LATEST) w.calendar.schedule(row, Math.max(w.clock[NOW], Math.round(at)));
  else w.arena.F[row * REALS + TIME] = NEVER;
}

/** A request that comes with others is as much as one that comes alone. */
const STEPS_A_REQUEST = 100;

/** An arrival is due: its requests begin, and the next gap is drawn. */
export function nextArrival(w: World, calls: Calls, source: number): void {
  const I = w.arena.I;
  const number = I[source * INTS + OWNER];
  const ordinal = I[source * INTS + ORDINAL];
  const load = w.plan.loads[number];
  w.toil(STEPS_A_REQUEST * (load.batch - 1));
  for (let i = 0; i < load.batch; i++) {
    if (i > 0) w.makeRoom();
    offer(w, calls, load, number, source, i, NONE);
  }
  w.arena.free(source);
  gather(w, load, number, ordinal + 1);
}

/** A surge has changed, from `before`: what has gathered so far comes off the gap, and the pending arrival moves. */
export function bendLoad(w: World, number: number, before: number): void {
  const load = w.plan.loads[number];
  w.overlay.hitAll('arrivals', number);
  if (!load.open) {
    welcomeUsers(w, number);
    return;
  }
  const old = w.sourceRow[number];
  const row = w.arena.take();
  const { I, F } = w.arena;
  const gathered = areaBetween(load.curve, F[old * REALS + GATHERING_SINCE], w.clock[NOW]) * before;
  for (const column of [OWNER, ORDINAL, KEY0, KEY1]) I[row * INTS + column] = I[old * INTS + column];
  I[row * INTS + CODE] = NEXT_ARRIVAL;
  F[row * REALS + GAP] = Math.max(0, F[old * REALS + GAP] - gathered);
  F[row * REALS + GATHERING_SINCE] = w.clock[NOW];
  // A source that waits for a rate does not lie in the calendar, so nobody else would free it.
  if (F[old * REALS + TIME] === NEVER) w.arena.free(old);
  else w.disown(old);
  w.sourceRow[number] = row;
  scheduleArrival(w, load, number);
}

// ---- closed ------------------------------------------------------------------------------------

function takeControl(w: World, number: number): number {
  const row = w.arena.take();
  w.arena.I[row * INTS + CODE] = USERS_CHANGE;
  w.arena.I[row * INTS + OWNER] = number;
  return row;
}

/** Users there should be now. */
function usersWanted(w: World, number: number): number {
  return Math.round(valueAt(w.plan.loads[number].curve, w.clock[NOW]) * w.overlay.loadSurge[number]);
}

/** The number of users follows the profile: new ones come; those too many leave when they have their answer. */
export function usersChange(w: World, row: number): void {
  const number = w.arena.I[row * INTS + OWNER];
  welcomeUsers(w, number);
  const next = nextUsersChange(w.plan.loads[number], w.clock[NOW]);
  if (next < NEVER) w.control.schedule(row, next);
  else w.arena.free(row);
}

/** New users come until there are as many as there should be. */
function welcomeUsers(w: World, number: number): void {
  const load = w.plan.loads[number];
  for (let wanted = usersWanted(w, number); w.userCount[number] < wanted; w.userCount[number]++) {
    w.makeRoom();
    think(w, load, takeUser(w, load, number, w.usersEver[number]++));
  }
}

/** The next instant at which the number of users may be another. */
function nextUsersChange(load: LoadPlan, now: number): number {
  const { at, value } = load.curve;
  for (let i = 0; i < at.length; i++) {
    if (at[i] <= now && (i === at.length - 1 || at[i + 1] <= now)) continue;
    if (at[i] > now) return at[i];
    return value[i] === value[i + 1] ? at[i + 1] : Math.min(at[i + 1], now + USERS_FOLLOW);
  }
  return NEVER;
}

function takeUser(w: World, load: LoadPlan, number: number, ordinal: number): number {
  const user = w.arena.take();
  const I = w.arena.I;
  I[user * INTS + CODE] = USER_ASKS;
  I[user * INTS + OWNER] = number;
  I[user * INTS + ORDINAL] = ordinal;
  I[user * INTS + TURNS] = 0;
  I[user * INTS + ENDING] = 0;
  w.descend(user, (load.salt ^ USER_SALT) | 0, ordinal);
  return user;
}

/** The purpose of a source's or user's nth draw for the same: its purposes are all below 64, and no fault draws by its row. */
function turnOf(purpose: number, nth: number): number {
  return (purpose + Math.imul(nth, 64)) | 0;
}

/** The user thinks, then asks. */
function think(w: World, load: LoadPlan, user: number): void {
  const I = w.arena.I;
  I[user * INTS + CODE] = USER_ASKS;
  let pause = load.think === NONE ? 0 : w.sample(load.think, user, turnOf(FOR_THINK, I[user * INTS + TURNS]));
  if (pause === 0 && I[user * INTS + TURNS] > 0 && w.arena.F[user * REALS + SINCE] === w.clock[NOW]) {
    pause = SHORTEST_ROUND;
  }
  // Always through the calendar: control comes before work at the very start too, and a budget can stop them.
  w.calendar.schedule(user, w.clock[NOW] + pause);
}

/** The user asks, unless there are too many users. */
export function userAsks(w: World, calls: Calls, user: number): void {
  const I = w.arena.I;
  const number = I[user * INTS + OWNER];
  if (w.userCount[number] > usersWanted(w, number)) {
    w.userCount[number] -= 1;
    w.arena.free(user);
    return;
  }
  w.arena.F[user * REALS + SINCE] = w.clock[NOW];
  offer(w, calls, w.plan.loads[number], number, user, I[user * INTS + TURNS], user);
}

/** The user has an answer, or has given up. */
export function userAnswered(w: World, user: number): void {
  const I = w.arena.I;
  I[user * INTS + TURNS] += 1;
  think(w, w.plan.loads[I[user * INTS + OWNER]], user);
}

// ---- both --------------------------------------------------------------------------------------

/** A request begins: the load's call. `from` gives it its lineage, `user` waits for its answer (or NONE). */
function offer(
  w: World,
  calls: Calls,
  load: LoadPlan,
  number: number,
  from: number,
  nth: number,
  user: number,
): void {
  const drawn = load.sites.length === 1 ? 0 : w.bits(from, turnOf(FOR_OPERATION, nth));
  let choice = 0;
  while (choice < load.sites.length - 1 && drawn >= load.thresholds[choice]) choice += 1;
  if (w.overlay.wishBent[number] > 0) choice = bentChoice(w, load, number, drawn, choice);
  const site = load.sites[choice];
  const call = calls.take(site);
  const { I, F } = w.arena;
  const at = call * INTS;
  w.inherit(call, from, REQUEST_SALT, nth);
  I[at + PARENT] = user;
  I[at + ASKER] = askerOf(number, load.priority);
  I[at + ROOT] = w.clock[ROOTS];
  w.clock[ROOTS] += 1;
  I[at + POST] =
    load.clients === 1
      ? load.firstClient
      : load.firstClient +
        (user === NONE
          ? Math.floor(w.uniform(call, FOR_CLIENT) * load.clients)
          : I[user * INTS + ORDINAL] % load.clients);
  I[at + ITEM] = load.keys === 0 ? NONE : drawItem(w, load, call);
  if (w.overlay.wishBent[number] > 0) bendItem(w, number, call);
  if (load.patience !== NONE) {
    F[call * REALS + DEADLINE] = w.clock[NOW] + w.sample(load.patience, call, FOR_PATIENCE);
  }
  if (w.overlay.arrivalsBent[number] > 0) w.overlay.hitAll('arrivals', number);
  w.observer.requestBegan(number, call);
  calls.begin(call, w.plan.sites[site], user);
}

/** The operation that is asked for instead, by the same luck: each mix in force is laid over those that began before. */
function bentChoice(w: World, load: LoadPlan, number: number, drawn: number, before: number): number {
  const { overlay } = w;
  const shares = sharesOf(load);
  let last: number = NONE;
  for (const { aim, part, fault } of overlay.inTurn('wish', number)) {
    if (aim.kind !== 'mix') continue;
    const own = shares[aim.measure];
    shift(shares, aim.measure, own + (aim.strength - own) * overlay.strength(part), load);
    last = fault;
  }
  if (last === NONE) return before;
  let choice = 0;
  for (let sum = shares[0]; choice < shares.length - 1 && drawn >= Math.round(sum * WHOLE); ) {
    choice += 1;
    sum += shares[choice];
  }
  if (choice !== before) overlay.hit(last);
  return choice;
}

/** What share of the requests asks for each operation of the load's own mix. */
function sharesOf({ thresholds }: LoadPlan): number[] {
  return Array.from(thresholds, (threshold, i) => (threshold - (i === 0 ? 0 : thresholds[i - 1])) / WHOLE);
}

/** One of the operations gets `share`, the others divide the rest as before. */
function shift(shares: number[], chosen: number, share: number, load: LoadPlan): void {
  // Where it had all, nothing tells how the others divided the rest but the load's own mix.
  const by = shares[chosen] === 1 ? sharesOf(load) : shares;
  const rest = 1 - by[chosen];
  for (let i = 0; i < shares.length; i++) shares[i] = i === chosen ? share : (by[i] * (1 - share)) / rest;
}

/** Some requests are about one key instead of their own. */
function bendItem(w: World, number: number, call: number): void {
  for (const { aim, part, fault } of w.overlay.inTurn('wish', number)) {
    if (aim.kind !== 'hot-key') continue;
    if (w.uniform(call, purposeOf(aim)) >= aim.strength * w.overlay.strength(part)) continue;
    w.arena.I[call * INTS + ITEM] = aim.measure;
    w.overlay.hit(fault);
  }
}

/** So many come at once, beside those that come anyway. */
export function crowd(w: World, calls: Calls, fault: number, number: number, size: number): void {
  const load = w.plan.loads[number];
  w.toil(STEPS_A_REQUEST * size);
  for (let i = 0; i < size; i++) {
    w.makeRoom();
    const from = w.arena.take();
    // Each by a lineage of its own, also when the fault comes again.
    w.descend(from, (load.salt ^ CROWD_SALT ^ w.overlay.faults[fault].salt) | 0, w.overlay.hits[fault]);
    w.overlay.hit(fault);
    offer(w, calls, load, number, from, 0, NONE);
    w.arena.free(from);
  }
}

/** Which of the load's keys a request is about: even, or skewed by a table of cumulative shares. */
function drawItem(w: World, load: LoadPlan, call: number): number {
  const table = load.keyThresholds;
  if (table.length === 0) return Math.floor(w.uniform(call, FOR_ITEM) * load.keys);
  const drawn = w.bits(call, FOR_ITEM);
  let low = 0;
  let high = load.keys - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (drawn < table[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
