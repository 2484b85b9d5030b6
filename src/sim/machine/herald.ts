/** A herald stands in for an attempt whose own row must stay where it is, and carries its answer. */
import { ATTEMPT, INTS, LIFE, NONE, PARENT, PENDING } from '../terms/columns.ts';
import type { World } from './world.ts';

/** Another row takes the attempt's place with its call. The row itself goes on without a caller. */
export function takeHerald(w: World, row: number): number {
  const herald = w.arena.take();
  const I = w.arena.I;
  const life = I[herald * INTS + LIFE];
  I.copyWithin(herald * INTS, row * INTS, (row + 1) * INTS);
  I[herald * INTS + LIFE] = life;
  I[herald * INTS + PENDING] = 0;
  I[I[row * INTS + PARENT] * INTS + ATTEMPT] = herald;
  I[row * INTS + PARENT] = NONE;
  w.observer.attemptMoved(row, herald);
  return herald;
}
