/**
 * The books: of everything that begins, how many have begun, ended, and are still there. What is still there is
 * found in the rows and stations, what has begun and ended in the counters: two hands that know nothing of each other.
 * Whether they balance the ledger says (ledger.ts).
 */
import type { Directory } from '../terms/directory.ts';
import { ACKNOWLEDGED, DEAD_LETTERED, MESSAGE_EXPIRED } from '../terms/observer.ts';
import { FIRST_TRY, HEDGE, OUTCOME_COUNT, REDELIVERY, REJECTED, RETRY } from '../terms/outcomes.ts';
import { COALESCED, TURNED_BACK } from '../terms/policies.ts';
import { BUSY, DEPOT_INTS, READY_COUNT, STATION_INTS, UNACKED_COUNT } from '../terms/stations.ts';
import {
  ATTEMPTS,
  ATTEMPTS_ENDED,
  CALLS_BEGUN,
  CALLS_ENDED,
  CALLS_UNTRIED,
  DELIVERIES,
  FRAMES_BEGUN,
  FRAMES_ENDED,
  GOOD,
  HANDLED,
  LATE,
  LEFT,
  PUBLISHED,
  REQUESTS,
  TRIES_AGAIN,
} from './counters.ts';
import { difference, type Interval, type Mark } from './marks.ts';
import { actsOf } from './policy-subjects.ts';
import { postsOf } from './subjects.ts';

/** What is there now, by edge, found by looking at every row. */
export interface LiveCounts {
  /** Calls that have not ended. */
  readonly calls: Int32Array;
  /** Of these, those tried at least once. */
  readonly triedCalls: Int32Array;
  /** Tries of these so far. */
  readonly tries: Int32Array;
  /** Attempts whose caller still waits for them. */
  readonly attempts: Int32Array;
}

/** Requests of a load. offered = good + late + degraded + failed + open. */
export interface LoadBooks {
  readonly offered: number;
  /** Ended ok, within the limit of the load, and beyond it. */
  readonly good: number;
  readonly late: number;
  readonly degraded: number;
  readonly failed: number;
  readonly open: number;
  /** The same as calls of its edges, which others count: offered, and ended ok and otherwise. */
  readonly callsBegun: number;
  readonly callsOk: number;
  readonly callsNotOk: number;
}

/**
 * callsBegun = callsEnded + callsOpen. attemptsSent = attemptsEnded + attemptsAwaited = firstTries + retries +
 * hedges = triesOfEnded + triesOfOpen.
 */
export interface EdgeBooks {
  readonly callsBegun: number;
  readonly callsEnded: number;
  readonly callsOpen: number;
  readonly attemptsSent: number;
  readonly attemptsEnded: number;
  /** Sent, and their callers still wait for them. */
  readonly attemptsAwaited: number;
  readonly firstTries: number;
  readonly retries: number;
  readonly hedges: number;
  /** Attempts of calls that have ended, and of those that have not. */
  readonly triesOfEnded: number;
  readonly triesOfOpen: number;
  /** Calls that were tried at all: firstTries = triedEnded + triedOpen. */
  readonly triedEnded: number;
  readonly triedOpen: number;
  /** Calls that ended rejected; and those turned back or coalesced, of which they are some. */
  readonly rejected: number;
  readonly turnedBack: number;
  readonly coalesced: number;
}

/** framesBegun = framesEnded + framesRunning. */
export interface ReplicaBooks {
  readonly framesBegun: number;
  readonly framesEnded: number;
  readonly framesRunning: number;
}

/** published = acknowledged + deadLettered + expired + ready + unacknowledged. */
export interface QueueBooks {
  readonly published: number;
  readonly acknowledged: number;
  readonly deadLettered: number;
  readonly expired: number;
  readonly ready: number;
  readonly unacknowledged: number;
  readonly delivered: number;
  readonly handled: number;
}

/** Each list in the order of the directory. */
export interface Books {
  readonly loads: readonly LoadBooks[];
  readonly edges: readonly EdgeBooks[];
  readonly replicas: readonly ReplicaBooks[];
  readonly queues: readonly QueueBooks[];
}

/** The books from the start of the run (`opened`, its first mark) to `mark`, the instant at which `live` was counted. */
export function readBooks(directory: Directory, opened: Mark, mark: Mark, live: LiveCounts): Books {
  const counted = difference(directory, opened, mark);
  return {
    loads: directory.loads.map((_, load) => loadBooks(counted, load, live)),
    edges: directory.edges.map((_, edge) => edgeBooks(counted, edge, live)),
    replicas: directory.replicas.map((_, replica) => replicaBooks(counted, replica)),
    queues: directory.queues.map((_, queue) => queueBooks(counted, queue)),
  };
}

function loadBooks(counted: Interval, load: number, live: LiveCounts): LoadBooks {
  const { edges } = counted.directory.loads[load];
  const over = (each: (edge: number) => number) => edges.reduce((total, edge) => total + each(edge), 0);
  const callsOk = over((edge) => counted.edge(edge, CALLS_ENDED));
  const failures = counted.failures(load);
  const ended = (isDegraded: boolean) =>
    failures.reduce((total, failure) => total + (failure.isDegraded === isDegraded ? failure.count : 0), 0);
  return {
    offered: counted.load(load, REQUESTS),
    good: counted.load(load, GOOD),
    late: counted.load(load, LATE),
    degraded: ended(true),
    failed: ended(false),
    open: over((edge) => live.calls[edge]),
    callsBegun: over((edge) => counted.edge(edge, CALLS_BEGUN)),
    callsOk,
    callsNotOk: over((edge) => counted.edgeOverOutcomes(edge, CALLS_ENDED)) - callsOk,
  };
}

function edgeBooks(counted: Interval, edge: number, live: LiveCounts): EdgeBooks {
  const callsEnded = counted.edgeOverOutcomes(edge, CALLS_ENDED);
  const triedEnded = callsEnded - counted.edge(edge, CALLS_UNTRIED);
  const because = (cause: number) => counted.edge(edge, ATTEMPTS + cause);
  return {
    callsBegun: counted.edge(edge, CALLS_BEGUN),
    callsEnded,
    callsOpen: live.calls[edge],
    attemptsSent: counted.attempts(edge),
    attemptsEnded: counted.edgeOverOutcomes(edge, ATTEMPTS_ENDED),
    attemptsAwaited: live.attempts[edge],
    // What is delivered again is another call's first try.
    firstTries: because(FIRST_TRY) + because(REDELIVERY),
    retries: because(RETRY),
    hedges: because(HEDGE),
    triesOfEnded: triedEnded + counted.edge(edge, TRIES_AGAIN),
    triesOfOpen: live.tries[edge],
    triedEnded,
    triedOpen: live.triedCalls[edge],
    rejected: counted.edge(edge, CALLS_ENDED + REJECTED),
    turnedBack: acted(counted, edge, TURNED_BACK),
    coalesced: acted(counted, edge, COALESCED),
  };
}

/** How often policies did something on an edge. */
function acted(counted: Interval, edge: number, act: number): number {
  const subject = { kind: 'edge', index: edge } as const;
  return actsOf(counted.directory, subject, act).reduce((sum, number) => sum + counted.acts(number), 0);
}

function replicaBooks(counted: Interval, replica: number): ReplicaBooks {
  let framesBegun = 0;
  let framesEnded = 0;
  for (const post of postsOf(counted.directory, { kind: 'replica', index: replica })) {
    framesBegun += counted.post(post, FRAMES_BEGUN);
    for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++)
      framesEnded += counted.post(post, FRAMES_ENDED + outcome);
  }
  const framesRunning = counted.after.stationInts[replica * STATION_INTS + BUSY];
  return { framesBegun, framesEnded, framesRunning };
}

function queueBooks(counted: Interval, queue: number): QueueBooks {
  const { depotInts } = counted.after;
  return {
    published: counted.queue(queue, PUBLISHED),
    acknowledged: counted.queue(queue, LEFT + ACKNOWLEDGED),
    deadLettered: counted.queue(queue, LEFT + DEAD_LETTERED),
    expired: counted.queue(queue, LEFT + MESSAGE_EXPIRED),
    ready: depotInts[queue * DEPOT_INTS + READY_COUNT],
    unacknowledged: depotInts[queue * DEPOT_INTS + UNACKED_COUNT],
    delivered: counted.queue(queue, DELIVERIES),
    handled: counted.queue(queue, HANDLED),
  };
}
