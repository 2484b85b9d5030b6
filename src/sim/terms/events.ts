/**
 * Event codes: what a row does when its instant comes, and, between events, the state it is in.
 * A closed set: the dispatcher's switch handles each.
 */

/** The row was cancelled while it lay in the calendar; it is freed when its instant comes. */
export const DEAD = 0;
/** attempt: travels to its callee. */
export const ARRIVE = 1;
/** attempt: waits in its callee's queue. Never scheduled. */
export const QUEUED = 2;
/** frame, strand: runs; its next instruction is due. */
export const RESUME = 3;
/** frame, strand: computes on shared cores. Scheduled by its replica's turn, not by itself. */
export const COMPUTING = 4;
/** attempt: its answer travels back. */
export const REPLY = 5;
/** call: waits inside its policy chain. Never scheduled. */
export const CALLING = 6;
/** branch of a call: waits inside its policy chain. Never scheduled. */
export const BRANCHING = 40;
/** wake: a call goes again. */
export const AGAIN = 7;
/** wake: a layer of a call has its turn, as it asked for. */
export const WOKEN = 20;
/** source: the next arrival of an open load. */
export const NEXT_ARRIVAL = 8;
/** user: has thought enough and asks. */
export const USER_ASKS = 9;
/** user: has its answer and begins to think. */
export const USER_ANSWERED = 10;
/** notice: the caller of an attempt has left. */
export const CALLER_LEFT = 11;
/** turn: the next completion on a replica's shared cores. */
export const CORES_TURN = 12;
/** message: lies in its queue. Never scheduled. */
export const READY = 13;
/** message: is with a consumer, or waits to be seen again. Never scheduled. */
export const UNSEEN = 14;
/** delivery: its consumer's call has ended; ENDING says how. */
export const HANDLED = 15;
/** control: a fault begins, changes strength or ends. */
export const FAULT_CHANGES = 16;
/** control: the number of users of a closed load may change. */
export const USERS_CHANGE = 17;
/** attempt: lost on the way, there or back. Never scheduled; only its caller's leaving ends it. */
export const ASTRAY = 18;
/** check: the next check of a replica is due. */
export const CHECK_DUE = 24;
/** check: its call has ended; ENDING says how. Never scheduled. */
export const CHECKED = 25;
/** news: a replica's health, as its callers hear of it. */
export const HEALTH_NEWS = 26;
/** restart: the replica is up again. */
export const RESTARTED = 27;
/** sweep: a watch looks at what its views have counted. */
export const SWEEP = 28;
/** trial: an ejected replica may be given one request. */
export const TRIAL = 29;
/** control: a fault that waits looks whether its condition holds. */
export const FAULT_LOOKS = 30;
/** death: a request has killed this replica. */
export const REPLICA_DIES = 31;
/** death: it is back. */
export const REPLICA_RETURNS = 32;
/** alarm: a timer that was due while its owner stood still is heard. */
export const TIMER_WAITED = 33;
/** attempt: a gate of its callee lets it in later. Never scheduled. */
export const HELD = 34;
/** attempt: turning it away is work, and it waits for a slot to be turned away in. Never scheduled. */
export const REJECTION_WAITS = 35;
/** attempt: is being turned away, which is work. On shared cores scheduled by its replica's turn, not by itself. */
export const REJECTING = 36;

/** lookup: a caller replica asks who there is of a service. */
export const LOOKS_UP = 37;

/** scaling: a replica has started, or its grace is over. */
export const SCALES = 38;

/** attempt: it does not get through, and is sent again. */
export const CUT_OFF = 41;
/** attempt: its answer does not get through, and is sent again. */
export const CUT_OFF_BACK = 42;
/** notice: the same of the news that a caller has left. */
export const NEWS_CUT_OFF = 43;
/** wire: what is on it is through. Taken when the wire becomes narrow, scheduled while a message is on it. */
export const WIRE_FREE = 39;

// ---- what a timer is about (low bits of `what`; a policy's layer index lies above) -------------------
export const TIMER_KIND_BITS = 3;
export const TIMER_KIND_MASK = 7;
/** A policy of a call; owner is the call. */
export const POLICY_TIMER = 0;
/** An attempt has waited in the queue as long as it may. */
export const QUEUE_WAIT_TIMER = 1;
/** A call's own deadline passes: a propagated one, or the user's patience. */
export const DEADLINE_TIMER = 2;
/** A delivered message becomes visible again. */
export const VISIBILITY_TIMER = 3;
/** A gate has held an attempt for as long as it wanted to. */
export const HELD_TIMER = 6;
