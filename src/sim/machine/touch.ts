/** Whom a fault touches: is it in force now, and is this request one of those it means? */
import { loadOf, priorityOf } from '../terms/asker.ts';
import { ASKER, CODE, INTS, ITEM, NONE, PARENT } from '../terms/columns.ts';
import { RESUME } from '../terms/events.ts';
import { FOR_FAULT } from '../terms/purposes.ts';
import type { AimedFault } from './fault-parts.ts';
import type { Aim, Match } from './plan.ts';
import type { World } from './world.ts';

/** Tells the draw of "is it one of the share?" from what the effect itself draws. */
const OF_THE_SHARE = 0x2545f491;

/** What an effect draws for: its own salt; `second` where it draws for an answer, or for a length, too. */
export function purposeOf(aim: Aim, second = false): number {
  return (FOR_FAULT + 2 * aim.salt + (second ? 1 : 0)) | 0;
}

/** True where the fault is in force, and means this row's request. */
export function touches(w: World, aimed: AimedFault, row: number): boolean {
  const { aim, match, part } = aimed;
  if (w.overlay.strength(part) === 0) return false;
  if (aim.ofVersion && !w.overlay.runsVersionOf(aimed.fault, w.plan.posts[aim.element].replica)) return false;
  // Whoever fills the memory: all that is done there is slower.
  if (aim.kind === 'bloated') return true;
  if (aim.keys.length > 0 && !aim.keys.includes(w.arena.I[row * INTS + ITEM])) return false;
  return match === undefined || isMeant(w, aimed, match, row);
}

function isMeant(w: World, { fault, aim }: AimedFault, match: Match, row: number): boolean {
  const I = w.arena.I;
  if (w.overlay.taken[fault] >= match.first) return false;
  if (match.priority !== NONE && priorityOf(I[row * INTS + ASKER]) !== match.priority) return false;
  if (match.load !== NONE && loadOf(I[row * INTS + ASKER]) !== match.load) return false;
  if (match.keys.length > 0 && !match.keys.includes(I[row * INTS + ITEM])) return false;
  return match.share >= 1 || w.uniform(requestOf(w, row), purposeOf(aim) ^ OF_THE_SHARE) < match.share;
}

/** The frame that a strand belongs to; any other row itself. A whole request is meant, or none of it. */
export function requestOf(w: World, row: number): number {
  const I = w.arena.I;
  let request = row;
  for (let parent = I[request * INTS + PARENT]; parent !== NONE; parent = I[request * INTS + PARENT]) {
    if (I[parent * INTS + CODE] !== RESUME) break;
    request = parent;
  }
  return request;
}
