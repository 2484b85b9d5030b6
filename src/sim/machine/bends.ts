/** What faults in force do to a request at its post: to the work of a step, and to its start. */
import { ENDING, INTS, POST, SITE } from '../terms/columns.ts';
import { ERROR, endingAt } from '../terms/outcomes.ts';
import { purposeOf, touches } from './touch.ts';
import type { World } from './world.ts';

/** Time that a step computes, ns, which would be `drawn` without the faults in force. */
export function bentWork(w: World, frame: number, drawn: number): number {
  const { overlay } = w;
  let factor = 1;
  for (const aimed of overlay.aims.work[w.arena.I[frame * INTS + POST]]) {
    if (!touches(w, aimed, frame)) continue;
    const own = overlay.factor(aimed);
    if (own === 1) continue;
    factor *= own;
    overlay.hit(aimed.fault);
  }
  return factor === 1 ? drawn : Math.round(drawn * factor);
}

/** A request has got its slot: faults in force may end it there and then; each draws for itself. */
export function bendStart(w: World, frame: number): void {
  const I = w.arena.I;
  for (const aimed of w.overlay.aims.start[I[frame * INTS + POST]]) {
    if (!touches(w, aimed, frame)) continue;
    const share = aimed.aim.strength * w.overlay.strength(aimed.part);
    if (w.uniform(frame, purposeOf(aimed.aim)) >= share) continue;
    I[frame * INTS + ENDING] = endingAt(ERROR, w.plan.sites[I[frame * INTS + SITE]].edge);
    w.overlay.hit(aimed.fault);
  }
}
