/**
 * Who may be chosen: why a caller replica holds a replica out, and the columns of what it knows of
 * each. A *watch* is one caller that minds the health of one callee; each of its replicas is a
 * *watcher*, and what a watcher knows of one replica of the callee is a *view*.
 */

// ---- reasons: bits; 0 is a replica that may be chosen --------------------------------------------
/** It failed this caller replica too often. */
export const EJECTED = 1;
/** An active check says that it is not well, as far as this caller replica has heard. */
export const UNHEALTHY = 2;
/** It is being restarted, as far as this caller replica has heard. */
export const ABSENT = 4;
/** It has been given one real request after an ejection, and the answer is not here yet. */
export const ON_TRIAL = 8;

/** It is not among those that there are, as far as this caller replica has heard: drained, replaced, not in service. */
export const UNLISTED = 16;

/** The reasons in words, in the order of their bits. */
export const REASON_WORDS = ['ejected', 'unhealthy', 'absent', 'on-trial', 'unlisted'] as const;

/** What news of membership says; the other reasons are a caller replica's own. */
export const BY_NEWS = UNHEALTHY | ABSENT | UNLISTED;
/** Beside the reasons, in news: a check has passed. */
export const PASSED = 256;

/** What a fault makes a check say: that the replica is well. Otherwise that it is not. */
export const SAYS_HEALTHY = 1;

/** Ints of a view: `ints[view * VIEW_INTS + column]`. */
export const VIEW_INTS = 8;
/** Why it is held out. */
export const REASONS = 0;
/** Failures since the last success. */
export const IN_A_ROW = 1;
/** The multiplier of the next ejection's length; with probes, how often it was ejected in a row. */
export const TIMES = 2;
/** Answers since the last sweep, and the good ones among them. */
export const ANSWERS = 3;
export const GOOD_ANSWERS = 4;
/** Ejections ever: names the luck of the next one's jitter. */
export const EJECTIONS_EVER = 5;
/** The lineage key of the probe under way. */
export const PROBE_KEY0 = 6;
export const PROBE_KEY1 = 7;

/** Reals of a view: instants, ns. */
export const VIEW_REALS = 4;
/** When the ejection in force began; with probes, when it ends. */
export const EJECTED_AT = 0;
/** What luck added to the length of the ejection in force, ns. */
export const LENGTHENED = 1;
/** When the last ejection was over; NEVER while there has been none. */
export const RETURNED_AT = 2;
/** When it came back into membership and its slow start began; NEVER while it has been there from the start. */
export const JOINED_AT = 3;

/** Ints of a watcher. */
export const WATCHER_INTS = 4;
/** Views with a reason. */
export const OUT_COUNT = 0;
/** Views that are ejected. */
export const EJECTED_COUNT = 1;
/** 1 while fewer are left than the panic threshold wants. */
export const PANICS = 2;
/** Views that are not listed: no part of those of which a share must be left. */
export const UNLISTED_COUNT = 3;

/** Ints of a check's replica. */
export const CHECKED_INTS = 4;
/** Failed and passed checks in a row, as far as they count towards a change. */
export const FAILED_IN_ROW = 0;
export const PASSED_IN_ROW = 1;
/** 1 while the check holds it to be unhealthy. */
export const IS_UNHEALTHY = 2;
/** 1 once a check of it has ended: the first decides alone. */
export const WAS_CHECKED = 3;
