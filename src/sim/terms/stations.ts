/**
 * The columns of a replica and of a broker queue: what is there now, and integrals over time that
 * only grow, so that any mean over any interval is a difference of two readings.
 */

/** Ints of a replica: `ints[replica * STATION_INTS + column]`. */
export const STATION_INTS = 8;
/**
 * 1 while it is not in service: it has gone, or is on its way in. One that goes is in service until its grace
 * is over; one that has died is, too.
 */
export const AWAY = 0;
/** Slots taken. */
export const BUSY = 1;
/** Slots there are. */
export const SLOTS = 2;
/** Slots taken by futile work: somebody on the way to who asked has stopped waiting. */
export const WASTED = 3;
/** Attempts waiting in the queue. */
export const WAITING = 4;
/** Frames computing on shared cores. */
export const COMPUTES = 5;
/** The turn row in the calendar that will complete the next frame on shared cores, or NONE. */
export const TURN = 6;
/** Rejections under way that are work: each has a slot, or computes where cores are shared. BUSY does not count them. */
export const REJECTIONS = 7;

/** Reals of a replica: `reals[replica * STATION_REALS + column]`. */
export const STATION_REALS = 13;
/** Instant up to which the integrals below are counted. */
export const COUNTED_TO = 0;
/** ∫ slots taken dt, slot·ns. */
export const BUSY_TIME = 1;
/** ∫ slots taken by futile work dt, slot·ns. */
export const WASTED_TIME = 2;
/** ∫ attempts waiting dt, attempt·ns. */
export const WAITING_TIME = 3;
/** ∫ cores in use dt, core·ns. */
export const CORE_TIME = 4;
/** Virtual time of the shared cores: ns of work each computing frame has received. */
export const VIRTUAL = 5;
/** Last instant at which nobody waited (codel). */
export const EMPTY_AT = 6;
/** Instant up to which the virtual time is counted: only what happens on the cores moves it, never an observer. */
export const VIRTUAL_TO = 7;
/**
 * ∫ slots taken by rejections dt, slot·ns; where cores are shared what rejections had of the cores, core·ns, up
 * to the last change there.
 */
export const REJECTION_TIME = 8;
/** ∫ not in service dt, ns. */
export const AWAY_TIME = 9;
/** ∫ slots there are dt while in service, slot·ns. One that is taken is there until it is given back, though there be fewer by now. */
export const SLOT_TIME = 10;
/** Shared cores there are, whether the replica moves or stands still; 0 where every slot computes on its own. */
export const CORES = 11;
/** ∫ these dt while in service, core·ns. */
export const CORES_TIME = 12;

/** Ints of a broker queue. */
export const DEPOT_INTS = 4;
/** Messages ready for a consumer. */
export const READY_COUNT = 0;
/** Messages with a consumer, not settled. */
export const UNACKED_COUNT = 1;
/** Rows of the messages that came first and last of those still in the queue, or NONE. */
export const FIRST_IN = 2;
export const LAST_IN = 3;

/** Reals of a broker queue. */
export const DEPOT_REALS = 4;
/** Instant up to which the integrals are counted. */
export const DEPOT_COUNTED_TO = 0;
/** ∫ messages ready dt. */
export const READY_TIME = 1;
/** ∫ messages with consumers dt. */
export const UNACKED_TIME = 2;
