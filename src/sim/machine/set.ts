/** Numbers that faults set: of a policy at a caller replica, or of a replica's own slots and waiting places. */
import type { Layer } from '../policy/contract.ts';
import type { Gate } from '../policy/gate-contract.ts';
import { SLOTS, STATION_INTS } from '../terms/stations.ts';
import type { Calls } from './calls.ts';
import { readLevel } from './gauges.ts';
import { countStation } from './integrals.ts';
import { firstLimit, firstSlots, type Plan, type Post } from './plan.ts';
import { serveWaiting } from './stations.ts';
import type { World } from './world.ts';

/** What a fault began or ended to set is now what the one that began last says, or what it was made to be. */
export function applySetting(w: World, calls: Calls, setting: number): void {
  const { plan, overlay } = w;
  const value = settingNow(w, setting);
  const last = overlay.inTurn('settings', setting).at(-1);
  if (last !== undefined && value !== baseOf(plan, setting)) overlay.hit(last.fault);
  const slots = firstSlots(plan);
  const limit = firstLimit(plan);
  if (setting < slots) setPolicy(w, setting, value);
  else if (setting < limit) changeSlots(w, calls, setting - slots);
  else w.queueLimits[setting - limit] = value;
}

/** Sets a number of a policy, which may have to keep what it remembers in other numbers from now on. */
function setPolicy(w: World, setting: number, value: number): void {
  const { settings, policy, settingsSize, shared, sharedSize, gauges } = setterOf(w.plan, setting);
  const own = Math.floor((setting - settings) / settingsSize);
  const s = settings + own * settingsSize;
  if (value !== w.settings[setting]) policy.willChange?.(w, s, shared + own * sharedSize, setting - s, value);
  w.settings[setting] = value;
  for (const gauge of gauges) readLevel(w, gauge, own);
}

/** The last one whose settings do not begin behind it. */
function setterOf({ setters }: Plan, setting: number): Layer | Gate {
  let from = 0;
  let to = setters.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (setters[middle].settings <= setting) from = middle;
    else to = middle;
  }
  return setters[from];
}

/** The replica has the share that is left to it of the slots it is set to, at least one; who waits takes what has come back. */
export function changeSlots(w: World, calls: Calls, replica: number): void {
  const { plan, overlay } = w;
  const whole = settingNow(w, firstSlots(plan) + replica);
  const share = overlay.levels.slots[replica];
  countStation(w, replica);
  w.stationInts[replica * STATION_INTS + SLOTS] = Math.max(1, Math.floor(whole * share + 1e-9));
  const post = postAt(plan, replica);
  if (post !== undefined) serveWaiting(w, calls, post);
}

/** What it is set to now. */
function settingNow(w: World, setting: number): number {
  return w.overlay.inTurn('settings', setting).at(-1)?.aim.measure ?? baseOf(w.plan, setting);
}

/** What it is where no fault says otherwise. */
function baseOf(plan: Plan, setting: number): number {
  const slots = firstSlots(plan);
  if (setting < slots) return plan.settings[setting];
  const limit = firstLimit(plan);
  if (setting < limit) return plan.serviceSlots[plan.replicaService[setting - slots]];
  return postAt(plan, setting - limit)?.rules.limit ?? 0;
}

/** The replica's part of the first operation of its service. */
function postAt({ directory, operationPost, posts }: Plan, replica: number): Post | undefined {
  const { service, index } = directory.replicas[replica];
  const { firstOperation, operations } = directory.services[service];
  return operations === 0 ? undefined : posts[operationPost[firstOperation] + index];
}
