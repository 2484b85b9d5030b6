/**
 * The port through which the machine reports. Facts are told at their instant (`clock[0]`), with the
 * row they are about; an observer reads columns, it never writes them. The machine knows nobody
 * behind the port.
 *
 * Every began has exactly one ended. An attempt has two lives: the caller's (attemptBegan →
 * attemptEnded: answered, or given up) and the callee's (frameBegan → frameEnded: done, wanted or not).
 */
export interface Observer {
  /** A user's request is offered. `row` is its call; then callBegan follows. */
  requestBegan(load: number, row: number): void;
  /**
   * A call begins to wait in its policy chain. `from` is who makes it: its PARENT, or the frame or strand of a
   * notify, which does not wait for it.
   */
  callBegan(row: number, from: number): void;
  /** A call has its outcome: `ending` as its caller sees it. Where nobody waits, nobody will learn it. */
  callEnded(row: number, ending: number): void;
  /** An attempt is sent; CAUSE says why. */
  attemptBegan(row: number): void;
  /** The caller knows how its attempt ended, or has left it. */
  attemptEnded(row: number, ending: number): void;
  /** Another row stands in for an attempt from now on: its own stays behind without a caller. */
  attemptMoved(row: number, herald: number): void;
  /** The callee starts an attempt: it has a slot. ENTERED still holds when it began to wait; NEVER if it did not. */
  frameBegan(row: number): void;
  /** The callee is done with a started frame; `wanted` is false when the caller has left. */
  frameEnded(row: number, ending: number, wanted: boolean): void;
  /** The callee turns an attempt away, or drops it, before it starts. `metNobody`: no process listened at its replica. */
  turnedAway(row: number, ending: number, metNobody: boolean): void;
  /** A queue accepts a message, which an attempt brings; NONE where it comes as a dead letter of another queue, in the same row. */
  published(queue: number, row: number, attempt: number): void;
  /** A message goes to a consumer; DELIVERIES counts this one. */
  delivered(queue: number, row: number): void;
  /** A consumer finishes with a message. `again` is true when the message had been settled or redelivered meanwhile: a duplicate effect. */
  handled(queue: number, row: number, ending: number, again: boolean): void;
  /** The message leaves the queue: acknowledged, dead-lettered or expired. */
  left(queue: number, row: number, how: MessageEnd): void;
  /** A policy of a caller replica (its number among all clients) has come into another state; what the number means is the policy's own. */
  policyChanged(edge: number, layer: number, client: number, state: number): void;
  /** A policy has done something to a call or attempt instead of letting it pass; `act` is a number of the directory. */
  policyActed(act: number): void;
  /** One of those behind a gauge (a number of the directory) shows another level than `before`. */
  levelChanged(gauge: number, level: number, before: number): void;
  /** A fault begins (it was 0), changes its strength or ends (strength 0). */
  faultChanged(fault: number, strength: number, before: number): void;
  /** A caller replica (client) holds a replica out for other reasons than `before` (see health.ts; 0: it may be chosen). */
  viewChanged(client: number, replica: number, reasons: number, before: number): void;
  /** A caller replica has too few replicas of a service left to mind their health, or has enough again. */
  panicChanged(service: number, client: number, panics: boolean): void;
  /** A check restarts a replica. */
  restarted(replica: number): void;
}

/** A number that is measured over the last stretch of time, again and again. */
export interface Measured {
  /** Its name and unit among the metrics, and whom it is about. */
  readonly metric: string;
  readonly subject: { readonly kind: string; readonly index: number };
  /** Length of the stretch, a multiple of the time from one look to the next; ns. */
  readonly over: number;
}

/** The one thing the machine asks of whoever counts: how large a number is that a fault waits for. */
export interface Lookout {
  /** How many things one look goes through, for a budget of events. */
  readonly steps: number;
  /** Its value over the stretch that ends now; NaN where nobody has looked for so long, or there was nothing to measure. */
  measure(fault: number, what: Measured): number;
  /** The fault waits no more. */
  forget(fault: number): void;
}

export const ACKNOWLEDGED = 0;
export const DEAD_LETTERED = 1;
export const MESSAGE_EXPIRED = 2;
export type MessageEnd = typeof ACKNOWLEDGED | typeof DEAD_LETTERED | typeof MESSAGE_EXPIRED;

/** What an observer may look at. Arrays may be replaced between events: read them when needed. */
export interface Observed {
  readonly clock: Float64Array;
  readonly arena: { readonly I: Int32Array; readonly F: Float64Array };
  /** Columns of replicas and broker queues (see stations.ts), brought up to date by `settleIntegrals`. */
  readonly stationInts: Int32Array;
  readonly stationReals: Float64Array;
  readonly depotInts: Int32Array;
  readonly depotReals: Float64Array;
  /** By fault: how often it has touched something. */
  readonly faultHits: Float64Array;
  /** Instant at which the message that came first of those still in a queue was published, ready or not; NEVER when it is empty. */
  oldestIn(queue: number): number;
  /** Counts all integrals up to now. */
  settleIntegrals(): void;
}
