/** Where shedding keeps its settings. Only its own measure's mean anything. */

/** queue-length: how many wait. expected-wait, dagor: ns. utilisation: 0 to 1. */
export const THRESHOLD = 0;
/** utilisation: from here on all are shed. */
export const ALL = 1;
/** utilisation, dagor: ns */
export const INTERVAL = 2;
/** Weight of the latest in a mean. */
export const SMOOTHING = 3;
export const REQUESTS = 4;
export const DOWN = 5;
export const UP = 6;
/** Their names, in order. */
export const NAMES = ['threshold', 'all', 'interval', 'smoothing', 'requests', 'down', 'up'] as const;
export const MEASURE = 7;
/** dagor: levels of users within a priority. */
export const USERS = 8;
/** Share of the threshold for each priority. */
export const LEVELS = 9;
export const PRIORITIES = 16;
