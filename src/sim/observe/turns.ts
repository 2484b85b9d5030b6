/**
 * Turns: what somebody who watches wants to hear at its instant, rather than count later: that breakers open, that
 * callers eject or panic, that a door turns requests away. The recorder passes it on, with how many it is of by then.
 */

/** Called from inside of events: it must be quick, and touches nothing of the run. */
export interface TurnWatcher {
  /** A level that policies show (a gauge of the directory) has another value. */
  levelIs(gauge: number, level: number): void;
  /** So many views of a service's replicas are ejected, and so many are held out in all; `isTrial` if the last one only waits for its first answer after an ejection. */
  viewsAre(service: number, ejected: number, out: number, isTrial: boolean): void;
  /** So many caller replicas of a service panic. */
  panics(service: number, count: number): void;
  /** An attempt on an edge was turned away, or dropped before it started, with this outcome. */
  turnedAway(edge: number, outcome: number): void;
  /** A check restarts a replica of a service. */
  restarted(service: number): void;
}
