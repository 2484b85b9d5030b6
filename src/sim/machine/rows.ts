/** Looking through all rows: for what is rare, so that nobody need keep lists for it. */
import { INTS, KEY0, KEY1, LIFE, REALS, SINCE } from '../terms/columns.ts';
import type { World } from './world.ts';

/** All rows alive now (their LIFE is odd) that are meant, in the order in which they were sent. */
export function rowsWhere(w: World, isMeant: (row: number) => boolean): number[] {
  const { I, taken } = w.arena;
  const found: number[] = [];
  w.toil(taken);
  for (let row = 0; row < taken; row++) if ((I[row * INTS + LIFE] & 1) === 1 && isMeant(row)) found.push(row);
  // Row numbers depend on whatever else the scenario holds; who was sent when, and whose luck it is, do not.
  return found.sort((a, b) => earlierSent(w, a, b));
}

function earlierSent(w: World, a: number, b: number): number {
  const { I, F } = w.arena;
  return (
    F[a * REALS + SINCE] - F[b * REALS + SINCE] ||
    I[a * INTS + KEY0] - I[b * INTS + KEY0] ||
    I[a * INTS + KEY1] - I[b * INTS + KEY1]
  );
}
