/** Who asked: a request's class and the load it came from, in one number that all it sets in motion inherits. */

/** Request classes: 0 is the most important. */
const CLASS_BITS = 4;

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
  return (asker >> CLASS_BITS) - 1;
}
