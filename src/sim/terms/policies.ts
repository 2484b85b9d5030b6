/**
 * What of policies is counted and measured, whichever policy it is. An *act* is something a policy does
 * instead of letting a call or attempt pass; a *gauge* is a level that it shows. Both are told only when
 * they happen or change: a policy that lets everybody pass costs nothing.
 */

/** A policy around a call turns it back: this try is not sent. */
export const TURNED_BACK = 0;
/** A gate at the callee's door says no to an attempt. */
export const TURNED_AWAY = 1;
/** A try that was wanted again is not made, because a budget has none left. */
export const RETRY_WITHHELD = 2;
/** The same for one beside a slow one. */
export const HEDGE_WITHHELD = 3;
/** A try that was sent beside another one was the first to be answered well. */
export const HEDGE_WON = 4;
/** A fallback gives an answer in place of a failure. */
export const FELL_BACK = 5;
/** A call ends as another one that was under way, without having been sent. */
export const COALESCED = 6;
/** A cache answers a call, and nothing is sent. */
export const CACHE_HIT = 7;
/** A cache has no answer that still serves, and lets the call through. */
export const CACHE_MISS = 8;
export const ACT_COUNT = 9;

/** Who turns calls back where every replica is held out, or too few are left; no policy has this name. */
export const HEALTH = 'health';

/** Breakers that are open: they let nobody pass. */
export const OPEN_BREAKERS = 0;
/** Breakers that let only probes pass. */
export const HALF_OPEN_BREAKERS = 1;
/** How many may be inside at a time. */
export const CONCURRENCY_LIMIT = 2;

/** What the level of a breaker says. */
export const BREAKER_CLOSED = 0;
export const BREAKER_OPEN = 1;
export const BREAKER_HALF_OPEN = 2;
