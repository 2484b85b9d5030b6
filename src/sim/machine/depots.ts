/**
 * Depots: where messages wait, one for each queue and each subscription. The broker's own rules
 * decide (see broker/contract.ts); here are the rows, the consumers and the timers they decide over.
 */
import type { BrokerHost } from '../broker/contract.ts';
import { markedFutile } from '../terms/asker.ts';
import {
  ASKER,
  CAUSE,
  CODE,
  DELIVERIES,
  ENDING,
  ENTERED,
  INTS,
  ITEM,
  LIFE,
  NONE,
  OCCURRENCE,
  ORDINAL,
  OWNER,
  PARENT,
  POST,
  REALS,
  ROOT,
  SIBLING_NEXT,
  SIBLING_PREV,
  SINCE,
  SITE,
  SUBJECT,
  SUBJECT_LIFE,
  TIMER,
} from '../terms/columns.ts';
import { HANDLED, READY, REPLY, UNSEEN, VISIBILITY_TIMER } from '../terms/events.ts';
import { ACKNOWLEDGED, DEAD_LETTERED, MESSAGE_EXPIRED, type MessageEnd } from '../terms/observer.ts';
import { endingAt, FIRST_TRY, isGood, OK, REDELIVERY, REFUSED } from '../terms/outcomes.ts';
import { FOR_BROKER } from '../terms/purposes.ts';
import { DEPOT_INTS, FIRST_IN, LAST_IN, READY_COUNT, UNACKED_COUNT } from '../terms/stations.ts';
import type { Calls } from './calls.ts';
import { countDepot } from './integrals.ts';
import { clientOf, travelTime } from './links.ts';
import { type DepotPlan, TO_QUEUE, type WorkerPlan } from './plan.ts';
import { send } from './wires.ts';
import { NOW, type World } from './world.ts';

/** Salt of the lineage of a message's deliveries. */
const DELIVERY_SALT = 0x64656c69;

/** A copy of an event for a subscription is about as much as an event of its own. */
const STEPS_A_COPY = 50;

/** A consumer that failed in no time (its breaker is open, say) would be given the same message for ever in one instant; ns. */
const SHORTEST_ROUND = 1e6;

export class Depots implements BrokerHost {
  readonly clock: Float64Array;
  private readonly w: World;
  private readonly calls: Calls;

  constructor(w: World, calls: Calls) {
    this.w = w;
    this.calls = calls;
    this.clock = w.clock;
  }

  // ---- publishing -------------------------------------------------------------------------------

  /** An attempt to publish reaches its broker: all depots it is for take it, or none does. */
  publish(attempt: number): void {
    const w = this.w;
    const site = w.plan.sites[w.arena.I[attempt * INTS + SITE]];
    if (site.calleeKind === TO_QUEUE) {
      this.countOutage(w.plan.depots[site.callee].broker);
      const accepted = this.mayTake(site.callee);
      if (accepted) this.take(site.callee, attempt);
      this.answerPublisher(attempt, w.plan.depots[site.callee].broker, accepted);
      return;
    }
    this.countOutage(w.plan.topicBroker[site.callee]);
    const depots = w.plan.topics[site.callee];
    const accepted = depots.every((depot) => this.mayTake(depot)) && !this.topicIsDown(site.callee);
    if (accepted) {
      w.toil(STEPS_A_COPY * depots.length);
      for (const depot of depots) {
        w.makeRoom();
        this.take(depot, attempt);
      }
    }
    this.answerPublisher(attempt, w.plan.topicBroker[site.callee], accepted);
  }

  /** Somebody comes to publish: a broker that is away refuses. */
  private countOutage(broker: number): void {
    if (this.w.overlay.brokerDown[broker] > 0) this.w.overlay.hitAll('broker', broker);
  }

  private topicIsDown(topic: number): boolean {
    return this.w.overlay.brokerDown[this.w.plan.topicBroker[topic]] > 0;
  }

  private mayTake(depot: number): boolean {
    const plan = this.w.plan.depots[depot];
    return this.w.overlay.brokerDown[plan.broker] === 0 && plan.machine.accepts(this, depot);
  }

  private take(depot: number, attempt: number): void {
    const w = this.w;
    const message = w.arena.take();
    const { I, F } = w.arena;
    const at = message * INTS;
    w.inherit(message, attempt, w.plan.depots[depot].salt, 0);
    I[at + CODE] = READY;
    I[at + SITE] = depot;
    I[at + DELIVERIES] = 0;
    I[at + ASKER] = markedFutile(I[attempt * INTS + ASKER], false);
    I[at + ITEM] = I[attempt * INTS + ITEM];
    I[at + ROOT] = I[attempt * INTS + ROOT];
    I[at + TIMER] = NONE;
    F[message * REALS + SINCE] = w.clock[NOW];
    this.enrol(depot, message);
    w.observer.published(depot, message, attempt);
    w.plan.depots[depot].machine.arrived(this, message);
    this.pump(depot);
  }

  /** The broker says that it has the message, or that it has not. */
  private answerPublisher(attempt: number, broker: number, accepted: boolean): void {
    const w = this.w;
    const I = w.arena.I;
    if (I[attempt * INTS + PARENT] === NONE) {
      w.arena.free(attempt);
      return;
    }
    const site = w.plan.sites[I[attempt * INTS + SITE]];
    I[attempt * INTS + ENDING] = endingAt(accepted ? OK : REFUSED, site.edge);
    const latency = w.plan.brokerLatency[broker];
    const taking = latency === NONE || !accepted ? 0 : w.sample(latency, attempt, FOR_BROKER);
    const client = clientOf(w, attempt);
    const time = travelTime(w, attempt, site, client, true);
    if (time < 0) {
      this.calls.missed(attempt, site, time);
      return;
    }
    I[attempt * INTS + CODE] = REPLY;
    send(w, attempt, site, client, true, time + taking);
  }

  // ---- consuming --------------------------------------------------------------------------------

  /** Gives ready messages to free workers, in turn. */
  pump(depot: number): void {
    const w = this.w;
    const plan = w.plan.depots[depot];
    if (w.overlay.brokerDown[plan.broker] > 0) {
      if (w.depotInts[depot * DEPOT_INTS + READY_COUNT] > 0) w.overlay.hitAll('broker', plan.broker);
      return;
    }
    for (;;) {
      const worker = this.freeWorker(depot, plan);
      if (worker === undefined) return;
      const message = plan.machine.next(this, depot);
      if (message === NONE) return;
      w.makeRoom();
      this.deliver(depot, plan, message, worker);
    }
  }

  private freeWorker(depot: number, plan: DepotPlan): WorkerPlan | undefined {
    const count = plan.workers.length;
    for (let i = 0; i < count; i++) {
      const turn = (this.w.depotCursor[depot] + i) % count;
      const worker = plan.workers[turn];
      if (this.w.freeWorkers[worker.slot] > 0) {
        this.w.depotCursor[depot] = turn + 1;
        return worker;
      }
    }
    return undefined;
  }

  private deliver(depot: number, plan: DepotPlan, message: number, worker: WorkerPlan): void {
    const w = this.w;
    const I = w.arena.I;
    I[message * INTS + DELIVERIES] += 1;
    const deliveries = I[message * INTS + DELIVERIES];
    w.freeWorkers[worker.slot] -= 1;
    w.observer.delivered(depot, message);
    plan.machine.delivered(this, message);
    const delivery = w.arena.take();
    I[delivery * INTS + CODE] = HANDLED;
    I[delivery * INTS + SUBJECT] = message;
    I[delivery * INTS + SUBJECT_LIFE] = I[message * INTS + LIFE];
    I[delivery * INTS + OWNER] = depot;
    I[delivery * INTS + OCCURRENCE] = worker.slot;
    I[delivery * INTS + ORDINAL] = deliveries;
    w.arena.F[delivery * REALS + SINCE] = w.arena.F[message * REALS + SINCE];
    w.arena.F[delivery * REALS + ENTERED] = w.clock[NOW];
    const call = this.calls.take(worker.site);
    w.inherit(call, message, DELIVERY_SALT, deliveries);
    I[call * INTS + PARENT] = delivery;
    I[call * INTS + POST] = worker.client;
    I[call * INTS + ASKER] = I[message * INTS + ASKER];
    I[call * INTS + ITEM] = I[message * INTS + ITEM];
    I[call * INTS + ROOT] = I[message * INTS + ROOT];
    I[call * INTS + CAUSE] = deliveries > 1 ? REDELIVERY : FIRST_TRY;
    this.calls.begin(call, w.plan.sites[worker.site], delivery);
  }

  /** A consumer has finished with a message; it may have been settled or handed to another meanwhile. */
  handled(delivery: number): void {
    const w = this.w;
    const I = w.arena.I;
    const depot = I[delivery * INTS + OWNER];
    const message = I[delivery * INTS + SUBJECT];
    const ending = I[delivery * INTS + ENDING];
    if (!isGood(ending) && w.arena.F[delivery * REALS + ENTERED] === w.clock[NOW]) {
      w.calendar.schedule(delivery, w.clock[NOW] + SHORTEST_ROUND);
      return;
    }
    const nth = I[delivery * INTS + ORDINAL];
    const alive = w.isAlive(message, I[delivery * INTS + SUBJECT_LIFE]);
    w.freeWorkers[I[delivery * INTS + OCCURRENCE]] += 1;
    w.observer.handled(depot, delivery, ending, !alive);
    w.arena.free(delivery);
    // A late success still settles the message; a failure counts only for the delivery under way.
    const current = alive && I[message * INTS + CODE] === UNSEEN && I[message * INTS + DELIVERIES] === nth;
    if (alive && (isGood(ending) || current)) {
      w.plan.depots[I[message * INTS + SITE]].machine.settled(this, message, isGood(ending));
    }
    this.pump(depot);
  }

  /** A message's timer is due. */
  messageTimer(message: number): void {
    const I = this.w.arena.I;
    I[message * INTS + TIMER] = NONE;
    const depot = I[message * INTS + SITE];
    this.w.plan.depots[depot].machine.timer(this, message);
    this.pump(depot);
  }

  // ---- what brokers may ask for (see broker/contract.ts) --------------------------------------------

  setting(queue: number, index: number): number {
    return this.w.plan.depots[queue].settings[index];
  }

  ready(queue: number): number {
    return this.w.depotInts[queue * DEPOT_INTS + READY_COUNT];
  }

  underWay(queue: number): number {
    return this.w.depotInts[queue * DEPOT_INTS + UNACKED_COUNT];
  }

  queueOf(message: number): number {
    return this.w.arena.I[message * INTS + SITE];
  }

  deliveries(message: number): number {
    return this.w.arena.I[message * INTS + DELIVERIES];
  }

  makeReady(message: number): void {
    const w = this.w;
    const I = w.arena.I;
    const depot = I[message * INTS + SITE];
    this.count(depot, 1, I[message * INTS + CODE] === UNSEEN ? -1 : 0);
    I[message * INTS + CODE] = READY;
    w.lists.pushBack(this.listOf(depot), message);
  }

  takeReady(queue: number): number {
    const message = this.w.lists.popFront(this.listOf(queue));
    if (message === NONE) return NONE;
    this.count(queue, -1, 1);
    this.w.arena.I[message * INTS + CODE] = UNSEEN;
    return message;
  }

  acknowledge(message: number): void {
    this.leave(message, ACKNOWLEDGED);
    this.w.arena.free(message);
  }

  expire(message: number): void {
    this.leave(message, MESSAGE_EXPIRED);
    this.w.arena.free(message);
  }

  deadLetter(message: number): void {
    const w = this.w;
    const I = w.arena.I;
    const target = w.plan.depots[I[message * INTS + SITE]].deadLetters;
    this.leave(message, DEAD_LETTERED);
    if (target === NONE || !w.plan.depots[target].machine.accepts(this, target)) {
      w.arena.free(message);
      return;
    }
    // It is the same message in another place: a new life, so late consumers of the old one find it gone.
    I[message * INTS + LIFE] = (I[message * INTS + LIFE] + 2) | 0;
    I[message * INTS + SITE] = target;
    I[message * INTS + CODE] = READY;
    I[message * INTS + DELIVERIES] = 0;
    this.enrol(target, message);
    w.observer.published(target, message, NONE);
    w.plan.depots[target].machine.arrived(this, message);
    this.pump(target);
  }

  setTimer(message: number, length: number): void {
    this.clearTimer(message);
    this.w.arena.I[message * INTS + TIMER] = this.w.timers.setAt(
      this.clock[NOW] + length,
      message,
      VISIBILITY_TIMER,
    );
  }

  clearTimer(message: number): void {
    const I = this.w.arena.I;
    if (I[message * INTS + TIMER] !== NONE) this.w.timers.clear(I[message * INTS + TIMER]);
    I[message * INTS + TIMER] = NONE;
  }

  // ---- counting -----------------------------------------------------------------------------------

  private listOf(depot: number): number {
    return this.w.plan.listCount + depot;
  }

  private count(depot: number, ready: number, unacked: number): void {
    const w = this.w;
    countDepot(w, depot);
    w.depotInts[depot * DEPOT_INTS + READY_COUNT] += ready;
    w.depotInts[depot * DEPOT_INTS + UNACKED_COUNT] += unacked;
  }

  private leave(message: number, how: MessageEnd): void {
    const w = this.w;
    const I = w.arena.I;
    const depot = I[message * INTS + SITE];
    this.clearTimer(message);
    if (I[message * INTS + CODE] === READY) {
      w.lists.remove(this.listOf(depot), message);
      this.count(depot, -1, 0);
    } else {
      this.count(depot, 0, -1);
    }
    this.strike(depot, message);
    w.observer.left(depot, message, how);
  }

  // ---- who is in a depot, in the order they came, ready or not: tells the age of the oldest ------------

  private enrol(depot: number, message: number): void {
    const I = this.w.arena.I;
    const ints = this.w.depotInts;
    const last = ints[depot * DEPOT_INTS + LAST_IN];
    I[message * INTS + SIBLING_PREV] = last;
    I[message * INTS + SIBLING_NEXT] = NONE;
    if (last === NONE) ints[depot * DEPOT_INTS + FIRST_IN] = message;
    else I[last * INTS + SIBLING_NEXT] = message;
    ints[depot * DEPOT_INTS + LAST_IN] = message;
  }

  private strike(depot: number, message: number): void {
    const I = this.w.arena.I;
    const ints = this.w.depotInts;
    const next = I[message * INTS + SIBLING_NEXT];
    const prev = I[message * INTS + SIBLING_PREV];
    if (prev === NONE) ints[depot * DEPOT_INTS + FIRST_IN] = next;
    else I[prev * INTS + SIBLING_NEXT] = next;
    if (next === NONE) ints[depot * DEPOT_INTS + LAST_IN] = prev;
    else I[next * INTS + SIBLING_PREV] = prev;
  }
}
