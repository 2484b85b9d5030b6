/**
 * Cuts: what does not get through, since the way is cut or the host is gone, is sent again until it does. The
 * pause before the first repetition is 200 ms and doubles each time, to two minutes at most; the sixteenth that
 * is over without an answer ends the connection, 924.6 s after the first sending (Linux: TCP_RTO_MIN,
 * TCP_RTO_MAX and tcp_retries2 = 15, in the kernel's documentation "IP Sysctl"; RFC 6298, 5.5). So when a cut
 * is over, what waited comes in its own time, not at once. What its caller has given up meanwhile is not sent
 * any more.
 * All goes by connections that are there: a new one would be given up after 127 s (tcp_syn_retries = 6).
 */
import { NEVER } from '../../base/time.ts';
import {
  CODE,
  ENTERED,
  INTS,
  NONE,
  PARENT,
  POST,
  REALS,
  SENDINGS,
  SITE,
  SUBJECT,
  SUBJECT_LIFE,
} from '../terms/columns.ts';
import { ARRIVE, CALLER_LEFT, CUT_OFF, CUT_OFF_BACK, NEWS_CUT_OFF, REPLY } from '../terms/events.ts';
import { ERROR } from '../terms/outcomes.ts';
import type { Calls } from './calls.ts';
import { clientOf, cutOffBy, HELD_UP, noticeTime, travelTime, turnedBack } from './links.ts';
import { type Site, TO_OPERATION } from './plan.ts';
import { send, sendNews } from './wires.ts';
import { NOW, type World } from './world.ts';

/** The first pause and the longest, ns. */
const FIRST_PAUSE = 200e6;
const LONGEST_PAUSE = 120e9;
/** Sent so often again before the connection is given up. */
const SENDINGS_MOST = 15;

/** Waits to be sent once more; false when it has been sent often enough. */
function waitToSend(w: World, row: number, sendings: number): boolean {
  if (sendings > SENDINGS_MOST) return false;
  let pause = FIRST_PAUSE;
  for (let i = 0; i < sendings && pause < LONGEST_PAUSE; i++) pause *= 2;
  w.arena.I[row * INTS + SENDINGS] = sendings;
  w.calendar.schedule(row, w.clock[NOW] + Math.min(pause, LONGEST_PAUSE));
  return true;
}

/** An attempt, or (`back`) its answer, does not get through. */
export function holdUp(w: World, attempt: number, back: boolean): void {
  const { I, F } = w.arena;
  I[attempt * INTS + CODE] = back ? CUT_OFF_BACK : CUT_OFF;
  F[attempt * REALS + ENTERED] = back ? w.clock[NOW] : NEVER;
  waitToSend(w, attempt, 0);
}

/** It is sent again; its caller waits all the while. */
export function sendAgain(w: World, calls: Calls, attempt: number): void {
  const { I, F } = w.arena;
  const back = I[attempt * INTS + CODE] === CUT_OFF_BACK;
  const site = w.plan.sites[I[attempt * INTS + SITE]];
  const client = clientOf(w, attempt);
  const sendings = I[attempt * INTS + SENDINGS];
  const isInVain = sendings === SENDINGS_MOST || (!back && isForGoneHost(w, attempt, site));
  const said = isInVain ? HELD_UP : travelTime(w, attempt, site, client, back);
  if (said === HELD_UP && waitToSend(w, attempt, sendings + 1)) return;
  I[attempt * INTS + SENDINGS] = 0;
  I[attempt * INTS + CODE] = back ? REPLY : ARRIVE;
  if (!back) F[attempt * REALS + ENTERED] = 0;
  if (said >= 0) send(w, attempt, site, client, back, said);
  // Who sends an answer knows that nobody has it; who waits for it does not.
  else if (said === HELD_UP && back) calls.goAstray(attempt);
  else calls.missed(attempt, site, said === HELD_UP ? turnedBack(0, ERROR) : said, back);
}

/** Is nobody there to take it, or to refuse it? */
function isForGoneHost(w: World, attempt: number, site: Site): boolean {
  if (site.calleeKind !== TO_OPERATION) return false;
  return w.overlay.isSilent(w.plan.posts[w.arena.I[attempt * INTS + POST]].replica);
}

/** The news that its caller has left goes to an attempt; it has to get through like all else. */
export function tellOfLeaving(w: World, notice: number, attempt: number, site: Site, client: number): void {
  const fault = cutOffBy(w, attempt, site, client, false);
  if (fault === NONE) {
    sendNews(w, notice, site.edge, noticeTime(w, attempt, site, client));
    return;
  }
  w.overlay.hit(fault);
  const I = w.arena.I;
  I[notice * INTS + CODE] = NEWS_CUT_OFF;
  I[notice * INTS + POST] = client;
  waitToSend(w, notice, 0);
}

/** The same once more. Who has ended meanwhile need not hear it. */
export function tellAgain(w: World, notice: number): void {
  const I = w.arena.I;
  const attempt = I[notice * INTS + SUBJECT];
  const isOver = !w.isAlive(attempt, I[notice * INTS + SUBJECT_LIFE]) || I[attempt * INTS + PARENT] !== NONE;
  if (isOver) {
    w.arena.free(notice);
    return;
  }
  const site = w.plan.sites[I[attempt * INTS + SITE]];
  const client = I[notice * INTS + POST];
  if (cutOffBy(w, attempt, site, client, false) !== NONE) {
    if (!waitToSend(w, notice, I[notice * INTS + SENDINGS] + 1)) w.arena.free(notice);
    return;
  }
  I[notice * INTS + CODE] = CALLER_LEFT;
  sendNews(w, notice, site.edge, noticeTime(w, attempt, site, client));
}
