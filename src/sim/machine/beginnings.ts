/** A fault begins: each of its parts has a clock of its own. */
import { CODE, ENTERED, INTS, OCCURRENCE, OWNER, REALS, SINCE } from '../terms/columns.ts';
import { FAULT_CHANGES } from '../terms/events.ts';
import type { World } from './world.ts';

/** A control row keeps the fault's first beginning beside the present beginning of its part. */
export const FIRST_BEGINNING = ENTERED;

/** The fault begins at an instant, now or later. */
export function beginFault(w: World, fault: number, at: number): void {
  for (const part of w.overlay.partsOf(fault)) {
    w.makeRoom();
    const row = w.arena.take();
    const { I, F } = w.arena;
    const { after } = w.overlay.parts[part].plan;
    I[row * INTS + CODE] = FAULT_CHANGES;
    I[row * INTS + OWNER] = part;
    I[row * INTS + OCCURRENCE] = 0;
    F[row * REALS + FIRST_BEGINNING] = at;
    F[row * REALS + SINCE] = at + after;
    w.control.schedule(row, at + after);
  }
}
