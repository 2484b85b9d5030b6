/** What a draw is for. Part of every draw's key, so no two purposes share luck. A step draws for its own salt. */
export const FOR_LINK_OUT = 2;
export const FOR_LINK_BACK = 3;
export const FOR_JITTER_OUT = 4;
export const FOR_JITTER_BACK = 5;
export const FOR_LOSS_OUT = 6;
export const FOR_LOSS_BACK = 7;
export const FOR_BALANCER = 8;
export const FOR_BALANCER_SECOND = 9;
export const FOR_GAP = 13;
export const FOR_THINK = 14;
export const FOR_PATIENCE = 15;
export const FOR_OPERATION = 16;
export const FOR_ITEM = 17;
export const FOR_CLIENT = 18;
export const FOR_QUEUE_WAIT = 19;
export const FOR_BACKOFF = 20;
export const FOR_SAMPLE = 21;
export const FOR_ZONE_OUT = 22;
export const FOR_ZONE_BACK = 23;
export const FOR_BROKER = 24;
export const FOR_OTHER_REPLICA = 25;
/** Of a check's own row, which no try ever descends to: it may have the number of the one above. */
export const FOR_CHECK = 25;
export const FOR_EJECTION = 26;
export const FOR_BREAKER = 29;
export const FOR_THROTTLE = 30;
export const FOR_CACHE = 31;
export const FOR_SHED = 40;
export const FOR_PROBE = 41;
/** Purposes of a fault are this plus twice the fault's salt: each fault draws for itself. */
export const FOR_FAULT = 64;

/** More than all purposes but those of faults, so that their repetitions do not meet. */
const APART = 0x10001;

/** The purpose of a row's nth draw for the same. */
export function nthOf(purpose: number, nth: number): number {
  return (purpose + Math.imul(nth, APART)) | 0;
}
