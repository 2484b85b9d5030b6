/** A replica that a request has killed: it dies, is away for a while, and comes back. */
import { CODE, INTS, OWNER, REALS, SINCE } from '../terms/columns.ts';
import { REPLICA_RETURNS } from '../terms/events.ts';
import type { Calls } from './calls.ts';
import { changeCores } from './cores.ts';
import { crash } from './crash.ts';
import { letIn } from './freeze.ts';
import { NOW, type World } from './world.ts';

/** The condemned replica dies; the row stays to bring it back. */
export function replicaDies(w: World, calls: Calls, row: number): void {
  const replica = w.arena.I[row * INTS + OWNER];
  w.condemned[replica] = 0;
  const isDead = w.overlay.kinds.down[replica] + w.overlay.kinds.gone[replica] > 0;
  w.overlay.hold(replica, 1);
  if (!isDead) die(w, calls, replica, false);
  const { I, F } = w.arena;
  I[row * INTS + CODE] = REPLICA_RETURNS;
  w.calendar.schedule(row, w.clock[NOW] + F[row * REALS + SINCE]);
}

export function replicaReturns(w: World, row: number): void {
  release(w, w.arena.I[row * INTS + OWNER]);
  w.arena.free(row);
}

/** One reason less to be down, which was no fault's. */
export function release(w: World, replica: number): void {
  w.overlay.hold(replica, -1);
  comeUp(w, replica);
}

/** One reason less to be down, or gone: where it was the last one, a new process begins. */
export function comeUp(w: World, replica: number): void {
  const { kinds } = w.overlay;
  if (kinds.down[replica] + kinds.gone[replica] > 0) return;
  w.overlay.begins(replica);
  // Where it was paused, its cores were.
  changeCores(w, replica);
}

/** Everything at the replica is gone; who waited at its door because it stood still finds nobody. */
export function die(w: World, calls: Calls, replica: number, isSilent: boolean): void {
  crash(w, calls, replica, isSilent);
  letIn(w, replica);
}
