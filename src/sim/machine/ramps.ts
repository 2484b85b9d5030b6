/** How strong a part of a fault is: it rises, holds and fades, in even steps of time. */
import { NEVER } from '../../base/time.ts';
import type { RampShape } from '../fault/contract.ts';
import type { FaultPart } from './plan.ts';

/** A ramp is climbed in this many even steps. */
const RAMP_STEPS = 20;

/** Strength `elapsed` ns after the part began. */
export function strengthAfter(part: FaultPart, elapsed: number): number {
  if (elapsed >= part.length) return 0;
  let strength = 1;
  if (elapsed < part.rampIn)
    strength = shaped(part.shape, (Math.floor((elapsed / part.rampIn) * RAMP_STEPS + 1e-9) + 1) / RAMP_STEPS);
  const left = part.length - elapsed;
  if (left < part.rampOut) {
    const fading = Math.ceil((left / part.rampOut) * RAMP_STEPS - 1e-9) / RAMP_STEPS;
    strength = Math.min(strength, shaped(part.shape, fading));
  }
  return Math.min(1, strength);
}

/** Steepness of an exponential ramp: at half its time it has reached a twelfth of its height. */
const STEEP = 5;
/** Steps of a ramp in steps: a quarter each. */
const FEW = 4;

/** Height at a share of the way up: 0 to 1, and 1 at the end. */
export function shaped(shape: RampShape, share: number): number {
  switch (shape) {
    case 'linear':
      return share;
    case 'step':
      return Math.ceil(share * FEW - 1e-9) / FEW;
    case 'exp':
      return (Math.exp(STEEP * share) - 1) / (Math.exp(STEEP) - 1);
    case 'sine': {
      // (1 − cos πx)/2 = sin²(πx/2)
      const sine = sineOf((Math.PI / 2) * Math.min(1, share));
      return share >= 1 ? 1 : sine * sine;
    }
  }
}

/** sin x for 0 ≤ x ≤ π/2, by its series: Math.sin differs between versions of V8. */
function sineOf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; n <= 17; n += 2) {
    term *= (-x * x) / (n * (n - 1));
    sum += term;
  }
  return sum;
}

/** How long after its beginning a part that is `elapsed` old changes next; NEVER if it stays as it is. */
export function nextChangeAfter(part: FaultPart, elapsed: number): number {
  if (elapsed >= part.length) return NEVER;
  if (elapsed < part.rampIn) {
    const step = part.rampIn / RAMP_STEPS;
    return Math.min(part.length, wholeAfter((Math.floor(elapsed / step + 1e-9) + 1) * step, elapsed));
  }
  const fading = part.length - part.rampOut;
  if (elapsed < fading) return fading;
  if (part.rampOut === 0) return part.length;
  const step = part.rampOut / RAMP_STEPS;
  return Math.min(
    part.length,
    wholeAfter(fading + (Math.floor((elapsed - fading) / step + 1e-9) + 1) * step, elapsed),
  );
}

/** The first whole ns at which a step has come, and later than now: rounded down it would come for ever. */
function wholeAfter(step: number, elapsed: number): number {
  return Math.max(elapsed + 1, Math.ceil(step - 1e-6));
}
