/**
 * The columns of a row. Every live thing in the simulated world (a call, an attempt, a message, a
 * user) is one row of 128 bytes in one buffer seen through two views: reals (Float64Array, 16 a
 * row) and ints (Int32Array, 32 a row). The views overlap, so each column owns its bytes: reals
 * 0–3 are bytes 0–31, ints 8–31 are bytes 32–127; bytes 32–39 are either (a real or two ints) by kind of row.
 *
 * `I[row * INTS + KEY0]` and `F[row * REALS + TIME]` are how the hot path reads them: two views of
 * one buffer cost less than fourteen arrays do.
 *
 * Which rows there are, and what they call their columns:
 *   call      one service asking one dependency, however many tries; waits in its policy chain
 *   branch    another way of the same call through the inside of one of its policies: a hedge
 *   attempt   one try; from its arrival on it is also the *frame*: the operation executing at a replica
 *   strand    one branch of a `parallel` that has several steps; borrows its frame's slot
 *   message   one copy of a message in one queue
 *   user      one user of a closed load
 *   source    the next arrival of an open load
 *   wake      a call's pause before it goes again
 *   notice    news that travels to a callee: your caller has left
 *   delivery  one message being handled by one consumer
 *   turn      the next completion of a replica that shares its cores
 *   wire      the next turn of an edge that a fault has made narrow
 *   control   a fault's next change, or its next look at what it waits for
 *   death     a replica that a request has killed, until it is back
 *   alarm     a timer that was due while its owner stood still
 *   check     a replica being asked how it is, again and again
 *   news      what a check or a restart tells the callers of a replica
 *   lookup    a caller replica that will ask who there is
 *   scaling   a replica on its way into service, or out of it
 *   restart   a replica that is starting up
 *   sweep     the next look of a watch at what it has counted
 *   trial     the end of an ejection that a real request will judge
 */
export const INTS = 32;
export const REALS = 16;

/** What a link column holds when it points nowhere. */
export const NONE = -1;

// ---- reals -------------------------------------------------------------------------------------
/**
 * Instant of the row's pending event, ns; the calendar owns it while the row is scheduled. While computing on
 * shared cores: the virtual instant at which the work is done.
 */
export const TIME = 0;
/** Instant at which the call began, the attempt was sent, the message was published. */
export const SINCE = 1;
/**
 * attempt: instant at which it began to wait, then at which it began to run. Lost: at which its answer was
 * sent; NEVER if there was none.
 */
export const ENTERED = 2;
/** Instant after which nobody wants the answer; NEVER where there is none. */
export const DEADLINE = 3;
/** frame, strand: work it owes because its replica stood still, ns; 0 for nearly all. */
export const OWED = 4;

/** call: what a callee that turned it away asked for: to be left alone for so long, ns; 0 for nothing; negative: for good. */
export const CALL_PUSHBACK = 2;
/** attempt that was turned away: the same. */
export const PUSHBACK = 4;
/** attempt that is being turned away, which is work: what it owes because its replica stood still, ns. */
export const REJECTION_OWED = 2;

// ---- ints: calls and branches ---------------------------------------------------------------------
/** Branches and other calls that its policies have begun so far: names their luck. It lies where TIME would: a call is never scheduled. */
export const BRANCHED = 0;
/**
 * Replicas of the callee that its attempts went to, a bit each, the first at bit 0; above PLACES bits, how often
 * the balancer is asked again for another one (0: no limit). Only for the first PLACES replicas: of a larger
 * callee's others, LAST_REPLICA alone is known.
 */
export const TRIED = 1;
export const PLACES = 27;
/** First of the branches and other calls that its policies have begun, linked by SIBLING_NEXT; NONE without. */
export const BRANCHES = 8;
/** The layer a branch lies inside of; NONE for a whole call. */
export const BASE = 9;
/** Replica of the callee that the last attempt went to, plus one; 0 for none. Negative: not there again. */
export const LAST_REPLICA = 12;

// ---- ints: every row -----------------------------------------------------------------------------
/** Next row in whatever list holds this one (queue, free list). */
export const NEXT = 10;
/** Previous row, where the list is doubly linked. */
export const PREV = 11;
/** Order among the events of one instant; compared by wrapping difference. */
export const SEQ = 12;
/** What this row is doing and what happens next (see events.ts). */
export const CODE = 13;
/** The lineage key: 64 bits of luck that belong to this row alone. */
export const KEY0 = 14;
export const KEY1 = 15;
/** How often this row number has been taken; tells a row from its reincarnation. */
export const LIFE = 16;

// ---- ints: calls, attempts, strands, messages -------------------------------------------------------
/** Call site: which call of which operation, load or consumer this is. message: its queue. */
export const SITE = 17;
/**
 * call: the row that waits for it (frame, strand, user, message) or NONE. attempt: its call, NONE once the
 * caller has left. strand: its frame or strand.
 */
export const PARENT = 18;
/** frame and strand: first of the calls and strands it waits for. call: how many layers of its chain are entered. */
export const CHILD = 19;
export const LAYERS = 19;
/** Neighbours among the children of one parent. message: neighbours in its queue, in the order they came, ready or not. */
export const SIBLING_NEXT = 20;
export const SIBLING_PREV = 21;
/** How it ended, so far (see outcomes.ts). */
export const ENDING = 22;
/** attempt, strand: the operation at a replica that executes it. call: the caller's replica. notice that did not get through: the same. */
export const POST = 23;
/** frame, strand: next instruction. call: its attempt under way. message: deliveries so far. */
export const PC = 24;
export const ATTEMPT = 24;
export const DELIVERIES = 24;
/** attempt that has not started: how many of its callee's gates have let it in. */
export const GATES = 24;
/** frame, strand: children it waits for. message: deliveries under way. */
export const PENDING = 25;
/** call: attempts so far. */
export const TRIES = 25;
/** frame: times a `repeat` has gone round. */
export const LOOPS = 26;
/** call: the wake row it sleeps on, or NONE. */
export const WAKE = 26;
/** branch, or call made by a policy: the layer of its PARENT that began it. */
export const OF_LAYER = 21;
/** attempt, notice that did not get through: how often it has been sent again. */
export const SENDINGS = 26;
/** attempt that waits for a wire: the client it is from, or for. */
export const FROM_CLIENT = 26;
/** Who asked, and how important that is: see asker.ts. */
export const ASKER = 27;
/** Which of the load's keys the request is about; NONE without keys. */
export const ITEM = 28;
/** Ordinal of the user's request that all this is for, counted over all loads. */
export const ROOT = 29;
/** Why it began (see outcomes.ts: causes). */
export const CAUSE = 30;
/** attempt: its queue-wait timer. call: the timer of its own deadline. message: its broker's timer. NONE without. */
export const TIMER = 31;

// ---- ints: other rows, under their own names ---------------------------------------------------------
/** wake, notice, delivery: the row it is about (alarm: the timer), and that row's LIFE when it was sent. */
export const SUBJECT = 18;
export const SUBJECT_LIFE = 19;
/** wake: the policy layer that goes again. */
export const LAYER = 20;
/**
 * source, user: their load. turn, death: its replica. control: its part of a fault, its fault or load.
 * delivery: its depot. check, restart: its check. wire: its edge and direction. news: its service. sweep,
 * trial: its watch. lookup: its roster. scaling: its replica.
 */
export const OWNER = 17;
/**
 * source: arrivals so far. user: its number among the users of its load. check, news, restart: the replica,
 * counted in its service. trial: the view, counted in its watch. lookup: the client. scaling: how often the
 * replica has turned round.
 */
export const ORDINAL = 21;
/** user: requests so far. check: checks so far. */
export const TURNS = 24;
/** control: occurrences so far. delivery: the worker's slot. news: what it says. */
export const OCCURRENCE = 24;
