/** Where a learned limit keeps its settings, and the two numbers that every kind of it has first. */

export const INITIAL = 0;
export const MIN = 1;
export const MAX = 2;
/** aimd: an answer that took longer counts as a drop, ns. */
export const TIMEOUT = 3;
/** aimd: what is left of the limit after a drop. */
export const BACKOFF = 4;
/** vegas: a new least time is looked for about every so many limits' worth of samples. */
export const PROBE = 5;
/** vegas, gradient2: share of a step that is taken. */
export const SMOOTHING = 6;
/** gradient2: how many may queue. */
export const HEADROOM = 7;
/** gradient2: how many times the long-term time is still fast enough. */
export const TOLERANCE = 8;
/** gradient2: samples of the long-term mean. */
export const LONG_WINDOW = 9;
/** gradient: from one step to the next, ns. */
export const UPDATE = 10;
/** gradient: from the end of a measurement of the least time to the next one, ns; jitter is a share of it. */
export const REMEASURE = 11;
export const JITTER = 12;
/** gradient: samples of such a measurement. */
export const REQUESTS = 13;
/** gradient: share by which the least time is raised. */
export const BUFFER = 14;
/** Their names, in order. */
export const NAMES = [
  'initial',
  'min',
  'max',
  'timeout',
  'backoff',
  'probe',
  'smoothing',
  'headroom',
  'tolerance',
  'window',
  'update',
  'remeasure',
  'jitter',
  'requests',
  'buffer',
] as const;
export const KIND = 15;

// ---- shared numbers -----------------------------------------------------------------------------------
/** How many are in now. */
export const IN_FLIGHT = 0;
/** The limit, not always whole; what counts is the whole part. */
export const LIMIT = 1;
/** The first of those that are a kind's own. */
export const OWN = 2;
