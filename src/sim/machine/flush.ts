/** Flush: whatever waits at a replica is turned away at once; whatever is ready at a broker is dropped. */
import { CODE, INTS, NONE, POST, TIMER } from '../terms/columns.ts';
import { QUEUED } from '../terms/events.ts';
import { SHED } from '../terms/outcomes.ts';
import type { Calls } from './calls.ts';
import type { Depots } from './depots.ts';
import { rowsWhere } from './rows.ts';
import { turnAway } from './stations.ts';
import { leaveQueue } from './waiting.ts';
import type { World } from './world.ts';

export function flush(w: World, calls: Calls, fault: number, replica: number): void {
  const { I } = w.arena;
  const isWaiting = (row: number) =>
    I[row * INTS + CODE] === QUEUED && w.plan.posts[I[row * INTS + POST]].replica === replica;
  for (const row of rowsWhere(w, isWaiting)) {
    w.makeRoom();
    w.overlay.hit(fault);
    const timer = w.arena.I[row * INTS + TIMER];
    if (timer !== NONE) w.timers.clear(timer);
    leaveQueue(w, w.plan.posts[w.arena.I[row * INTS + POST]], row);
    turnAway(w, calls, row, SHED);
  }
}

/** Messages that are with a consumer stay: they are no longer the queue's to drop. */
export function purge(w: World, depots: Depots, fault: number, broker: number): void {
  w.plan.depots.forEach((depot, number) => {
    if (depot.broker !== broker) return;
    for (let message = depots.takeReady(number); message !== NONE; message = depots.takeReady(number)) {
      w.overlay.hit(fault);
      depots.expire(message);
    }
  });
}
