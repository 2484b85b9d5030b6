/**
 * Calls: from the moment a caller wants something until it knows how that ended. A call goes inward
 * through its chain of policies, becomes an attempt that travels, and comes back outward with an
 * ending; a policy on the way may send it in again. The same code serves operations, loads and
 * consumers: all are callers.
 */
import { NEVER } from '../../base/time.ts';
import { PASS } from '../policy/contract.ts';
import { markedFutile } from '../terms/asker.ts';
import {
  ASKER,
  ATTEMPT,
  BASE,
  BRANCHED,
  BRANCHES,
  CALL_PUSHBACK,
  CAUSE,
  CHILD,
  CODE,
  DEADLINE,
  ENDING,
  ENTERED,
  INTS,
  ITEM,
  LAST_REPLICA,
  LAYER,
  LAYERS,
  LIFE,
  LOOPS,
  NONE,
  PARENT,
  PENDING,
  PLACES,
  POST,
  PUSHBACK,
  REALS,
  ROOT,
  SIBLING_NEXT,
  SIBLING_PREV,
  SINCE,
  SITE,
  SUBJECT,
  SUBJECT_LIFE,
  TIMER,
  TRIED,
  TRIES,
  WAKE,
} from '../terms/columns.ts';
import {
  ARRIVE,
  ASTRAY,
  BRANCHING,
  CALLER_LEFT,
  CALLING,
  COMPUTING,
  CUT_OFF,
  CUT_OFF_BACK,
  DEADLINE_TIMER,
  REPLY,
  RESUME,
  USER_ANSWERED,
  USER_ASKS,
} from '../terms/events.ts';
import {
  CANCELLED,
  DEGRADED,
  ERROR,
  endingAt,
  endingBecause,
  FIRST_TRY,
  isGood,
  LOST,
  OK,
  outcomeOf,
  REFUSED,
  REJECTED,
  RETRY,
  TIMED_OUT,
} from '../terms/outcomes.ts';
import { chooseReplica, tellBalancer } from './balancing.ts';
import { branchEnded, countTry, placesOf, wholeOf } from './branches.ts';
import { holdUp, tellOfLeaving } from './cuts.ts';
import { noteEnding } from './ejection.ts';
import { setFutile } from './futile.ts';
import { Gates } from './gates.ts';
import {
  ASTRAY_FOR_EVER,
  HELD_UP,
  NOBODY_THERE,
  travelTime,
  turnedBackAfter,
  turnedBackWith,
} from './links.ts';
import { type Site, STOPS, TO_OPERATION, WORKS_ON } from './plan.ts';
import { Host } from './policy-host.ts';
import { countUnlisted } from './rosters.ts';
import { hasCandidates } from './views.ts';
import { send } from './wires.ts';
import { NOW, type World } from './world.ts';

/** Salt of the lineage of a call's attempts. */
const ATTEMPT_SALT = 0x61747431;

export class Calls {
  /** What policies may ask for. */
  readonly host: Host;
  /** The doors of the callees: whoever arrives is asked for there. */
  readonly gates: Gates;
  private readonly w: World;
  /** While true nobody is told that he has been left. Within one event only: no state. */
  leavesUntold = false;
  /** How the attempts end that are being left. Within one event only: no state. */
  leavesWith = CANCELLED;

  constructor(w: World) {
    this.w = w;
    this.gates = new Gates(w);
    this.host = new Host(w, this);
  }

  // ---- beginning ------------------------------------------------------------------------------

  /** A step of a running frame (or strand) calls; without `waits` nobody will hear the answer. */
  callFrom(frame: number, siteNumber: number, waits: boolean): void {
    const w = this.w;
    const { I, F } = w.arena;
    const site = w.plan.sites[siteNumber];
    const call = this.take(siteNumber);
    const at = call * INTS;
    const of = frame * INTS;
    w.inherit(call, frame, site.salt, I[of + LOOPS]);
    I[at + POST] = w.plan.posts[I[of + POST]].replica;
    I[at + ROOT] = I[of + ROOT];
    I[at + ASKER] = waits ? I[of + ASKER] : markedFutile(I[of + ASKER], false);
    I[at + ITEM] = I[of + ITEM];
    if (site.propagates) F[call * REALS + DEADLINE] = F[frame * REALS + DEADLINE];
    if (waits) this.adopt(frame, call);
    this.begin(call, site, frame);
  }

  /** Takes a call row that only lacks its lineage, client, root, priority, item and deadline. */
  take(siteNumber: number): number {
    const w = this.w;
    const call = w.arena.take();
    const { I, F } = w.arena;
    const at = call * INTS;
    I[at + CODE] = CALLING;
    I[at + SITE] = siteNumber;
    I[at + PARENT] = NONE;
    I[at + LAYERS] = 0;
    I[at + ATTEMPT] = NONE;
    I[at + TRIES] = 0;
    I[at + WAKE] = NONE;
    I[at + CAUSE] = FIRST_TRY;
    I[at + TIMER] = NONE;
    I[at + BRANCHED] = 0;
    I[at + TRIED] = 0;
    I[at + BRANCHES] = NONE;
    I[at + BASE] = NONE;
    I[at + LAST_REPLICA] = 0;
    F[call * REALS + SINCE] = w.clock[NOW];
    F[call * REALS + CALL_PUSHBACK] = 0;
    F[call * REALS + DEADLINE] = NEVER;
    return call;
  }

  /** Begins a call that is complete; `from` is who makes it, or NONE. */
  begin(call: number, site: Site, from: number): void {
    const w = this.w;
    w.observer.callBegan(call, from);
    const deadline = w.arena.F[call * REALS + DEADLINE];
    if (deadline <= w.clock[NOW]) {
      // Nobody wants the answer any more: it is not asked for.
      this.end(call, endingAt(TIMED_OUT, site.edge));
      return;
    }
    if (deadline < NEVER) w.arena.I[call * INTS + TIMER] = w.timers.setAt(deadline, call, DEADLINE_TIMER);
    this.enter(call, site, 0);
  }

  /** Makes a call or strand one of the children its parent waits for. */
  adopt(parent: number, child: number): void {
    const I = this.w.arena.I;
    const first = I[parent * INTS + CHILD];
    I[child * INTS + PARENT] = parent;
    I[child * INTS + SIBLING_NEXT] = first;
    I[child * INTS + SIBLING_PREV] = NONE;
    if (first !== NONE) I[first * INTS + SIBLING_PREV] = child;
    I[parent * INTS + CHILD] = child;
  }

  // ---- inward ---------------------------------------------------------------------------------

  /** The call goes inward through its chain, from layer `from` on; past the last one it becomes an attempt. */
  enter(call: number, site: Site, from: number): void {
    const I = this.w.arena.I;
    const chain = site.chain;
    for (let i = from; i < chain.length; i++) {
      I[call * INTS + LAYERS] = i + 1;
      const layer = chain[i];
      if (layer.enter.call(layer.policy, this.host, call, layer) !== PASS) return;
    }
    this.launch(call, site);
  }

  /** Sends one attempt. */
  private launch(call: number, site: Site): void {
    const w = this.w;
    if (site.watch !== NONE && !hasCandidates(w, site, w.arena.I[call * INTS + POST])) {
      this.turnBack(call, site);
      return;
    }
    const attempt = w.arena.take();
    const { I, F } = w.arena;
    const at = attempt * INTS;
    const of = call * INTS;
    const tries = I[of + TRIES];
    I[of + TRIES] = tries + 1;
    I[of + ATTEMPT] = attempt;
    w.inherit(attempt, call, ATTEMPT_SALT, tries);
    I[at + CODE] = ARRIVE;
    I[at + SITE] = I[of + SITE];
    I[at + PARENT] = call;
    I[at + CHILD] = NONE;
    I[at + ENDING] = 0;
    I[at + PENDING] = 0;
    I[at + LOOPS] = 0;
    I[at + ASKER] = I[of + ASKER];
    I[at + ITEM] = I[of + ITEM];
    I[at + ROOT] = I[of + ROOT];
    I[at + CAUSE] = tries === 0 ? I[of + CAUSE] : RETRY;
    if (I[of + BASE] !== NONE) I[at + CAUSE] = countTry(w, call, tries);
    I[at + TIMER] = NONE;
    F[attempt * REALS + SINCE] = w.clock[NOW];
    F[attempt * REALS + PUSHBACK] = 0;
    F[attempt * REALS + ENTERED] = 0;
    F[attempt * REALS + DEADLINE] = site.propagates ? this.deadlineFrom(call, site.chain.length - 1) : NEVER;
    const client = I[of + POST];
    const isShort = site.roster !== NONE && w.health.unlisted[site.roster] > 0;
    const unlisted = isShort ? countUnlisted(w, site, client) : 0;
    if (site.calleeKind === TO_OPERATION) {
      if (site.replicas > 1 || site.watch !== NONE) {
        const last = I[of + LAST_REPLICA];
        const index =
          last < 0
            ? chooseReplica(w, attempt, site, client, unlisted, placesOf(w, call), I[of + TRIED] >>> PLACES)
            : chooseReplica(w, attempt, site, client, unlisted);
        I[of + LAST_REPLICA] = index + 1;
        if (index < PLACES) I[of + TRIED] |= 1 << index;
        I[at + POST] = site.post + index;
        if (site.replicas > 1) this.countInFlight(site, client, index, 1);
      } else {
        I[at + POST] = site.post;
      }
    } else {
      I[at + POST] = NONE;
    }
    w.observer.attemptBegan(attempt);
    const isNowhere = isShort && unlisted === site.replicas;
    const time = isNowhere ? NOBODY_THERE : travelTime(w, attempt, site, client, false);
    if (time >= 0) send(w, attempt, site, client, false, time);
    else this.missed(attempt, site, time, false);
  }

  /** A message does not arrive, on its way out or (`back`) home, as `travelTime` said: it is sent again, or lost without a word, or its caller will hear of it. */
  missed(attempt: number, site: Site, said: number, back = true): void {
    if (said === HELD_UP) {
      holdUp(this.w, attempt, back);
      return;
    }
    if (said === ASTRAY_FOR_EVER) {
      this.goAstray(attempt, back);
      return;
    }
    const { I, F } = this.w.arena;
    if (!back) F[attempt * REALS + ENTERED] = NEVER;
    I[attempt * INTS + CODE] = REPLY;
    I[attempt * INTS + ENDING] = endingAt(turnedBackWith(said), site.edge);
    // Whatever the callee asked for is lost with its answer.
    F[attempt * REALS + PUSHBACK] = 0;
    this.w.after(attempt, turnedBackAfter(said));
  }

  /** Every replica is held out, and this caller would rather ask nobody: the call or branch goes outward again. */
  private turnBack(call: number, site: Site): void {
    const { I, F } = this.w.arena;
    F[call * REALS + CALL_PUSHBACK] = 0;
    I[call * INTS + ENDING] = endingAt(REJECTED, site.edge);
    this.w.observer.policyActed(site.healthAct);
    this.leave(call, site, site.chain.length - 1);
  }

  /** The earliest instant at which any layer up to `last`, or the call's own deadline, will stop waiting. */
  deadlineFrom(call: number, last: number): number {
    const { I, F } = this.w.arena;
    const { chain } = this.siteOf(call);
    let deadline = F[call * REALS + DEADLINE];
    let owner = call;
    for (let i = last; i >= 0; i--) {
      // The layers around a branch wait in the name of the call it is a branch of.
      while (i <= I[owner * INTS + BASE]) owner = I[owner * INTS + PARENT];
      const layer = chain[i];
      if (layer.policy.until === undefined) continue;
      const until = layer.policy.until(this.host, owner, layer);
      if (until < deadline) deadline = until;
    }
    return deadline;
  }

  /** A message is lost, on its way out or (`back`) home. Its caller learns nothing; where nobody could ever learn it, that is the end. */
  goAstray(attempt: number, back = true): void {
    const { I, F } = this.w.arena;
    I[attempt * INTS + CODE] = ASTRAY;
    F[attempt * REALS + ENTERED] = back ? this.w.clock[NOW] : NEVER;
    const call = I[attempt * INTS + PARENT];
    const site = this.siteOf(call);
    if (!site.oneWay) return;
    // A timer may still tell its policies that nothing comes back, or another try may be answered.
    const mayNotice =
      I[wholeOf(I, call) * INTS + TIMER] !== NONE ||
      site.chain.some(({ policy }) => policy.until !== undefined || policy.triesBeside === true);
    if (mayNotice) return;
    const base = I[call * INTS + BASE];
    this.letGo(call, base, LOST);
    if (base === NONE) this.end(call, endingAt(LOST, site.edge));
    else branchEnded(this.w, this, call, endingAt(LOST, site.edge));
  }

  /** A caller's attempts in flight, for balancers: nobody counts them where there is nothing to choose. */
  private countInFlight(site: Site, client: number, index: number, change: number): void {
    const w = this.w;
    w.inFlight[w.plan.edgeInFlight[site.edge] + (client - site.firstClient) * site.replicas + index] +=
      change;
  }

  // ---- outward --------------------------------------------------------------------------------

  /** An attempt's answer has reached the caller, if there still is one. */
  answered(attempt: number): void {
    const I = this.w.arena.I;
    const call = I[attempt * INTS + PARENT];
    if (call === NONE) this.w.arena.free(attempt);
    else this.settleAttempt(call, this.siteOf(call), I[attempt * INTS + ENDING]);
  }

  /** The attempt under way is over: the call goes outward with its ending. */
  private settleAttempt(call: number, site: Site, ending: number): void {
    const w = this.w;
    const I = w.arena.I;
    const attempt = I[call * INTS + ATTEMPT];
    this.part(call, site, attempt, ending);
    w.arena.F[call * REALS + CALL_PUSHBACK] = w.arena.F[attempt * REALS + PUSHBACK];
    w.arena.free(attempt);
    I[call * INTS + ENDING] = ending;
    this.leave(call, site, site.chain.length - 1);
  }

  /** Caller and attempt have nothing to do with each other any more. */
  private part(call: number, site: Site, attempt: number, ending: number): void {
    const w = this.w;
    const I = w.arena.I;
    if (site.replicas > 1) {
      const client = I[call * INTS + POST];
      const replica = I[attempt * INTS + POST] - site.post;
      this.countInFlight(site, client, replica, -1);
      tellBalancer(w, attempt, site, client, replica);
    }
    w.observer.attemptEnded(attempt, ending);
    if (site.watch !== NONE) {
      noteEnding(w, attempt, site, I[call * INTS + POST], I[attempt * INTS + POST] - site.post, ending);
    }
    I[call * INTS + ATTEMPT] = NONE;
  }

  /** The call goes outward with its ENDING, through layer `from` first. */
  leave(call: number, site: Site, from: number): void {
    const I = this.w.arena.I;
    const chain = site.chain;
    const base = I[call * INTS + BASE];
    for (let i = from; i > base; i--) {
      I[call * INTS + LAYERS] = i + 1;
      const layer = chain[i];
      if (layer.leave.call(layer.policy, this.host, call, layer) !== PASS) return;
    }
    I[call * INTS + LAYERS] = base + 1;
    if (base === NONE) this.end(call, I[call * INTS + ENDING]);
    else branchEnded(this.w, this, call, I[call * INTS + ENDING]);
  }

  /** The call is over; whoever waits for it learns how. */
  private end(call: number, ending: number): void {
    const w = this.w;
    const I = w.arena.I;
    if (I[call * INTS + TIMER] !== NONE) w.timers.clear(I[call * INTS + TIMER]);
    w.observer.callEnded(call, ending);
    const parent = I[call * INTS + PARENT];
    if (parent === NONE) {
      w.arena.free(call);
      return;
    }
    const code = I[parent * INTS + CODE];
    if (code === RESUME) {
      this.unlinkChild(parent, call);
      w.arena.free(call);
      this.childEnded(parent, ending);
      return;
    }
    if (code === CALLING || code === BRANCHING) {
      branchEnded(w, this, call, ending);
      return;
    }
    // A user, a delivery or a check: it acts on the answer in this same instant.
    I[parent * INTS + ENDING] = ending;
    if (code === USER_ASKS) I[parent * INTS + CODE] = USER_ANSWERED;
    w.arena.free(call);
    w.soon(parent);
  }

  private unlinkChild(parent: number, child: number): void {
    const I = this.w.arena.I;
    const next = I[child * INTS + SIBLING_NEXT];
    const prev = I[child * INTS + SIBLING_PREV];
    if (prev === NONE) I[parent * INTS + CHILD] = next;
    else I[prev * INTS + SIBLING_NEXT] = next;
    if (next !== NONE) I[next * INTS + SIBLING_PREV] = prev;
  }

  /** One of the children a frame or strand waits for has ended; the first failure is the one that counts. */
  childEnded(parent: number, ending: number): void {
    const w = this.w;
    const I = w.arena.I;
    const at = parent * INTS;
    if (!isGood(ending)) {
      if (isGood(I[at + ENDING])) I[at + ENDING] = endingBecause(ERROR, ending);
    } else if (outcomeOf(ending) === DEGRADED && outcomeOf(I[at + ENDING]) === OK) {
      I[at + ENDING] = ending;
    }
    I[at + PENDING] -= 1;
    if (I[at + PENDING] === 0) w.soon(parent);
  }

  /** A strand has come to its end. */
  strandEnded(strand: number): void {
    const w = this.w;
    const I = w.arena.I;
    const parent = I[strand * INTS + PARENT];
    const ending = I[strand * INTS + ENDING];
    this.unlinkChild(parent, strand);
    w.arena.free(strand);
    this.childEnded(parent, ending);
  }

  // ---- leaving --------------------------------------------------------------------------------

  /** The caller stops waiting for its attempt: the callee works on, unless it listens and is told. */
  private abandonAttempt(call: number, outcome: number): void {
    const w = this.w;
    const I = w.arena.I;
    const attempt = I[call * INTS + ATTEMPT];
    const site = this.siteOf(call);
    this.part(call, site, attempt, endingAt(outcome, site.edge));
    I[attempt * INTS + PARENT] = NONE;
    const code = I[attempt * INTS + CODE];
    if (code === ASTRAY) {
      w.arena.free(attempt);
      return;
    }
    if (code === CUT_OFF || code === CUT_OFF_BACK) {
      w.disown(attempt);
      return;
    }
    if (code === ARRIVE && outcome === REFUSED) {
      // The caller never got through: what was not handed over will not arrive.
      w.disown(attempt);
      return;
    }
    if (site.calleeKind !== TO_OPERATION) return;
    const { cancellation } = w.plan.posts[I[attempt * INTS + POST]];
    setFutile(w, this, attempt, true);
    // News is sent to whoever listens: while it waits it will be dropped, and what runs may be stopped.
    const hasStarted = code === RESUME || code === COMPUTING;
    if (this.leavesUntold) return;
    if (code === REPLY || cancellation === WORKS_ON || (hasStarted && cancellation !== STOPS)) return;
    const notice = w.arena.take();
    I[notice * INTS + CODE] = CALLER_LEFT;
    I[notice * INTS + SUBJECT] = attempt;
    I[notice * INTS + SUBJECT_LIFE] = I[attempt * INTS + LIFE];
    tellOfLeaving(w, notice, attempt, site, I[call * INTS + POST]);
  }

  /** Lets go of everything inside layer `index` (−1: of everything). What its branches do is their layers' to say, in `forsake`. */
  letGo(call: number, index: number, outcome: number): void {
    const w = this.w;
    const I = w.arena.I;
    const chain = this.siteOf(call).chain;
    const before = this.leavesWith;
    this.leavesWith = outcome;
    for (let i = I[call * INTS + LAYERS] - 1; i > index; i--)
      chain[i].policy.forsake(this.host, call, chain[i]);
    this.leavesWith = before;
    I[call * INTS + LAYERS] = index + 1;
    const wake = I[call * INTS + WAKE];
    if (wake !== NONE) {
      w.disown(wake);
      I[call * INTS + WAKE] = NONE;
    }
    if (I[call * INTS + ATTEMPT] !== NONE) this.abandonAttempt(call, outcome);
  }

  /** The caller itself is gone (its replica died, or was told to stop): nobody waits for this call any more. */
  drop(call: number): void {
    const w = this.w;
    const I = w.arena.I;
    this.letGo(call, -1, CANCELLED);
    if (I[call * INTS + TIMER] !== NONE) w.timers.clear(I[call * INTS + TIMER]);
    w.observer.callEnded(call, endingAt(CANCELLED, this.siteOf(call).edge));
    w.arena.free(call);
  }

  /** A call's own deadline has passed: the whole chain stops waiting. */
  deadlinePassed(call: number): void {
    const I = this.w.arena.I;
    I[call * INTS + TIMER] = NONE;
    this.letGo(call, -1, TIMED_OUT);
    this.end(call, endingAt(TIMED_OUT, this.siteOf(call).edge));
  }

  /** A wake row's instant has come. */
  wake(row: number): void {
    const w = this.w;
    const I = w.arena.I;
    const call = I[row * INTS + SUBJECT];
    const layer = I[row * INTS + LAYER];
    w.arena.free(row);
    I[call * INTS + WAKE] = NONE;
    w.arena.F[call * REALS + CALL_PUSHBACK] = 0;
    this.enter(call, this.siteOf(call), layer + 1);
  }

  /** A layer that asked for it has its turn. */
  wakeLayer(row: number): void {
    const w = this.w;
    const I = w.arena.I;
    const call = I[row * INTS + SUBJECT];
    const layer = this.siteOf(call).chain[I[row * INTS + LAYER]];
    w.arena.free(row);
    I[call * INTS + WAKE] = NONE;
    layer.policy.woken?.(this.host, call, layer);
  }

  /** A policy's timer is due. */
  policyTimer(call: number, index: number): void {
    const layer = this.siteOf(call).chain[index];
    layer.policy.timer(this.host, call, layer);
  }

  /** Where in the plan the call is made. */
  siteOf(call: number): Site {
    return this.w.plan.sites[this.w.arena.I[call * INTS + SITE]];
  }
}
