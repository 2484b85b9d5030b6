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
import type { Observed } from '../terms/observer.ts';
import type { Books, LiveCounts } from './books.ts';

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

/** Checks the books: each broken entry is a sentence. */
export function brokenEntries(directory: Directory, books: Books): string[] {
  const broken: string[] = [];
  const check = (who: string, what: string, left: number, right: number, parts: string) => {
    if (left !== right) broken.push(`${who}: ${left} ${what}, but ${right} accounted for (${parts}).`);
  };

  directory.loads.forEach(({ name }, load) => {
    const b = books.loads[load];
    check(name, 'requests offered', b.offered, b.callsBegun, 'as calls of its edges');
    check(name, 'requests ended ok', b.callsOk, b.good + b.late, `${b.good} in time + ${b.late} late`);
    check(name, 'requests ended otherwise', b.callsNotOk, b.degraded + b.failed, 'by cause and place');
  });

  directory.edges.forEach(({ name }, edge) => {
    const b = books.edges[edge];
    const calls = `${b.callsEnded} ended + ${b.callsOpen} open`;
    check(name, 'calls begun', b.callsBegun, b.callsEnded + b.callsOpen, calls);
    const attempts = `${b.attemptsEnded} ended + ${b.attemptsAwaited} awaited`;
    check(name, 'attempts sent', b.attemptsSent, b.attemptsEnded + b.attemptsAwaited, attempts);
    const tries = `${b.triesOfEnded} of ended calls + ${b.triesOfOpen} of open calls`;
    check(name, 'attempts sent', b.attemptsSent, b.triesOfEnded + b.triesOfOpen, tries);
    if (b.rejected > b.turnedBack + b.coalesced)
      broken.push(
        `${name}: ${b.rejected} calls rejected, but ${b.turnedBack} turned back and ${b.coalesced} coalesced.`,
      );
    const tried = `${b.triedEnded} ended + ${b.triedOpen} open calls with a try`;
    check(name, 'first tries', b.firstTries, b.triedEnded + b.triedOpen, tried);
  });

  directory.replicas.forEach(({ name }, replica) => {
    const b = books.replicas[replica];
    const parts = `${b.framesEnded} ended + ${b.framesRunning} running`;
    check(name, 'frames begun', b.framesBegun, b.framesEnded + b.framesRunning, parts);
  });

  directory.queues.forEach(({ name }, queue) => {
    const b = books.queues[queue];
    check(
      name,
      'messages published',
      b.published,
      b.acknowledged + b.deadLettered + b.expired + b.ready + b.unacknowledged,
      `${b.acknowledged} acknowledged + ${b.deadLettered} dead-lettered + ${b.expired} expired + ${b.ready} ready + ${b.unacknowledged} unacknowledged`,
    );
    if (b.handled > b.delivered)
      broken.push(`${name}: ${b.handled} messages handled, but ${b.delivered} delivered.`);
  });
  return broken;
}
