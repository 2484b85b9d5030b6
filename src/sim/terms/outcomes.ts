/**
 * How things end. Whatever begins ends exactly once, with one of these. An *ending* packs into one
 * integer what the caller sees, what first went wrong, and on which edge that was, so that a
 * failure keeps its origin while it travels up through services that each report an error.
 */
export const OUTCOMES = [
  'ok',
  'degraded',
  'error',
  'timed-out',
  'refused',
  'rejected',
  'shed',
  'expired',
  'cancelled',
  'lost',
] as const;

export type OutcomeName = (typeof OUTCOMES)[number];

/** The answer came and it is right. */
export const OK = 0;
/** Answered, by a fallback, a stale value or in part. */
export const DEGRADED = 1;
/** The callee answered with an error, or died over it. */
export const ERROR = 2;
/** The caller stopped waiting. */
export const TIMED_OUT = 3;
/** Nobody was listening, or the queue was full. */
export const REFUSED = 4;
/** A policy of the caller said no before anything was sent. */
export const REJECTED = 5;
/** Turned away on purpose under load. */
export const SHED = 6;
/** Its deadline, or its place's patience, ran out while it waited. */
export const EXPIRED = 7;
/** The caller left or died and the work was stopped. */
export const CANCELLED = 8;
/** No ending ever reaches the caller. */
export const LOST = 9;

export const OUTCOME_COUNT = OUTCOMES.length;

/** Outcomes as one number, a bit for each: what a setting can hold. */
export function maskOf(names: readonly OutcomeName[]): number {
  return names.reduce((mask, name) => mask | (1 << OUTCOMES.indexOf(name)), 0);
}

const OUTCOME_BITS = 4;
const OUTCOME_MASK = 15;

/** An ending of its own making: outcome and cause are the same, the origin is this edge. */
export function endingAt(outcome: number, edge: number): number {
  return outcome | (outcome << OUTCOME_BITS) | (edge << (2 * OUTCOME_BITS));
}

/** The same story seen one floor up: another visible outcome, the old cause and origin. */
export function endingBecause(outcome: number, ending: number): number {
  return (ending & ~OUTCOME_MASK) | outcome;
}

/** What the caller sees. */
export function outcomeOf(ending: number): number {
  return ending & OUTCOME_MASK;
}

/** What first went wrong. */
export function causeOf(ending: number): number {
  return (ending >> OUTCOME_BITS) & OUTCOME_MASK;
}

/** The edge on which it first went wrong. */
export function originOf(ending: number): number {
  return ending >> (2 * OUTCOME_BITS);
}

/** An ending taken apart. */
export interface EndingParts {
  /** What the caller, or the callee, saw. */
  readonly outcome: OutcomeName;
  /** What first went wrong. */
  readonly cause: OutcomeName;
  /** Number of the edge on which it did. */
  readonly origin: number;
}

export function partsOf(ending: number): EndingParts {
  return { outcome: OUTCOMES[outcomeOf(ending)], cause: OUTCOMES[causeOf(ending)], origin: originOf(ending) };
}

/** Good enough for the user: ok or degraded. */
export function isGood(ending: number): boolean {
  return (ending & OUTCOME_MASK) <= DEGRADED;
}

/** What the ENDING of an attempt says that has not started, when news has come that its caller left. */
export const UNWANTED = -1;

/** Why an attempt began. */
export const CAUSES = ['arrival', 'retry', 'hedge', 'redelivery'] as const;
export type CauseName = (typeof CAUSES)[number];
export const FIRST_TRY = 0;
export const RETRY = 1;
export const HEDGE = 2;
export const REDELIVERY = 3;
