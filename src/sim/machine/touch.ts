/** Whom a fault touches: is it in force now, and is this request one of those it means? */
import { INTS, ITEM, NONE, PRIORITY } from '../terms/columns.ts';
import { FOR_FAULT } from '../terms/purposes.ts';
import type { AimedFault } from './overlay.ts';
import type { Aim, Match } from './plan.ts';
import type { World } from './world.ts';

/** Tells the draw of "is it one of the share?" from what the effect itself draws. */
const OF_THE_SHARE = 0x2545f491;

/** What an effect draws for: its own salt; `back` where it draws for an answer too. */
export function purposeOf(aim: Aim, back = false): number {
  return (FOR_FAULT + 2 * aim.salt + (back ? 1 : 0)) | 0;
}

/** True where the fault is in force, and means this row's request. */
export function touches(w: World, aimed: AimedFault, row: number): boolean {
  if (w.overlay.strength(aimed.part) === 0) return false;
  return aimed.match === undefined || isMeant(w, aimed, aimed.match, row);
}

function isMeant(w: World, { fault, aim }: AimedFault, match: Match, row: number): boolean {
  const I = w.arena.I;
  if (w.overlay.taken[fault] >= match.first) return false;
  if (match.priority !== NONE && I[row * INTS + PRIORITY] !== match.priority) return false;
  if (match.keys.length > 0 && !match.keys.includes(I[row * INTS + ITEM])) return false;
  return match.share >= 1 || w.uniform(row, purposeOf(aim) ^ OF_THE_SHARE) < match.share;
}
