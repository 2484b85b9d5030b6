/** Numbers that faults set: of a policy at a caller replica, or of a replica's own slots and waiting places. */
import { SLOTS, STATION_INTS } from '../terms/stations.ts';
import type { Calls } from './calls.ts';
import { firstLimit, firstSlots, type Plan } from './plan.ts';
import { serveWaiting } from './stations.ts';
import type { World } from './world.ts';

/** What a fault began or ended to set is now what the one that began last says, or what it was made to be. */
export function applySetting(w: World, calls: Calls, setting: number): void {
  const { plan, overlay } = w;
  const base = baseOf(plan, setting);
  const last = overlay.inTurn('settings', setting).at(-1);
  const value = last === undefined ? base : last.aim.measure;
  if (last !== undefined && value !== base) overlay.hit(last.fault);
  const slots = firstSlots(plan);
  const limit = firstLimit(plan);
  if (setting < slots) w.settings[setting] = value;
  else if (setting >= limit) w.queueLimits[setting - limit] = value;
  else {
    const replica = setting - slots;
    w.stationInts[replica * STATION_INTS + SLOTS] = value;
    const post = plan.posts.find((each) => each.replica === replica);
    if (post !== undefined) serveWaiting(w, calls, post);
  }
}

/** What it is where no fault says otherwise. */
function baseOf(plan: Plan, setting: number): number {
  const slots = firstSlots(plan);
  if (setting < slots) return plan.settings[setting];
  const limit = firstLimit(plan);
  if (setting < limit) return plan.serviceSlots[plan.replicaService[setting - slots]];
  return plan.posts.find((post) => post.replica === setting - limit)?.rules.limit ?? 0;
}
