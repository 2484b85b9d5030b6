/** Where a limit of a rate, or of a number at a time, keeps its settings. */

/** Permits a second. */
export const RATE = 0;
/** Permits that may be saved up. */
export const BURST = 1;
/** Length after which the saved ones are counted anew, ns; 0 for all the time. */
export const INTERVAL = 2;
/** How many may wait. */
export const QUEUE = 3;
/** Permits a window, or at a time. */
export const LIMIT = 4;
/** ns */
export const WINDOW = 5;
/** Longest wait for a permit that comes later, ns. */
export const WAIT = 6;
/** The names of the ones above, in their order. Those below are how the limiter is built. */
export const NAMES = ['rate', 'burst', 'interval', 'queue', 'limit', 'window', 'wait'] as const;
export const KIND = 7;
/** Numbers that one key's limit keeps. */
export const SIZE = 8;
/** Keys told apart; 0 where all requests share one limit. */
export const BUCKETS = 9;
/** 1: whom it cannot let in within the longest wait it lets wait as long, and then says no. */
export const SAYS_NO_LATE = 10;

/** Instants are whole ns and rates seldom are: half a nanosecond early is in time. */
export const HALF = 0.5;
