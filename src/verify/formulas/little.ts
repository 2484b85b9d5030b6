/**
 * Little's law and what it says of held slots: number = rate × time, for any station, any order, any
 * distribution. Source: Little (1961), "A proof for the queuing formula L = λW".
 */

/** Mean number present. */
export function numberPresent(rate: number, timeMean: number): number {
  return rate * timeMean;
}

/**
 * Requests per unit of time that `slots` can pass, when each is held from start to reply: own work
 * and everything waited for. A caller with 64 slots passes 64 a second when its dependency takes one.
 */
export function heldSlotCapacity(slots: number, ownWorkMean: number, waitedForMean: number): number {
  return slots / (ownWorkMean + waitedForMean);
}
