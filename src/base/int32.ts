/** The ends of an Int32Array: most of what the machine counts lies in one. */

/** More than this a word of the machine cannot hold: 2³¹ − 1. */
export const INT32_MOST = 2147483647;

/** No limit, where a number is wanted: more places, or more times, than there will ever be. */
export const NO_LIMIT = INT32_MOST;
