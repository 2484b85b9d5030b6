/** The machine: takes whatever is next and lets it act, until an instant is reached or a budget is spent. */
import { invariant } from '../../base/assert.ts';
import { NEVER } from '../../base/time.ts';
import type { Snapshot } from '../kernel/registry.ts';
import {
  CODE,
  ENDING,
  INTS,
  NONE,
  PARENT,
  POST,
  REALS,
  SITE,
  SUBJECT,
  SUBJECT_LIFE,
  TIME,
} from '../terms/columns.ts';
import {
  AGAIN,
  ARRIVE,
  CALLER_LEFT,
  CHECK_DUE,
  CHECKED,
  COMPUTING,
  CORES_TURN,
  CUT_OFF,
  CUT_OFF_BACK,
  DEAD,
  DEADLINE_TIMER,
  FAULT_CHANGES,
  FAULT_LOOKS,
  HANDLED,
  HEALTH_NEWS,
  HELD,
  HELD_TIMER,
  LOOKS_UP,
  NEWS_CUT_OFF,
  NEXT_ARRIVAL,
  POLICY_TIMER,
  QUEUE_WAIT_TIMER,
  QUEUED,
  REJECTING,
  REPLICA_DIES,
  REPLICA_RETURNS,
  REPLY,
  RESTARTED,
  RESUME,
  SCALES,
  SWEEP,
  TIMER_KIND_BITS,
  TIMER_KIND_MASK,
  TIMER_WAITED,
  TRIAL,
  USER_ANSWERED,
  USER_ASKS,
  USERS_CHANGE,
  VISIBILITY_TIMER,
  WIRE_FREE,
  WOKEN,
} from '../terms/events.ts';
import type { Observer } from '../terms/observer.ts';
import { UNWANTED } from '../terms/outcomes.ts';
import { Calls } from './calls.ts';
import { checkDue, checkEnded, restarted, startChecks } from './checks.ts';
import { faultLooks } from './conditions.ts';
import { takeTurn } from './cores.ts';
import { sendAgain, tellAgain } from './cuts.ts';
import { Depots } from './depots.ts';
import { beginProbation } from './ejection.ts';
import { faultChanges, liftFault, scheduleFault } from './faults.ts';
import { abort, runFrame } from './frames.ts';
import { heardTimer, holdsStill, keepsTimer } from './freeze.ts';
import { looksUp, newsArrives } from './news.ts';
import { type FaultPlan, type Plan, STOPS, TO_OPERATION } from './plan.ts';
import { replicaDies, replicaReturns } from './restarts.ts';
import { scales, startScaling } from './scaling.ts';
import { nextArrival, startLoads, userAnswered, userAsks, usersChange } from './sources.ts';
import { arrive, heldLongEnough, leaveUnwanted, rejected, waitedOut } from './stations.ts';
import { startSweeps, sweep } from './sweeps.ts';
import { wireFree } from './wires.ts';
import { EVENTS, NOW, TOIL, World } from './world.ts';

/** So many consequences of one event count as one more. */
const FOLLOWED_FOR_ONE = 100_000;
/** More consequences of one event than this, and it will never end. */
const FOLLOWED_MOST = 20_000_000;

/** One thing causes the next without taking any time, or one calls too many: the instant would never end. */
class EndlessInstant extends Error {
  override name = 'EndlessInstant';
  /** ns */
  readonly at: number;

  constructor(at: number) {
    super(
      'more than twenty million things happen in this one instant: something goes round without taking any time, or calls too many at once; give a step some work, the network some latency, or `parallel` fewer calls',
    );
    this.at = at;
  }
}

export class Machine {
  readonly world: World;
  private readonly calls: Calls;
  private readonly depots: Depots;

  /** `observe` is given the world, to register what it keeps, and returns who is to be told. */
  constructor(plan: Plan, key0: number, key1: number, observe: (world: World) => Observer) {
    const world = new World(plan, key0, key1, observe);
    this.world = world;
    this.calls = new Calls(world);
    this.depots = new Depots(world, this.calls);
    startScaling(world);
    plan.faults.forEach((_, fault) => {
      scheduleFault(world, fault);
    });
    startLoads(world);
    startSweeps(world);
    startChecks(world);
  }

  /** The present instant, ns. */
  get now(): number {
    return this.world.clock[NOW];
  }

  /** Events handled so far. */
  get events(): number {
    return this.world.clock[EVENTS];
  }

  /** The same, and the toil beyond them: what a budget of events is held against. */
  get effort(): number {
    return this.world.clock[EVENTS] + this.world.clock[TOIL];
  }

  /**
   * Runs until every event up to and at `until` has happened, or `most` more events (with their toil) have: then it
   * returns false, and the next call goes on from there.
   */
  advance(until: number, most = NEVER): boolean {
    const w = this.world;
    const { calendar, timers, clock, arena } = w;
    const last = this.effort + most;
    // Control is rare, and scheduled by control only: its next instant need not be looked up each time.
    let orderAt = this.nextOrder();
    for (;;) {
      let followed = 0;
      let chunks = 0;
      for (let row = w.takeSoon(); row !== NONE; row = w.takeSoon()) {
        w.makeRoom();
        this.act(row);
        // Consequences are part of their event; but an instant that never ends must not outlive a budget.
        followed += 1;
        if (followed === FOLLOWED_FOR_ONE) {
          followed = 0;
          chunks += 1;
          if (chunks * FOLLOWED_FOR_ONE > FOLLOWED_MOST) throw new EndlessInstant(clock[NOW]);
          clock[EVENTS] += 1;
          if (clock[EVENTS] + clock[TOIL] >= last) return false;
        }
      }
      const events = clock[EVENTS];
      if (events + clock[TOIL] >= last) return false;
      const work = calendar.peek();
      const workAt = work === NONE ? NEVER : arena.F[work * REALS + TIME];
      const timerAt = timers.front[0];
      if (workAt < orderAt && workAt <= timerAt) {
        // A completion beats a timeout at the same instant.
        if (workAt > until) break;
        calendar.dropFront();
        clock[NOW] = workAt;
        clock[EVENTS] = events + 1;
        w.makeRoom();
        this.act(work);
      } else if (orderAt <= timerAt) {
        if (orderAt > until) break;
        clock[NOW] = orderAt;
        clock[EVENTS] = events + 1;
        w.makeRoom();
        this.act(w.control.pop());
        orderAt = this.nextOrder();
      } else {
        if (timerAt > until) break;
        const timer = timers.popDue();
        if (timer === NONE) continue;
        clock[NOW] = timerAt;
        clock[EVENTS] = events + 1;
        w.makeRoom();
        if (w.frost[0] === 0 || !keepsTimer(w, timer)) this.timerDue(timers.owner(timer), timers.what(timer));
      }
    }
    clock[NOW] = until;
    return true;
  }

  /** Instant of the next control event. */
  private nextOrder(): number {
    const order = this.world.control.peek();
    return order === NONE ? NEVER : this.world.arena.F[order * REALS + TIME];
  }

  /** Runs every event before `until` (whole ns), which is then the present instant. Budget as for `advance`. */
  approach(until: number, most = NEVER): boolean {
    // Instants are whole, so half a nanosecond earlier is after all that lies before.
    if (!this.advance(until - 0.5, most)) return false;
    this.world.clock[NOW] = until;
    return true;
  }

  private act(row: number): void {
    const w = this.world;
    const I = w.arena.I;
    if (w.frost[0] !== 0 && holdsStill(w, row)) return;
    switch (I[row * INTS + CODE]) {
      case ARRIVE:
        if (w.plan.sites[I[row * INTS + SITE]].calleeKind !== TO_OPERATION) this.depots.publish(row);
        else if (arrive(w, this.calls, row)) this.runNext(row);
        break;
      case RESUME:
        runFrame(w, this.calls, row);
        break;
      case REPLY:
        this.calls.answered(row);
        break;
      case NEXT_ARRIVAL:
        nextArrival(w, this.calls, row);
        break;
      case AGAIN:
        this.calls.wake(row);
        break;
      case WOKEN:
        this.calls.wakeLayer(row);
        break;
      case CORES_TURN:
        takeTurn(w, row);
        break;
      case CUT_OFF:
      case CUT_OFF_BACK:
        sendAgain(w, this.calls, row);
        break;
      case NEWS_CUT_OFF:
        tellAgain(w, row);
        break;
      case WIRE_FREE:
        wireFree(w, row);
        break;
      case CALLER_LEFT:
        this.callerLeft(row);
        break;
      case USER_ASKS:
        userAsks(w, this.calls, row);
        break;
      case USER_ANSWERED:
        userAnswered(w, row);
        break;
      case HANDLED:
        this.depots.handled(row);
        break;
      case FAULT_CHANGES:
        faultChanges(w, this.calls, this.depots, row);
        break;
      case FAULT_LOOKS:
        this.look(row);
        break;
      case REPLICA_DIES:
        replicaDies(w, this.calls, row);
        break;
      case REPLICA_RETURNS:
        replicaReturns(w, row);
        break;
      case TIMER_WAITED: {
        const timer = heardTimer(w, row);
        if (timer !== NONE) this.timerDue(w.timers.owner(timer), w.timers.what(timer));
        break;
      }
      case USERS_CHANGE:
        usersChange(w, row);
        break;
      case CHECK_DUE:
        checkDue(w, this.calls, row);
        break;
      case CHECKED:
        checkEnded(w, this.calls, row);
        break;
      case HEALTH_NEWS:
        newsArrives(w, row);
        break;
      case SCALES:
        scales(w, this.calls, row);
        break;
      case LOOKS_UP:
        looksUp(w, row);
        break;
      case RESTARTED:
        restarted(w, row);
        break;
      case SWEEP:
        sweep(w, row);
        break;
      case TRIAL:
        beginProbation(w, row);
        break;
      case REJECTING:
        rejected(w, this.calls, row);
        break;
      case DEAD:
        w.arena.free(row);
        break;
      default:
        invariant(false, 'every event has somebody who handles it');
    }
  }

  /** The frame acts in this same instant: at once, unless others are due before it. */
  private runNext(frame: number): void {
    const w = this.world;
    if (w.isAnythingSoon()) w.soon(frame);
    else runFrame(w, this.calls, frame);
  }

  /** Somebody looks whether a fault has to begin, or to end. */
  private look(row: number): void {
    const over = faultLooks(this.world, row);
    if (over !== NONE) liftFault(this.world, this.calls, this.depots, over);
  }

  private timerDue(owner: number, what: number): void {
    switch (what & TIMER_KIND_MASK) {
      case POLICY_TIMER:
        this.calls.policyTimer(owner, what >> TIMER_KIND_BITS);
        break;
      case DEADLINE_TIMER:
        this.calls.deadlinePassed(owner);
        break;
      case QUEUE_WAIT_TIMER:
        waitedOut(this.world, this.calls, owner);
        break;
      case VISIBILITY_TIMER:
        this.depots.messageTimer(owner);
        break;
      case HELD_TIMER:
        if (heldLongEnough(this.world, this.calls, owner)) this.runNext(owner);
        break;
      default:
        invariant(false, 'every timer has somebody who handles it');
    }
  }

  /** The news that a caller has left reaches its callee, which may have ended meanwhile. */
  private callerLeft(notice: number): void {
    const w = this.world;
    const I = w.arena.I;
    const attempt = I[notice * INTS + SUBJECT];
    const alive = w.isAlive(attempt, I[notice * INTS + SUBJECT_LIFE]);
    w.arena.free(notice);
    if (!alive || I[attempt * INTS + PARENT] !== NONE) return;
    const code = I[attempt * INTS + CODE];
    const stops = w.plan.posts[I[attempt * INTS + POST]].cancellation === STOPS;
    const waits = code === QUEUED || code === HELD;
    if (waits && stops) leaveUnwanted(w, this.calls, attempt);
    else if (waits || code === ARRIVE) I[attempt * INTS + ENDING] = UNWANTED;
    else if (stops && (code === RESUME || code === COMPUTING)) abort(w, this.calls, attempt);
  }

  // ---- commands ---------------------------------------------------------------------------------

  /** A fault injected by hand, beginning now. Returns its number. */
  inject(fault: FaultPlan): number {
    const number = this.world.overlay.add(fault);
    this.world.makeRoom();
    scheduleFault(this.world, number);
    return number;
  }

  /** Ends a fault now, whatever its length said; it does not come back. */
  lift(fault: number): void {
    this.world.makeRoom();
    liftFault(this.world, this.calls, this.depots, fault);
  }

  snapshot(): Snapshot {
    return this.world.registry.snapshot();
  }

  /** Puts the world back to a snapshot of the same plan. */
  restore(snapshot: Snapshot): void {
    this.world.registry.restore(snapshot);
  }

  /** A hash of the whole state. */
  stateHash(): string {
    return this.world.registry.hash();
  }
}
