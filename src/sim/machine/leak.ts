/** A request that has ended may keep its slot: its answer goes, its frame stays until the leak is over. */
import { INTS, NONE, PARENT } from '../terms/columns.ts';
import { hang } from './bends.ts';
import type { Calls } from './calls.ts';
import { setFutile } from './futile.ts';
import { takeHerald } from './herald.ts';
import { answer } from './stations.ts';
import { touches } from './touch.ts';
import type { World } from './world.ts';

/** True when a leak in force keeps the slot of this frame, which is at its end. */
export function leaks(w: World, calls: Calls, frame: number, replica: number): boolean {
  const { overlay } = w;
  for (const aimed of overlay.aims.finish[replica]) {
    if (!touches(w, aimed, frame)) continue;
    const seen = overlay.tally(aimed) + 1;
    overlay.setTally(aimed, seen);
    if (seen % aimed.aim.measure !== 0) continue;
    overlay.hit(aimed.fault);
    const herald = w.arena.I[frame * INTS + PARENT] === NONE ? NONE : takeHerald(w, frame);
    hang(w, frame, aimed.part);
    if (herald === NONE) return true;
    // The answer goes to who asked, and nothing else that keeps this slot does.
    setFutile(w, calls, frame, true);
    answer(w, calls, herald);
    return true;
  }
  return false;
}
