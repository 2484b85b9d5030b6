/** Faults over time: when each begins, how strong it is meanwhile, and what its changes do to what is under way. */
import { NEVER } from '../../base/time.ts';
import { drawUniform } from '../kernel/luck.ts';
import { CODE, INTS, OCCURRENCE, OWNER, REALS, SINCE } from '../terms/columns.ts';
import { FAULT_CHANGES } from '../terms/events.ts';
import { FOR_FAULT } from '../terms/purposes.ts';
import type { Calls } from './calls.ts';
import { crash } from './crash.ts';
import type { Depots } from './depots.ts';
import type { FaultPlan } from './plan.ts';
import { bendLoad } from './sources.ts';
import { NOW, type World } from './world.ts';

/** A ramp is climbed in this many even steps. */
const RAMP_STEPS = 20;

/** Sets a fault's clock going: its first change is at its beginning. */
export function scheduleFault(w: World, fault: number): void {
  const plan = w.overlay.faults[fault];
  const row = w.arena.take();
  w.arena.I[row * INTS + CODE] = FAULT_CHANGES;
  w.arena.I[row * INTS + OWNER] = fault;
  w.arena.I[row * INTS + OCCURRENCE] = 0;
  const at = Math.max(w.clock[NOW], plan.at);
  w.arena.F[row * REALS + SINCE] = at;
  w.control.schedule(row, at);
}

/** Strength of a fault `elapsed` ns after it began: rises, holds, fades. */
export function strengthAfter(plan: FaultPlan, elapsed: number): number {
  if (elapsed >= plan.length) return 0;
  let strength = 1;
  if (elapsed < plan.rampIn)
    strength = (Math.floor((elapsed / plan.rampIn) * RAMP_STEPS + 1e-9) + 1) / RAMP_STEPS;
  const left = plan.length - elapsed;
  if (left < plan.rampOut)
    strength = Math.min(strength, Math.ceil((left / plan.rampOut) * RAMP_STEPS - 1e-9) / RAMP_STEPS);
  return Math.min(1, strength);
}

/** How long after its beginning a fault that is `elapsed` old changes next; NEVER if it stays as it is. */
export function nextChangeAfter(plan: FaultPlan, elapsed: number): number {
  if (elapsed >= plan.length) return NEVER;
  if (elapsed < plan.rampIn) {
    const step = plan.rampIn / RAMP_STEPS;
    return Math.min(plan.length, wholeAfter((Math.floor(elapsed / step + 1e-9) + 1) * step, elapsed));
  }
  const fading = plan.length - plan.rampOut;
  if (elapsed < fading) return fading;
  if (plan.rampOut === 0) return plan.length;
  const step = plan.rampOut / RAMP_STEPS;
  return Math.min(
    plan.length,
    wholeAfter(fading + (Math.floor((elapsed - fading) / step + 1e-9) + 1) * step, elapsed),
  );
}

/** The first whole ns at which a step has come, and later than now: rounded down it would come for ever. */
function wholeAfter(step: number, elapsed: number): number {
  return Math.max(elapsed + 1, Math.ceil(step - 1e-6));
}

/** A fault's instant has come: it begins, changes strength, ends, or comes again. */
export function faultChanges(w: World, calls: Calls, depots: Depots, row: number): void {
  const fault = w.arena.I[row * INTS + OWNER];
  if (w.overlay.lifted[fault] === 1) {
    w.arena.free(row);
    return;
  }
  const plan = w.overlay.faults[fault];
  const elapsed = w.clock[NOW] - w.arena.F[row * REALS + SINCE];
  const occurrence = w.arena.I[row * INTS + OCCURRENCE];
  const happens = plan.probability >= 1 || drawnFor(w, plan, occurrence) < plan.probability;
  if (happens) setStrength(w, calls, depots, fault, strengthAfter(plan, elapsed));
  const next = happens ? nextChangeAfter(plan, elapsed) : NEVER;
  // Only now: a change that sets much going may have moved the rows.
  const { I, F } = w.arena;
  if (next < NEVER) {
    w.control.schedule(row, F[row * REALS + SINCE] + next);
  } else if (occurrence + 1 < plan.times && plan.every < NEVER) {
    I[row * INTS + OCCURRENCE] = occurrence + 1;
    F[row * REALS + SINCE] = Math.max(w.clock[NOW], F[row * REALS + SINCE] + plan.every);
    w.control.schedule(row, F[row * REALS + SINCE]);
  } else {
    w.arena.free(row);
  }
}

function drawnFor(w: World, plan: FaultPlan, occurrence: number): number {
  return drawUniform(w.key0, w.key1, (FOR_FAULT + 2 * plan.salt + Math.imul(occurrence + 1, 0x10001)) | 0);
}

/** Brings a fault to a strength, with all that this means for what is under way. */
export function setStrength(w: World, calls: Calls, depots: Depots, fault: number, strength: number): void {
  if (w.overlay.strength[fault] === strength) return;
  const plan = w.overlay.faults[fault];
  const loads = plan.aims.filter((aim) => aim.kind === 'surge').map((aim) => aim.element);
  const replicas = plan.aims.filter((aim) => aim.kind === 'down').map((aim) => aim.element);
  const brokers = plan.aims.filter((aim) => aim.kind === 'broker-down').map((aim) => aim.element);
  const wereUp = replicas.filter((replica) => w.overlay.replicaDown[replica] === 0);
  const surges = loads.map((load) => w.overlay.loadSurge[load]);
  w.overlay.setStrength(fault, strength);
  w.observer.faultChanged(fault, strength);
  loads.forEach((load, i) => {
    // A surge of one leaves the pending arrival where it is, to the last bit.
    if (w.overlay.loadSurge[load] !== surges[i]) bendLoad(w, load, surges[i]);
  });
  for (const replica of wereUp) if (w.overlay.replicaDown[replica] > 0) crash(w, calls, replica);
  w.plan.depots.forEach((depot, number) => {
    if (brokers.includes(depot.broker)) depots.pump(number);
  });
}
