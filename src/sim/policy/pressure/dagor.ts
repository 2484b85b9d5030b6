/**
 * DAGOR: a window in which requests waited longer than the target on average was overload. Each request has a level,
 * its priority and within that its user's; a cursor says up to which level requests are let in. After
 * overload the cursor goes where only 1 − α of those let in would have passed, otherwise where β of all
 * who came would have passed more. Users are hashed, anew each hour, so that the same user is let in
 * everywhere or nowhere, and not always the same ones. (H. Zhou et al., "Overload Control for Scaling WeChat
 * Microservices", SoCC 2018, algorithm 1.)
 */
import { mix32 } from '../../../base/hash.ts';
import { HOUR } from '../../../base/time.ts';
import type { Numbers } from '../gate-contract.ts';
import { DOWN, INTERVAL, PRIORITIES, REQUESTS, THRESHOLD, UP, USERS } from './settings.ts';

/** Levels up to this one are let in. */
const CURSOR = 0;
const WINDOW_SINCE = 1;
/** In this window: who came, who was let in, who got a slot, and how long these had waited, ns. */
const CAME = 2;
const LET_IN = 3;
const STARTED = 4;
const WAITED = 5;
/** How many came of each level. */
const LEVELS = 6;

export function dagorStart(users: number): number[] {
  return [PRIORITIES * users - 1, 0, 0, 0, 0, 0, ...new Array<number>(PRIORITIES * users).fill(0)];
}

/** Level of a user among the users of a priority; `luck` is for requests without a key. */
export function userLevel({ clock, settings }: Numbers, s: number, item: number, luck: number): number {
  const users = settings[s + USERS];
  if (item < 0) return Math.floor(luck * users);
  const hour = Math.floor(clock[0] / HOUR);
  return (mix32(Math.imul(item + 1, 0x9e3779b1) ^ Math.imul(hour + 1, 0x85ebca6b)) >>> 0) % users;
}

/** A request of this priority, and user's level within, is at the door. True if it is let in. */
export function comes(
  { clock, settings, shared }: Numbers,
  s: number,
  a: number,
  priority: number,
  user: number,
): boolean {
  const isOver = clock[0] - shared[a + WINDOW_SINCE] >= settings[s + INTERVAL];
  if (isOver || shared[a + CAME] >= settings[s + REQUESTS]) closeWindow(clock[0], settings, shared, s, a);
  const level = priority * settings[s + USERS] + user;
  const letIn = level <= shared[a + CURSOR];
  shared[a + CAME] += 1;
  if (letIn) shared[a + LET_IN] += 1;
  shared[a + LEVELS + level] += 1;
  return letIn;
}

export function hasWaited({ shared }: Numbers, a: number, waited: number): void {
  shared[a + STARTED] += 1;
  shared[a + WAITED] += waited;
}

function closeWindow(now: number, settings: Float64Array, shared: Float64Array, s: number, a: number): void {
  const levels = PRIORITIES * settings[s + USERS];
  const letIn = shared[a + LET_IN];
  const started = shared[a + STARTED];
  const isOverloaded = started > 0 && shared[a + WAITED] / started > settings[s + THRESHOLD];
  const came = shared[a + CAME];
  if (isOverloaded) shared[a + CURSOR] = lastWithin(shared, a, levels, letIn * (1 - settings[s + DOWN]));
  else {
    const raised = firstBeyond(shared, a, levels, letIn + came * settings[s + UP]);
    shared[a + CURSOR] = Math.max(shared[a + CURSOR], raised);
  }
  shared[a + WINDOW_SINCE] = now;
  shared.fill(0, a + CAME, a + LEVELS + levels);
}

/** The last level up to which no more than `expected` came; the first one at least, or nobody would be let in any more. */
function lastWithin(shared: Float64Array, a: number, levels: number, expected: number): number {
  let came = 0;
  for (let level = 0; level < levels; level++) {
    came += shared[a + LEVELS + level];
    if (came > expected) return Math.max(0, level - 1);
  }
  return levels - 1;
}

/** The first level up to which at least `expected` came. Rounded up, so that a large level is reached some time. */
function firstBeyond(shared: Float64Array, a: number, levels: number, expected: number): number {
  let came = 0;
  for (let level = 0; level < levels; level++) {
    came += shared[a + LEVELS + level];
    if (came >= expected) return level;
  }
  return levels - 1;
}
