/** Faults over time: when each begins, how strong its parts are meanwhile, and what their changes do to what is under way. */
import { NEVER } from '../../base/time.ts';
import { drawUniform } from '../kernel/luck.ts';
import { CODE, INTS, LOOPS, OCCURRENCE, OWNER, PENDING, REALS, SINCE } from '../terms/columns.ts';
import type { EffectKind } from '../terms/effects.ts';
import { RESUME } from '../terms/events.ts';
import { FOR_FAULT, nthOf } from '../terms/purposes.ts';
import { beginFault, FIRST_BEGINNING } from './beginnings.ts';
import { hangsBy } from './bends.ts';
import type { Calls } from './calls.ts';
import { beginWatching, tellWatchers, watchForEnd } from './conditions.ts';
import { changeCores } from './cores.ts';
import type { Depots } from './depots.ts';
import { flush, purge } from './flush.ts';
import { freeze, thaw } from './freeze.ts';
import { catchUp, listingChanges } from './news.ts';
import type { FaultPlan } from './plan.ts';
import { nextChangeAfter, strengthAfter } from './ramps.ts';
import { comeUp, die } from './restarts.ts';
import { rowsWhere } from './rows.ts';
import { scale } from './scaling.ts';
import { applySetting, changeSlots } from './set.ts';
import { bendLoad, crowd } from './sources.ts';
import { changeRate } from './wires.ts';
import { NOW, type World } from './world.ts';

/** Tells the draw of a beginning's delay from that of whether it happens. */
const FOR_JITTER = 0x3c6ef372;

/** Sets a fault's clock going, or lets it wait for its condition. */
export function scheduleFault(w: World, fault: number): void {
  const plan = w.overlay.faults[fault];
  if (plan.when === undefined) beginFault(w, fault, Math.max(w.clock[NOW], plan.at));
  else beginWatching(w, fault);
}

/** How long after its first beginning a fault begins for the `occurrence`th time again, ns. */
function beginningOf(w: World, plan: FaultPlan, occurrence: number): number {
  if (occurrence === 0) return 0;
  const late = plan.jitter === 0 ? 0 : Math.floor(drawnFor(w, plan, occurrence, FOR_JITTER) * plan.jitter);
  return occurrence * plan.every + late;
}

function drawnFor(w: World, plan: FaultPlan, occurrence: number, what: number): number {
  const purpose = nthOf(FOR_FAULT + 2 * plan.salt, occurrence + 1) ^ what;
  return drawUniform(w.key0, w.key1, purpose | 0);
}

/** The instant of a part has come: it begins, changes strength, ends, or comes again. */
export function faultChanges(w: World, calls: Calls, depots: Depots, row: number): void {
  const number = w.arena.I[row * INTS + OWNER];
  const { fault, isFirst, plan: part } = w.overlay.parts[number];
  if (w.overlay.lifted[fault] === 1) {
    w.arena.free(row);
    return;
  }
  const plan = w.overlay.faults[fault];
  const elapsed = w.clock[NOW] - w.arena.F[row * REALS + SINCE];
  const occurrence = w.arena.I[row * INTS + OCCURRENCE];
  const happens = plan.probability >= 1 || drawnFor(w, plan, occurrence, 0) < plan.probability;
  const isBeginning = elapsed === 0;
  if (isFirst && isBeginning) w.overlay.taken[fault] = 0;
  if (happens && isBeginning) w.overlay.turnsVersion(number);
  const isLast = part.after + part.length >= plan.length;
  const isLeftOut = !happens || (isBeginning && w.overlay.isSuperseded(number));
  if (!isLeftOut) {
    setStrength(w, calls, depots, number, strengthAfter(part, elapsed));
    // Between its parts a fault is neither over nor begun again.
    if (isFirst && isBeginning) {
      if (occurrence === 0) watchForEnd(w, fault);
      tellWatchers(w, fault, 'began');
    }
    if (isLast && elapsed >= part.length) tellWatchers(w, fault, 'ended');
  } else if (happens && isLast) {
    tellWatchers(w, fault, 'ended');
  }
  const next = isLeftOut ? NEVER : nextChangeAfter(part, elapsed);
  // Only now: a change that sets much going may have moved the rows.
  const { I, F } = w.arena;
  if (next < NEVER) {
    w.control.schedule(row, F[row * REALS + SINCE] + next);
  } else if (occurrence + 1 < plan.times && plan.every < NEVER) {
    const again = F[row * REALS + FIRST_BEGINNING] + beginningOf(w, plan, occurrence + 1) + part.after;
    I[row * INTS + OCCURRENCE] = occurrence + 1;
    F[row * REALS + SINCE] = Math.max(w.clock[NOW], again);
    w.control.schedule(row, F[row * REALS + SINCE]);
  } else {
    w.arena.free(row);
  }
}

/** Ends a fault for good, all its parts. */
export function liftFault(w: World, calls: Calls, depots: Depots, fault: number): void {
  w.overlay.lifted[fault] = 1;
  w.overlay.waiting[fault] = 0;
  const isPresent = w.overlay.strengthOf(fault) > 0;
  for (const part of w.overlay.partsOf(fault)) {
    w.makeRoom();
    setStrength(w, calls, depots, part, 0);
  }
  if (isPresent) tellWatchers(w, fault, 'ended');
}

/** What a change of what is in force does to whatever is under way; most effects are only asked for later. */
type Consequence = (
  w: World,
  calls: Calls,
  depots: Depots,
  element: number,
  before: number,
  after: number,
) => void;

const CONSEQUENCES: Partial<Record<EffectKind, Consequence>> = {
  // A surge of one leaves the pending arrival where it is, to the last bit.
  surge: (w, _calls, _depots, load, before) => bendLoad(w, load, before),
  down: (w, calls, _depots, replica, before, after) => {
    if (before === 0 && after > 0 && w.overlay.kinds.gone[replica] === 0) die(w, calls, replica, false);
    if (after === 0) comeUp(w, replica);
  },
  gone: (w, calls, _depots, replica, before, after) => {
    if (before === 0 && after > 0 && w.overlay.kinds.down[replica] === 0) die(w, calls, replica, true);
    if (after === 0) comeUp(w, replica);
  },
  freeze: (w, _calls, _depots, replica, before, after) => {
    if (before === 0) freeze(w, replica);
    else if (after === 0) thaw(w, replica);
    changeCores(w, replica);
  },
  wire: (w, _calls, _depots, edge) => changeRate(w, edge),
  cores: (w, _calls, _depots, replica) => changeCores(w, replica),
  slots: (w, calls, _depots, replica) => changeSlots(w, calls, replica),
  absent: (w, _calls, _depots, replica) => listingChanges(w, replica),
  staff: (w, _calls, _depots, service) => scale(w, service),
  stale: (w, _calls, _depots, edge) => catchUp(w, edge),
  set: (w, calls, _depots, setting) => applySetting(w, calls, setting),
  'broker-down': (w, _calls, depots, broker) => {
    w.plan.depots.forEach((depot, number) => {
      if (depot.broker === broker) depots.pump(number);
    });
  },
};

/** What falls on one element is worked out before and after, and may do something to it. */
const STEPS_A_TOUCH = 20;

/** Brings a part to a strength, with all that this means for what is under way. */
function setStrength(w: World, calls: Calls, depots: Depots, number: number, strength: number): void {
  const { overlay } = w;
  if (overlay.strength(number) === strength) return;
  const { fault, touches, plan } = overlay.parts[number];
  w.toil(STEPS_A_TOUCH * touches.length);
  const whole = overlay.strengthOf(fault);
  const isBeginning = overlay.strength(number) === 0;
  const before = touches.map((touch) => overlay.force(touch));
  overlay.setStrength(number, strength);
  const now = overlay.strengthOf(fault);
  if (now !== whole) {
    if (whole === 0 && overlay.begun[fault] === NEVER) overlay.begun[fault] = w.clock[NOW];
    if (now === 0) overlay.ended[fault] = w.clock[NOW];
    w.observer.faultChanged(fault, now, whole);
  }
  touches.forEach((touch, i) => {
    const after = overlay.force(touch);
    // Of a wire each step counts, though it is narrow before and after.
    if (after !== before[i] || touch.kind === 'wire')
      CONSEQUENCES[touch.kind]?.(w, calls, depots, touch.element, before[i], after);
  });
  if (isBeginning) strike(w, calls, depots, number);
  if (strength === 0 && plan.aims.some(({ kind }) => kind === 'hang' || kind === 'leak')) goOn(w, number);
}

/** What a part does once and for all, at its beginning. */
function strike(w: World, calls: Calls, depots: Depots, part: number): void {
  const { fault, plan } = w.overlay.parts[part];
  for (const { kind, element, measure } of plan.aims) {
    if (kind === 'crowd') crowd(w, calls, fault, element, measure);
    else if (kind === 'flush') flush(w, calls, fault, element);
    else if (kind === 'purge') purge(w, depots, fault, element);
  }
}

/** What hung because of this part goes on from where it was. */
function goOn(w: World, part: number): void {
  const I = w.arena.I;
  const hangs = (row: number) =>
    I[row * INTS + CODE] === RESUME &&
    I[row * INTS + PENDING] === 1 &&
    I[row * INTS + LOOPS] === hangsBy(part);
  for (const row of rowsWhere(w, hangs)) {
    I[row * INTS + PENDING] = 0;
    I[row * INTS + LOOPS] = 0;
    w.soon(row);
  }
}
