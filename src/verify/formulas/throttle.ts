/**
 * Where an adaptive throttle before a callee that can serve one at a time, and refuses the others, comes
 * to rest. Of s requests a second that reach such a callee it accepts s / (1 + s·d), d being its service
 * time (Erlang's loss formula for one server). The throttle's own formula is that of "Handling
 * Overload", Site Reliability Engineering (Beyer et al., 2016), chapter 21; solved for the rate sent.
 */

/** Counting what is offered, r: sent = r · (1 − p) with p = 1 − k·accepted / r, so 1 + s·d = k. */
export function sentWhenOfferedCounts(k: number, service: number): number {
  return (k - 1) / service;
}

/** Counting what is answered: s = r · k · accepted / s, so d·s² + s = k·r. */
export function sentWhenAnsweredCounts(k: number, service: number, offered: number): number {
  return (Math.sqrt(1 + 4 * service * k * offered) - 1) / (2 * service);
}

/** A throttle that remembers a window, before a callee that accepts a steady rate and turns the rest away. */
export interface BeforeCapacity {
  /** 1 / success rate. */
  readonly k: number;
  /** Accepted and offered, a second. */
  readonly accepted: number;
  readonly offered: number;
  /** s */
  readonly window: number;
}

/**
 * Sent a second when it counts what is offered: r · (1 − p) with p = (r·w − k·a·w) / (r·w + 1). For long windows
 * that is k·a: with K = 2 one is sent in vain for each that is accepted, as the chapter says.
 */
export function sentToCapacityWhenOfferedCounts({ k, accepted, offered, window }: BeforeCapacity): number {
  return (offered * (1 + k * accepted * window)) / (1 + offered * window);
}

/** When it counts what is answered: s = r · (1 − p) with p = (s·w − k·a·w) / (s·w + 1), a quadratic; nearly √(k·a·r). */
export function sentToCapacityWhenAnsweredCounts({ k, accepted, offered, window }: BeforeCapacity): number {
  return (Math.sqrt(1 + 4 * window * offered * (1 + k * accepted * window)) - 1) / (2 * window);
}
