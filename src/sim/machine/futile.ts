/**
 * Futile work: its result can no longer reach who asked, because somebody on the way has stopped waiting. A caller
 * that leaves an attempt makes it futile, and with it all that is under way for it, however deep. What begins below
 * inherits the mark with its asker (terms/asker.ts), so nobody who starts looks up, and nothing is looked through
 * unless somebody leaves. A notify and a message have effects of their own: they begin anew. What several calls wait
 * for is futile when all of them are; the policy that let them share it keeps count.
 */
import { isFutile, markedFutile } from '../terms/asker.ts';
import {
  ASKER,
  ATTEMPT,
  BASE,
  BRANCHES,
  CHILD,
  CODE,
  INTS,
  LAYERS,
  NONE,
  POST,
  SIBLING_NEXT,
} from '../terms/columns.ts';
import { CALLING, COMPUTING, RESUME } from '../terms/events.ts';
import { STATION_INTS, WASTED } from '../terms/stations.ts';
import { isFlight } from './branches.ts';
import type { Calls } from './calls.ts';
import { countStation } from './integrals.ts';
import type { World } from './world.ts';

/** An attempt, and all that is under way for it, is futile from now on, or no longer. */
export function setFutile(w: World, calls: Calls, attempt: number, futile: boolean): void {
  const I = w.arena.I;
  const at = attempt * INTS;
  if (isFutile(I[at + ASKER]) === futile) return;
  I[at + ASKER] = markedFutile(I[at + ASKER], futile);
  const hasStarted = I[at + CODE] === RESUME || I[at + CODE] === COMPUTING;
  if (!hasStarted) return;
  const replica = w.plan.directory.postReplica[I[at + POST]];
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + WASTED] += futile ? 1 : -1;
  setChildren(w, calls, attempt, futile);
}

/** What a running frame or strand waits for. */
function setChildren(w: World, calls: Calls, frame: number, futile: boolean): void {
  const I = w.arena.I;
  for (let child = I[frame * INTS + CHILD]; child !== NONE; child = I[child * INTS + SIBLING_NEXT]) {
    if (I[child * INTS + CODE] === CALLING) {
      setFutileCall(w, calls, child, futile);
    } else {
      I[child * INTS + ASKER] = markedFutile(I[child * INTS + ASKER], futile);
      setChildren(w, calls, child, futile);
    }
  }
}

/** A call or branch, with its attempt and whatever its policies have begun beside it. */
export function setFutileCall(w: World, calls: Calls, call: number, futile: boolean): void {
  const I = w.arena.I;
  const at = call * INTS;
  if (isFutile(I[at + ASKER]) === futile) return;
  I[at + ASKER] = markedFutile(I[at + ASKER], futile);
  if (I[at + ATTEMPT] !== NONE) setFutile(w, calls, I[at + ATTEMPT], futile);
  for (let each = I[at + BRANCHES]; each !== NONE; each = I[each * INTS + SIBLING_NEXT])
    if (!isFlight(I, each)) setFutileCall(w, calls, each, futile);
  const { chain } = calls.siteOf(call);
  for (let i = I[at + BASE] + 1; i < I[at + LAYERS]; i++)
    chain[i].policy.wantChanged?.(calls.host, call, chain[i], futile);
}
