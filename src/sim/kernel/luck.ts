/**
 * Keyed luck. A draw is a pure function of who draws and for what purpose: nothing is consumed, so
 * nobody's draws can shift anybody else's. "Who" is a 64-bit lineage key held in two int32 columns;
 * a child's key mixes its parent's key with the step and the repetition that created it.
 */
import { mix32 } from '../../base/hash.ts';

/** 2^-32: maps the 2^32 outcomes of a draw into the open interval (0, 1). */
const TO_UNIT = 1 / 4294967296;

/** First half of the key of the child that `salt` and `nth` name. */
export function childKey0(key0: number, key1: number, salt: number, nth: number): number {
  return mix32((key0 + Math.imul(salt, 0x9e3779b1) + nth) ^ Math.imul(key1, 0x85ebca77));
}

/** Second half; built from other constants, so the halves are independent. */
export function childKey1(key0: number, key1: number, salt: number, nth: number): number {
  return mix32((key1 ^ Math.imul(salt, 0xc2b2ae3d)) + Math.imul(nth, 0x27d4eb2f) + (key0 << 7));
}

/** 32 random bits as an int32, for this key and purpose. */
export function drawBits(key0: number, key1: number, purpose: number): number {
  return mix32(mix32(key0 ^ Math.imul(purpose, 0x9e3779b1)) + key1);
}

/** A uniform draw in the open interval (0, 1), for this key and purpose. */
export function drawUniform(key0: number, key1: number, purpose: number): number {
  return ((drawBits(key0, key1, purpose) >>> 0) + 0.5) * TO_UNIT;
}
