/**
 * Who asked: a request's class and the load it came from, in one number that all it sets in motion inherits;
 * and whether anybody on the way up from here has stopped waiting.
 */

/** Request classes: 0 is the most important. */
const CLASS_BITS = 4;

/** Set where somebody on the way to who asked has stopped waiting: nothing that comes of it gets there any more. */
const FUTILE = 1 << 30;

/** Of a check, which no load has asked for. */
export const NOBODY = 0;

export function askerOf(load: number, priority: number): number {
  return ((load + 1) << CLASS_BITS) | priority;
}

export function priorityOf(asker: number): number {
  return asker & ((1 << CLASS_BITS) - 1);
}

/** Number of the load; NONE (−1) where no load has asked. */
export function loadOf(asker: number): number {
  return ((asker & ~FUTILE) >> CLASS_BITS) - 1;
}

export function isFutile(asker: number): boolean {
  return (asker & FUTILE) !== 0;
}

/** The same asker, who is waiting, or (`futile`) out of reach. */
export function markedFutile(asker: number, futile: boolean): number {
  return futile ? asker | FUTILE : asker & ~FUTILE;
}
