/**
 * Simulated time: whole nanoseconds in a double, exact for 104 days (2^53 ns).
 * An instant counts from the start of the run; a length is a difference of two instants.
 */
export type Nanos = number;

export const MICROSECOND: Nanos = 1e3;
export const MILLISECOND: Nanos = 1e6;
export const SECOND: Nanos = 1e9;
export const MINUTE: Nanos = 60e9;
export const HOUR: Nanos = 3600e9;
export const DAY: Nanos = 24 * HOUR;

/** No instant at all: a deadline that never comes, a calendar with nothing in it. */
export const NEVER: Nanos = Number.POSITIVE_INFINITY;
