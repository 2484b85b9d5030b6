/**
 * Pace: how much simulated time a frame is worth. The wall clock comes in as numbers, so that this can
 * be reasoned about and tested; nothing here waits.
 */

/** Simulated seconds for each second on the wall; the last is as fast as the machine can. */
export const SPEEDS: readonly number[] = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  Number.POSITIVE_INFINITY,
];

export const REAL_TIME = SPEEDS.indexOf(1);

/** Most scenarios last some minutes: at this speed one is over in half a minute. */
export const FIRST_SPEED = 10;

/** Index of the fastest speed that is no faster than the one wished for. */
export function speedNear(wish: number): number {
  return Math.max(
    0,
    SPEEDS.findLastIndex((speed) => speed <= wish),
  );
}

/** A pause longer than this (a suspended terminal, a long garbage collection) is not made up for. */
const LONGEST_DEBT_MS = 250;

/** The instant (ns) to be at after `elapsedMs` of wall time. Behind or not, a frame never owes more than its own share. */
export function targetOf(now: number, speed: number, elapsedMs: number, end: number): number {
  if (speed === Number.POSITIVE_INFINITY) return end;
  const share = Math.max(0, Math.min(elapsedMs, LONGEST_DEBT_MS)) * 1e6 * speed;
  return Math.min(end, now + Math.round(share));
}

/** How fast the machine has proved to be. */
export interface Pace {
  readonly eventsPerMs: number;
}

/** Modest, so that the first slice is short on any machine. */
export const FIRST_PACE: Pace = { eventsPerMs: 100 };

/** Too short to tell anything about speed. */
const SHORTEST_LESSON_MS = 0.5;

/** What a slice has taught: half of what was believed, half of what was seen. */
export function learn(pace: Pace, events: number, tookMs: number): Pace {
  if (tookMs < SHORTEST_LESSON_MS || events <= 0) return pace;
  return { eventsPerMs: Math.max(1, (pace.eventsPerMs + events / tookMs) / 2) };
}

/** Events to allow a slice that may take so long; at least one, or nothing would ever happen. */
export function budgetOf(pace: Pace, sliceMs: number): number {
  return Math.max(1, Math.floor(pace.eventsPerMs * sliceMs));
}

/** `0.1x`, `100x`, `max`. */
export function saySpeed(speed: number): string {
  return speed === Number.POSITIVE_INFINITY ? 'max' : `${speed}x`;
}
