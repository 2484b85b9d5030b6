/**
 * Calls: from the moment a caller wants something until it knows how that ended. A call goes inward
 * through its chain of policies, becomes an attempt that travels, and comes back outward with an
 * ending; a policy on the way may send it in again. The same code serves operations, loads and
 * consumers: all are callers.
 */
import { NEVER } from '../../base/time.ts';
import { drawUniform } from '../kernel/luck.ts';
import { type Layer, PASS, type PolicyHost } from '../policy/contract.ts';
import {
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
  KEY0,
  KEY1,
  LAST_REPLICA,
  LAYER,
  LAYERS,
  LIFE,
  LOOPS,
  NONE,
  OF_LAYER,
  PARENT,
  PENDING,
  POST,
  PRIORITY,
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
  TRIES,
  WAKE,
} from '../terms/columns.ts';
import {
  AGAIN,
  ARRIVE,
  ASTRAY,
  BRANCHING,
  CALLER_LEFT,
  CALLING,
  COMPUTING,
  DEADLINE_TIMER,
  POLICY_TIMER,
  REPLY,
  RESUME,
  TIMER_KIND_BITS,
  USER_ANSWERED,
  USER_ASKS,
  WOKEN,
} from '../terms/events.ts';
import {
  CANCELLED,
  DEGRADED,
  ERROR,
  endingAt,
  endingBecause,
  FIRST_TRY,
  HEDGE,
  isGood,
  LOST,
  OK,
  outcomeOf,
  REFUSED,
  REJECTED,
  RETRY,
  TIMED_OUT,
} from '../terms/outcomes.ts';
import { STATION_INTS, WASTED } from '../terms/stations.ts';
import { choosePresent, chooseReplica } from './balancing.ts';
import { noteEnding } from './ejection.ts';
import { Gates } from './gates.ts';
import {
  ASTRAY_FOR_EVER,
  NOBODY_THERE,
  noticeTime,
  travelTime,
  turnedBackAfter,
  turnedBackWith,
} from './links.ts';
import { type Site, STOPS, TO_OPERATION, WORKS_ON } from './plan.ts';
import { hasCandidates } from './views.ts';
import { NOW, type World } from './world.ts';

/** More layers than any chain has: a list has sixteen, and a caller one key for each policy besides. */
const MOST_LAYERS = 64;

/** Salts of the lineage of a call's attempts, of its branches, and of the calls its policies make. */
const ATTEMPT_SALT = 0x61747431;
const BRANCH_SALT = 0x6272616e;
const OTHER_SALT = 0x6f746865;

export class Calls implements PolicyHost {
  readonly clock: Float64Array;
  readonly settings: Float64Array;
  readonly shared: Float64Array;
  /** The doors of the callees: whoever arrives is asked for there. */
  readonly gates: Gates;
  private readonly w: World;
  /** While true nobody is told that he has been left. Within one event only: no state. */
  private leavesUntold = false;

  constructor(w: World) {
    this.w = w;
    this.gates = new Gates(w);
    this.clock = w.clock;
    this.settings = w.settings;
    this.shared = w.shared;
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
    I[at + PRIORITY] = I[of + PRIORITY];
    I[at + ITEM] = I[of + ITEM];
    if (site.propagates) F[call * REALS + DEADLINE] = F[frame * REALS + DEADLINE];
    if (waits) this.adopt(frame, call);
    this.begin(call, site);
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
    I[at + BRANCHES] = NONE;
    I[at + BASE] = NONE;
    I[at + LAST_REPLICA] = 0;
    F[call * REALS + SINCE] = w.clock[NOW];
    F[call * REALS + CALL_PUSHBACK] = 0;
    F[call * REALS + DEADLINE] = NEVER;
    return call;
  }

  /** Begins a call that is complete. */
  begin(call: number, site: Site): void {
    const w = this.w;
    w.observer.callBegan(call);
    const deadline = w.arena.F[call * REALS + DEADLINE];
    if (deadline < NEVER) {
      w.arena.I[call * INTS + TIMER] = w.timers.setAt(Math.max(deadline, w.clock[NOW]), call, DEADLINE_TIMER);
    }
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

  private enter(call: number, site: Site, from: number): void {
    const I = this.w.arena.I;
    const chain = site.chain;
    for (let i = from; i < chain.length; i++) {
      I[call * INTS + LAYERS] = i + 1;
      const layer = chain[i];
      if (layer.enter.call(layer.policy, this, call, layer) !== PASS) return;
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
    I[at + PRIORITY] = I[of + PRIORITY];
    I[at + ITEM] = I[of + ITEM];
    I[at + ROOT] = I[of + ROOT];
    I[at + CAUSE] = tries === 0 ? I[of + CAUSE] : RETRY;
    if (I[of + BASE] !== NONE) I[at + CAUSE] = this.countBranchTry(call, tries);
    I[at + TIMER] = NONE;
    F[attempt * REALS + SINCE] = w.clock[NOW];
    F[attempt * REALS + PUSHBACK] = 0;
    F[attempt * REALS + ENTERED] = 0;
    F[attempt * REALS + DEADLINE] = site.propagates ? this.deadlineFrom(call, site.chain.length - 1) : NEVER;
    const client = I[of + POST];
    if (site.calleeKind === TO_OPERATION) {
      if (site.replicas > 1 || site.watch !== NONE) {
        const last = I[of + LAST_REPLICA];
        const chosen =
          last < 0
            ? chooseReplica(w, attempt, site, client, this.placesOf(call))
            : chooseReplica(w, attempt, site, client);
        const index = choosePresent(w, attempt, site, chosen);
        I[of + LAST_REPLICA] = index + 1;
        I[at + POST] = site.post + index;
        if (site.replicas > 1) this.countInFlight(site, client, index, 1);
      } else {
        I[at + POST] = site.post;
      }
    } else {
      I[at + POST] = NONE;
    }
    w.observer.attemptBegan(attempt);
    const isNowhere =
      site.calleeKind === TO_OPERATION && w.overlay.absent[w.plan.posts[I[at + POST]].replica] > 0;
    const time = isNowhere ? NOBODY_THERE : travelTime(w, attempt, site, client, false);
    if (time >= 0) w.after(attempt, time);
    else this.missed(attempt, site, time, false);
  }

  /** A message never arrives, on its way out or (`back`) home, as `travelTime` said: it is lost without a word, or its caller will hear of it. */
  missed(attempt: number, site: Site, said: number, back = true): void {
    if (said === ASTRAY_FOR_EVER) {
      this.goAstray(attempt, back);
      return;
    }
    const { I, F } = this.w.arena;
    if (!back) F[attempt * REALS + ENTERED] = NEVER;
    I[attempt * INTS + CODE] = REPLY;
    I[attempt * INTS + ENDING] = endingAt(turnedBackWith(said), site.edge);
    this.w.after(attempt, turnedBackAfter(said));
  }

  /** Every replica is held out, and this caller would rather ask nobody: the call or branch goes outward again. */
  private turnBack(call: number, site: Site): void {
    const { I, F } = this.w.arena;
    F[call * REALS + CALL_PUSHBACK] = 0;
    I[call * INTS + ENDING] = endingAt(REJECTED, site.edge);
    this.leave(call, site, site.chain.length - 1);
  }

  /** A try of a branch is one of its call, whose books are kept; tells why the try began. */
  private countBranchTry(branch: number, tries: number): number {
    const I = this.w.arena.I;
    let call = branch;
    while (I[call * INTS + BASE] !== NONE) call = I[call * INTS + PARENT];
    I[call * INTS + TRIES] += 1;
    if (I[call * INTS + TRIES] === 1) return I[call * INTS + CAUSE];
    return tries === 0 ? HEDGE : RETRY;
  }

  /** Replicas that the next try of a line is not to go to: the line's last one; of a branch, wherever any line of its call has been last. */
  private placesOf(line: number): number[] {
    const I = this.w.arena.I;
    const places: number[] = [];
    const visit = (row: number): void => {
      const last = Math.abs(I[row * INTS + LAST_REPLICA]);
      if (last !== 0) places.push(last - 1);
      if (line === row && I[row * INTS + BASE] === NONE) return;
      for (let each = I[row * INTS + BRANCHES]; each !== NONE; each = I[each * INTS + SIBLING_NEXT])
        if (I[each * INTS + BASE] !== NONE) visit(each);
    };
    let call = line;
    while (I[call * INTS + BASE] !== NONE) call = I[call * INTS + PARENT];
    visit(call);
    return places;
  }

  /** The earliest instant at which any layer up to `last`, or the call's own deadline, will stop waiting. */
  private deadlineFrom(call: number, last: number): number {
    const { I, F } = this.w.arena;
    const { chain } = this.siteOf(call);
    let deadline = F[call * REALS + DEADLINE];
    let owner = call;
    for (let i = last; i >= 0; i--) {
      // The layers around a branch wait in the name of the call it is a branch of.
      while (i <= I[owner * INTS + BASE]) owner = I[owner * INTS + PARENT];
      const layer = chain[i];
      if (layer.policy.until === undefined) continue;
      const until = layer.policy.until(this, owner, layer);
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
      I[call * INTS + TIMER] !== NONE ||
      site.chain.some(({ policy }) => policy.until !== undefined || policy.triesBeside === true);
    if (mayNotice) return;
    this.letGo(call, -1, LOST);
    this.end(call, endingAt(LOST, site.edge));
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
      this.countInFlight(site, I[call * INTS + POST], I[attempt * INTS + POST] - site.post, -1);
    }
    w.observer.attemptEnded(attempt, ending);
    if (site.watch !== NONE) {
      noteEnding(w, attempt, site, I[call * INTS + POST], I[attempt * INTS + POST] - site.post, ending);
    }
    I[call * INTS + ATTEMPT] = NONE;
  }

  private leave(call: number, site: Site, from: number): void {
    const I = this.w.arena.I;
    const chain = site.chain;
    const base = I[call * INTS + BASE];
    for (let i = from; i > base; i--) {
      I[call * INTS + LAYERS] = i + 1;
      const layer = chain[i];
      if (layer.leave.call(layer.policy, this, call, layer) !== PASS) return;
    }
    I[call * INTS + LAYERS] = base + 1;
    if (base === NONE) this.end(call, I[call * INTS + ENDING]);
    else this.branchEnded(call, I[call * INTS + ENDING]);
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
      this.disown(parent, call);
      w.arena.free(call);
      this.childEnded(parent, ending);
      return;
    }
    if (code === CALLING || code === BRANCHING) {
      this.branchEnded(call, ending);
      return;
    }
    // A user, a delivery or a check: it acts on the answer in this same instant.
    I[parent * INTS + ENDING] = ending;
    if (code === USER_ASKS) I[parent * INTS + CODE] = USER_ANSWERED;
    w.arena.free(call);
    w.soon(parent);
  }

  /** A branch, or another call that a policy made, is over; the policy's layer learns how. */
  private branchEnded(branch: number, ending: number): void {
    const I = this.w.arena.I;
    const call = I[branch * INTS + PARENT];
    const layer = this.siteOf(call).chain[I[branch * INTS + OF_LAYER]];
    this.w.arena.F[call * REALS + CALL_PUSHBACK] = this.w.arena.F[branch * REALS + CALL_PUSHBACK];
    this.forgetBranch(call, branch);
    layer.policy.ended?.(this, call, layer, ending);
  }

  private forgetBranch(call: number, branch: number): void {
    const I = this.w.arena.I;
    const next = I[branch * INTS + SIBLING_NEXT];
    if (I[call * INTS + BRANCHES] === branch) I[call * INTS + BRANCHES] = next;
    else {
      let before = I[call * INTS + BRANCHES];
      while (I[before * INTS + SIBLING_NEXT] !== branch) before = I[before * INTS + SIBLING_NEXT];
      I[before * INTS + SIBLING_NEXT] = next;
    }
    this.w.arena.free(branch);
  }

  private disown(parent: number, child: number): void {
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
    this.disown(parent, strand);
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
    if (code === ARRIVE && outcome === REFUSED) {
      // The caller never got through: what was not handed over will not arrive.
      w.disown(attempt);
      return;
    }
    if (site.calleeKind !== TO_OPERATION) return;
    const { replica, cancellation } = w.plan.posts[I[attempt * INTS + POST]];
    if (code === RESUME || code === COMPUTING) {
      w.countStation(replica);
      w.stationInts[replica * STATION_INTS + WASTED] += 1;
    }
    // News is sent to whoever listens: while it waits it will be dropped, and what runs may be stopped.
    const hasStarted = code === RESUME || code === COMPUTING;
    if (this.leavesUntold) return;
    if (code === REPLY || cancellation === WORKS_ON || (hasStarted && cancellation !== STOPS)) return;
    const notice = w.arena.take();
    I[notice * INTS + CODE] = CALLER_LEFT;
    I[notice * INTS + SUBJECT] = attempt;
    I[notice * INTS + SUBJECT_LIFE] = I[attempt * INTS + LIFE];
    w.after(notice, noticeTime(w, attempt, site, I[call * INTS + POST]));
  }

  /** Lets go of everything inside layer `index` (−1: of everything). What its branches do is their layers' to say, in `forsake`. */
  private letGo(call: number, index: number, outcome: number): void {
    const w = this.w;
    const I = w.arena.I;
    const chain = this.siteOf(call).chain;
    for (let i = I[call * INTS + LAYERS] - 1; i > index; i--) chain[i].policy.forsake(this, call, chain[i]);
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
    layer.policy.woken?.(this, call, layer);
  }

  /** A policy's timer is due. */
  policyTimer(call: number, index: number): void {
    const layer = this.siteOf(call).chain[index];
    layer.policy.timer(this, call, layer);
  }

  private siteOf(call: number): Site {
    return this.w.plan.sites[this.w.arena.I[call * INTS + SITE]];
  }

  // ---- what policies may ask for (see policy/contract.ts) -----------------------------------------

  get words(): Int32Array {
    return this.w.words;
  }

  outcome(call: number): number {
    return outcomeOf(this.w.arena.I[call * INTS + ENDING]);
  }

  ending(call: number): number {
    return this.w.arena.I[call * INTS + ENDING];
  }

  wordsOf(call: number, layer: Layer): number {
    return call * this.w.plan.wordsPerCall + layer.word;
  }

  get reals(): Float64Array {
    return this.w.reals;
  }

  realsOf(call: number, layer: Layer): number {
    return call * this.w.plan.realsPerCall + layer.real;
  }

  settingsOf(call: number, layer: Layer): number {
    return layer.settings + this.own(call, layer) * layer.settingsSize;
  }

  sharedOf(call: number, layer: Layer): number {
    return layer.shared + this.own(call, layer) * layer.sharedSize;
  }

  /** Number of the caller's replica among those of its caller. */
  private own(call: number, layer: Layer): number {
    return this.w.arena.I[call * INTS + POST] - layer.firstClient;
  }

  uniform(call: number, purpose: number, n: number): number {
    const I = this.w.arena.I;
    return drawUniform(I[call * INTS + KEY0], I[call * INTS + KEY1], (purpose + Math.imul(n, 0x10001)) | 0);
  }

  setTimer(call: number, layer: Layer, length: number): number {
    const timers = this.w.timers;
    const what = POLICY_TIMER | (layer.index << TIMER_KIND_BITS);
    if (length === layer.laneLength) return timers.setInLane(layer.lane, this.clock[NOW], call, what);
    return timers.setAt(this.clock[NOW] + length, call, what);
  }

  clearTimer(timer: number): void {
    if (timer !== NONE) this.w.timers.clear(timer);
  }

  timerAt(timer: number): number {
    return timer === NONE ? NEVER : this.w.timers.time(timer);
  }

  refuse(call: number, layer: Layer, outcome: number): void {
    this.settle(call, layer, outcome);
  }

  goAgain(call: number, layer: Layer, pause: number): void {
    this.w.after(this.takeWake(call, layer, AGAIN), pause);
  }

  wakeSoon(call: number, layer: Layer): void {
    this.w.soon(this.takeWake(call, layer, WOKEN));
  }

  private takeWake(call: number, layer: Layer, code: number): number {
    const wake = this.w.arena.take();
    const I = this.w.arena.I;
    I[wake * INTS + CODE] = code;
    I[wake * INTS + SUBJECT] = call;
    I[wake * INTS + LAYER] = layer.index;
    I[call * INTS + WAKE] = wake;
    return wake;
  }

  abandonInside(call: number, layer: Layer, outcome = TIMED_OUT, untold = false): void {
    const before = this.leavesUntold;
    this.leavesUntold = before || untold;
    this.letGo(call, layer.index, outcome);
    this.leavesUntold = before;
  }

  settle(call: number, layer: Layer, outcome: number): void {
    this.w.arena.F[call * REALS + CALL_PUSHBACK] = 0;
    this.settleWith(call, layer, endingAt(outcome, layer.edge));
  }

  settleWith(call: number, layer: Layer, ending: number): void {
    this.w.arena.I[call * INTS + ENDING] = ending;
    this.leave(call, this.siteOf(call), layer.index - 1);
  }

  replace(call: number, _layer: Layer, outcome: number): void {
    const I = this.w.arena.I;
    I[call * INTS + ENDING] = endingBecause(outcome, I[call * INTS + ENDING]);
  }

  deadline(call: number): number {
    return this.w.arena.F[call * REALS + DEADLINE];
  }

  isIdempotent(call: number): boolean {
    return this.siteOf(call).idempotent;
  }

  tries(call: number): number {
    return this.w.arena.I[call * INTS + TRIES];
  }

  hasArrived(call: number): boolean {
    const { I, F } = this.w.arena;
    const attempt = I[call * INTS + ATTEMPT];
    if (attempt === NONE) return false;
    const code = I[attempt * INTS + CODE];
    if (code === ARRIVE) return false;
    // Lost, or turned back, before it got there.
    return (code !== ASTRAY && code !== REPLY) || F[attempt * REALS + ENTERED] < NEVER;
  }

  pushback(call: number): number {
    return this.w.arena.F[call * REALS + CALL_PUSHBACK];
  }

  elsewhere(call: number): void {
    const I = this.w.arena.I;
    const last = I[call * INTS + LAST_REPLICA];
    if (last > 0) I[call * INTS + LAST_REPLICA] = -last;
  }

  item(call: number): number {
    return this.w.arena.I[call * INTS + ITEM];
  }

  priority(call: number): number {
    return this.w.arena.I[call * INTS + PRIORITY];
  }

  tell(call: number, layer: Layer, state: number): void {
    this.w.observer.policyChanged(layer.edge, layer.index, this.w.arena.I[call * INTS + POST], state);
  }

  // ---- waiting rooms of policies ------------------------------------------------------------------

  wait(call: number, layer: Layer): void {
    this.w.rooms.pushBack(layer.room + this.own(call, layer), call);
  }

  waiting(call: number, layer: Layer): number {
    return this.w.rooms.length(layer.room + this.own(call, layer));
  }

  letIn(call: number, layer: Layer): number {
    const first = this.w.rooms.popFront(layer.room + this.own(call, layer));
    if (first !== NONE) this.goAgain(first, layer, 0);
    return first;
  }

  stopWaiting(call: number, layer: Layer): void {
    this.w.rooms.remove(layer.room + this.own(call, layer), call);
  }

  // ---- calls by key -----------------------------------------------------------------------------------

  holder(call: number, layer: Layer, key: number): number {
    return this.w.holders.get(this.place(call, layer), this.w.arena.I[call * INTS + POST], key);
  }

  hold(call: number, layer: Layer, key: number): void {
    this.w.holders.set(this.place(call, layer), this.w.arena.I[call * INTS + POST], key, call);
  }

  giveUp(call: number, layer: Layer, key: number): void {
    this.w.holders.delete(this.place(call, layer), this.w.arena.I[call * INTS + POST], key);
  }

  /** A layer's number among all layers of all sites. */
  private place(call: number, layer: Layer): number {
    return this.w.arena.I[call * INTS + SITE] * MOST_LAYERS + layer.index;
  }

  // ---- branches -------------------------------------------------------------------------------------

  branch(call: number, layer: Layer, elsewhere: boolean): void {
    const w = this.w;
    const siteNumber = w.arena.I[call * INTS + SITE];
    const branch = this.take(siteNumber);
    const { I, F } = w.arena;
    const at = branch * INTS;
    I[at + CODE] = BRANCHING;
    I[at + BASE] = layer.index;
    I[at + LAYERS] = layer.index + 1;
    this.attachBranch(call, branch, layer.index, BRANCH_SALT);
    F[branch * REALS + SINCE] = F[call * REALS + SINCE];
    F[branch * REALS + DEADLINE] = F[call * REALS + DEADLINE];
    if (elsewhere) I[at + LAST_REPLICA] = -Math.abs(I[call * INTS + LAST_REPLICA]);
    this.enter(branch, w.plan.sites[siteNumber], layer.index + 1);
  }

  callOther(call: number, layer: Layer, which: number): void {
    const w = this.w;
    const siteNumber = layer.sites[which];
    const site = w.plan.sites[siteNumber];
    const other = this.take(siteNumber);
    this.attachBranch(call, other, layer.index, OTHER_SALT);
    // Whoever waits outside of this layer ends it: it needs no timer of its own.
    if (site.propagates) w.arena.F[other * REALS + DEADLINE] = this.deadlineFrom(call, layer.index - 1);
    w.observer.callBegan(other);
    this.enter(other, site, 0);
  }

  /** What a branch has in common with its call, which keeps it in its list. */
  private attachBranch(call: number, branch: number, layer: number, salt: number): void {
    const I = this.w.arena.I;
    const at = branch * INTS;
    const of = call * INTS;
    const nth = I[of + BRANCHED];
    I[of + BRANCHED] = nth + 1;
    // Not by its layer: a policy put around this one must not change anybody's luck.
    this.w.inherit(branch, call, salt, nth);
    I[at + PARENT] = call;
    I[at + OF_LAYER] = layer;
    I[at + SIBLING_NEXT] = I[of + BRANCHES];
    I[of + BRANCHES] = branch;
    I[at + POST] = I[of + POST];
    I[at + ROOT] = I[of + ROOT];
    I[at + PRIORITY] = I[of + PRIORITY];
    I[at + ITEM] = I[of + ITEM];
  }

  dropBranches(call: number, layer: Layer, untold = false): void {
    const before = this.leavesUntold;
    this.leavesUntold = before || untold;
    const I = this.w.arena.I;
    for (let each = I[call * INTS + BRANCHES]; each !== NONE; ) {
      const next = I[each * INTS + SIBLING_NEXT];
      if (I[each * INTS + OF_LAYER] === layer.index) this.dropBranch(call, each);
      each = next;
    }
    this.leavesUntold = before;
  }

  private dropBranch(call: number, branch: number): void {
    const w = this.w;
    const I = w.arena.I;
    const base = I[branch * INTS + BASE];
    this.letGo(branch, base, CANCELLED);
    // Another call is whole in itself, and ends as a whole.
    if (base === NONE) w.observer.callEnded(branch, endingAt(CANCELLED, this.siteOf(branch).edge));
    this.forgetBranch(call, branch);
  }
}
