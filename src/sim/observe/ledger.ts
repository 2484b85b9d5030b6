/**
 * The ledger: whatever begins ends exactly once, or is still there. What was counted as begun must
 * equal what was counted as ended plus what stands in the rows and stations now; the two sides are
 * written by different hands, so a forgotten or doubled ending shows at once.
 */
import { CODE, INTS, LIFE, NONE, PARENT, SITE, TRIES } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import {
  ARRIVE,
  ASTRAY,
  BRANCHING,
  CALLING,
  COMPUTING,
  CUT_OFF,
  CUT_OFF_BACK,
  HELD,
  QUEUED,
  REJECTING,
  REJECTION_WAITS,
  REPLY,
  RESUME,
} from '../terms/events.ts';
import { ACKNOWLEDGED, DEAD_LETTERED, MESSAGE_EXPIRED, type Observed } from '../terms/observer.ts';
import { CALLBACK, FIRST_TRY, OUTCOME_COUNT, REDELIVERY, REJECTED } from '../terms/outcomes.ts';
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

/** Looks at every row. A row is alive while its LIFE is odd. Between events. */
export function countLive(observed: Observed, directory: Directory): LiveCounts {
  const { I } = observed.arena;
  const edges = directory.edges.length;
  const calls = new Int32Array(edges);
  const triedCalls = new Int32Array(edges);
  const tries = new Int32Array(edges);
  const attempts = new Int32Array(edges);
  for (let at = 0; at < I.length; at += INTS) {
    if ((I[at + LIFE] & 1) === 0) continue;
    if (I[at + CODE] === CALLING) {
      const edge = directory.siteEdge[I[at + SITE]];
      calls[edge] += 1;
      tries[edge] += I[at + TRIES];
      if (I[at + TRIES] > 0) triedCalls[edge] += 1;
    } else if (isAwaitedAttempt(I, at)) {
      attempts[directory.siteEdge[I[at + SITE]]] += 1;
    }
  }
  return { calls, triedCalls, tries, attempts };
}

const isCalling = (code: number): boolean => code === CALLING || code === BRANCHING;

/** Strands share the codes of frames, but the row above a strand is no call. */
function isAwaitedAttempt(I: Int32Array, at: number): boolean {
  const code = I[at + CODE];
  const isAttempt =
    code === ARRIVE ||
    code === QUEUED ||
    code === RESUME ||
    code === COMPUTING ||
    code === REPLY ||
    code === ASTRAY ||
    code === CUT_OFF ||
    code === CUT_OFF_BACK ||
    code === HELD ||
    code === REJECTION_WAITS ||
    code === REJECTING;
  if (!isAttempt) return false;
  const parent = I[at + PARENT];
  return parent !== NONE && isCalling(I[parent * INTS + CODE]);
}

/** How often policies did something on an edge. */
function acted(books: Interval, edge: number, act: number): number {
  const subject = { kind: 'edge', index: edge } as const;
  return actsOf(books.directory, subject, act).reduce((sum, number) => sum + books.acts(number), 0);
}

/** Checks the books from the start of the run (`opened`, its first mark) to `mark`. Each broken entry is a sentence. */
export function checkLedger(directory: Directory, opened: Mark, mark: Mark, live: LiveCounts): string[] {
  const broken: string[] = [];
  const books = difference(directory, opened, mark);
  const check = (who: string, what: string, left: number, right: number, parts: string) => {
    if (left !== right) broken.push(`${who}: ${left} ${what}, but ${right} accounted for (${parts}).`);
  };

  directory.loads.forEach(({ name, edges }, load) => {
    const requests = books.load(load, REQUESTS);
    const begun = edges.reduce((total, edge) => total + books.edge(edge, CALLS_BEGUN), 0);
    check(name, 'requests offered', requests, begun, 'as calls of its edges');
    const ok = edges.reduce((total, edge) => total + books.edge(edge, CALLS_ENDED), 0);
    const good = books.load(load, GOOD);
    const late = books.load(load, LATE);
    check(name, 'requests ended ok', ok, good + late, `${good} in time + ${late} late`);
    const notOk = edges.reduce((total, edge) => total + books.edgeOverOutcomes(edge, CALLS_ENDED), 0) - ok;
    const explained = books.failures(load).reduce((total, failure) => total + failure.count, 0);
    check(name, 'requests ended otherwise', notOk, explained, 'by cause and place');
  });

  directory.edges.forEach(({ name }, edge) => {
    const begun = books.edge(edge, CALLS_BEGUN);
    const ended = books.edgeOverOutcomes(edge, CALLS_ENDED);
    const open = live.calls[edge];
    check(name, 'calls begun', begun, ended + open, `${ended} ended + ${open} open`);

    const sent = books.attempts(edge);
    const settled = books.edgeOverOutcomes(edge, ATTEMPTS_ENDED);
    const awaited = live.attempts[edge];
    check(name, 'attempts sent', sent, settled + awaited, `${settled} ended + ${awaited} awaited`);

    const triedEnded = ended - books.edge(edge, CALLS_UNTRIED);
    const triesEnded = triedEnded + books.edge(edge, TRIES_AGAIN);
    const triesOpen = live.tries[edge];
    check(
      name,
      'attempts sent',
      sent,
      triesEnded + triesOpen,
      `${triesEnded} of ended calls + ${triesOpen} of open calls`,
    );

    const firsts = [FIRST_TRY, REDELIVERY, CALLBACK].reduce(
      (sum, cause) => sum + books.edge(edge, ATTEMPTS + cause),
      0,
    );
    const rejected = books.edge(edge, CALLS_ENDED + REJECTED);
    const back = acted(books, edge, TURNED_BACK);
    const followed = acted(books, edge, COALESCED);
    if (rejected > back + followed)
      broken.push(`${name}: ${rejected} calls rejected, but ${back} turned back and ${followed} coalesced.`);

    const triedOpen = live.triedCalls[edge];
    check(
      name,
      'first tries',
      firsts,
      triedEnded + triedOpen,
      `${triedEnded} ended + ${triedOpen} open calls with a try`,
    );
  });

  directory.replicas.forEach(({ name }, replica) => {
    let begun = 0;
    let ended = 0;
    for (const post of postsOf(directory, { kind: 'replica', index: replica })) {
      begun += books.post(post, FRAMES_BEGUN);
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++)
        ended += books.post(post, FRAMES_ENDED + outcome);
    }
    const running = mark.stationInts[replica * STATION_INTS + BUSY];
    check(name, 'frames begun', begun, ended + running, `${ended} ended + ${running} running`);
  });

  directory.queues.forEach(({ name }, queue) => {
    const acknowledged = books.queue(queue, LEFT + ACKNOWLEDGED);
    const dead = books.queue(queue, LEFT + DEAD_LETTERED);
    const expired = books.queue(queue, LEFT + MESSAGE_EXPIRED);
    const ready = mark.depotInts[queue * DEPOT_INTS + READY_COUNT];
    const unacked = mark.depotInts[queue * DEPOT_INTS + UNACKED_COUNT];
    check(
      name,
      'messages published',
      books.queue(queue, PUBLISHED),
      acknowledged + dead + expired + ready + unacked,
      `${acknowledged} acknowledged + ${dead} dead-lettered + ${expired} expired + ${ready} ready + ${unacked} unacknowledged`,
    );
    const handled = books.queue(queue, HANDLED);
    const deliveries = books.queue(queue, DELIVERIES);
    if (handled > deliveries)
      broken.push(`${name}: ${handled} messages handled, but ${deliveries} delivered.`);
  });
  return broken;
}
