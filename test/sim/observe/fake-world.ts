/**
 * A hand-made world for observers: rows are written and facts are told as the machine would, one by
 * one, in whatever order a test likes. Load `shoppers` asks `web.checkout` (edge 0), which calls
 * `orders.place` (edge 1), which publishes to `invoices` (edge 2).
 */
import { NEVER } from '../../../src/base/time.ts';
import { Arena } from '../../../src/sim/kernel/arena.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { askerOf, markedFutile } from '../../../src/sim/terms/asker.ts';
import {
  ASKER,
  CAUSE,
  CODE,
  DELIVERIES,
  ENTERED,
  INTS,
  KEY0,
  KEY1,
  NONE,
  PARENT,
  POST,
  REALS,
  ROOT,
  SINCE,
  SITE,
  SUBJECT,
  TRIES,
} from '../../../src/sim/terms/columns.ts';
import type { Directory } from '../../../src/sim/terms/directory.ts';
import { ARRIVE, CALLING, HANDLED, QUEUED, READY, REPLY, RESUME } from '../../../src/sim/terms/events.ts';
import type { MessageEnd, Observed, Observer } from '../../../src/sim/terms/observer.ts';
import { FIRST_TRY } from '../../../src/sim/terms/outcomes.ts';
import { TURNED_BACK } from '../../../src/sim/terms/policies.ts';
import {
  BUSY,
  BUSY_TIME,
  COUNTED_TO,
  DEPOT_COUNTED_TO,
  DEPOT_INTS,
  DEPOT_REALS,
  READY_COUNT,
  READY_TIME,
  SLOT_TIME,
  STATION_INTS,
  STATION_REALS,
  UNACKED_COUNT,
  UNACKED_TIME,
  WAITING,
  WAITING_TIME,
  WASTED,
  WASTED_TIME,
} from '../../../src/sim/terms/stations.ts';

export const SHOPPERS = 0;
export const ASK_WEB = 0;
export const CALL_ORDERS = 1;
export const PUBLISH_INVOICE = 2;
/** Posts: web.checkout at web/0; orders.place at orders/0 and orders/1. */
export const AT_WEB = 0;
export const AT_ORDERS_0 = 1;
export const AT_ORDERS_1 = 2;
export const INVOICES = 0;
export const WITHIN = 1e9;

const service = (name: string, first: number, replicas: number, firstReplica: number, slots: number) => ({
  name,
  firstReplica,
  replicas,
  firstOperation: first,
  operations: 1,
  slots,
  threads: true,
  cores: 0,
  queueLimit: 10,
  watchers: 0,
  ejects: false,
  panics: false,
  costlyRejections: false,
});

export const directory: Directory = {
  zones: [],
  services: [service('web', 0, 1, 0, 4), service('orders', 1, 2, 1, 2)],
  operations: [
    { name: 'web.checkout', service: 0 },
    { name: 'orders.place', service: 1 },
  ],
  replicas: [
    { name: 'web/0', service: 0, index: 0, zone: NONE },
    { name: 'orders/0', service: 1, index: 0, zone: NONE },
    { name: 'orders/1', service: 1, index: 1, zone: NONE },
  ],
  edges: [
    {
      name: 'shoppers -> web.checkout',
      callerKind: 'load',
      caller: 0,
      calleeKind: 'operation',
      callee: 0,
      oneWay: false,
    },
    {
      name: 'web -> orders.place',
      callerKind: 'service',
      caller: 0,
      calleeKind: 'operation',
      callee: 1,
      oneWay: false,
    },
    {
      name: 'orders -> invoices',
      callerKind: 'service',
      caller: 1,
      calleeKind: 'queue',
      callee: 0,
      oneWay: false,
    },
  ],
  loads: [{ name: 'shoppers', edges: [0], within: WITHIN, open: true, users: 0, priority: 0, keys: 0 }],
  brokers: [{ name: 'jobs', kind: 'sqs' }],
  topics: [],
  queues: [{ name: 'invoices', broker: 0, topic: NONE, deadLetters: NONE, limit: 100 }],
  consumers: [],
  checks: [],
  faults: [],
  // A breaker around each of the calls, whose state nobody tells.
  acts: [0, 1, 2].map((edge) => ({ act: TURNED_BACK, policy: 'breaker', edge, service: NONE })),
  gauges: [],
  siteEdge: new Int32Array([0, 1, 2]),
  siteLoad: new Int32Array([0, NONE, NONE]),
  siteOperation: new Int32Array([NONE, 0, 1]),
  postOperation: new Int32Array([0, 1, 1]),
  postReplica: new Int32Array([0, 1, 2]),
};

export class FakeWorld implements Observed {
  readonly registry = new Registry();
  readonly arena: Arena;
  readonly clock = new Float64Array(1);
  readonly stationInts = new Int32Array(3 * STATION_INTS);
  readonly stationReals = new Float64Array(3 * STATION_REALS);
  readonly depotInts = new Int32Array(DEPOT_INTS);
  readonly depotReals = new Float64Array(DEPOT_REALS);
  readonly faultHits = new Float64Array(0);
  readonly observers: Observer[] = [];
  private readonly oldest = new Float64Array([NEVER]);
  private readonly requests = new Int32Array(1);

  constructor() {
    this.arena = new Arena(this.registry);
    this.registry.addFixed('clock', this.clock);
    for (const part of [
      'stationInts',
      'stationReals',
      'depotInts',
      'depotReals',
      'oldest',
      'requests',
    ] as const) {
      this.registry.addFixed(part, this[part]);
    }
  }

  /** Time goes on to an instant, ms. */
  at(ms: number): this {
    this.settleIntegrals();
    this.clock[0] = ms * 1e6;
    return this;
  }

  /** A user asks: its call. */
  request(key = this.requests[0]): number {
    this.arena.makeRoom(8);
    const ordinal = this.requests[0];
    this.requests[0] += 1;
    const row = this.row(CALLING, ASK_WEB, NONE);
    this.arena.I[row * INTS + ROOT] = ordinal;
    this.arena.I[row * INTS + KEY0] = Math.imul(key + 1, 0x9e3779b1);
    this.arena.I[row * INTS + KEY1] = key;
    this.tell((o) => o.requestBegan(SHOPPERS, row));
    this.tell((o) => o.callBegan(row, NONE));
    return row;
  }

  /** A frame calls. */
  call(site: number, frame: number): number {
    this.arena.makeRoom(8);
    const row = this.row(CALLING, site, frame);
    this.tell((o) => o.callBegan(row, frame));
    return row;
  }

  attempt(call: number, cause = FIRST_TRY): number {
    this.arena.makeRoom(8);
    const I = this.arena.I;
    const row = this.row(ARRIVE, I[call * INTS + SITE], call);
    I[row * INTS + CAUSE] = cause;
    I[call * INTS + TRIES] += 1;
    this.tell((o) => o.attemptBegan(row));
    return row;
  }

  /** The attempt finds no free slot. */
  enqueue(attempt: number, post: number): void {
    this.arena.I[attempt * INTS + POST] = post;
    this.arena.I[attempt * INTS + CODE] = QUEUED;
    this.arena.F[attempt * REALS + ENTERED] = this.clock[0];
    this.station(post, WAITING, 1);
  }

  start(attempt: number, post: number): void {
    const { I, F } = this.arena;
    if (F[attempt * REALS + ENTERED] !== NEVER) this.station(post, WAITING, -1);
    I[attempt * INTS + POST] = post;
    I[attempt * INTS + CODE] = RESUME;
    this.station(post, BUSY, 1);
    this.tell((o) => o.frameBegan(attempt));
    F[attempt * REALS + ENTERED] = this.clock[0];
  }

  /** The callee is done. Where nobody waits any more the row is gone. */
  finish(attempt: number, ending: number): void {
    const I = this.arena.I;
    const wanted = I[attempt * INTS + PARENT] !== NONE;
    const post = I[attempt * INTS + POST];
    this.station(post, BUSY, -1);
    if (!wanted) this.station(post, WASTED, -1);
    this.tell((o) => o.frameEnded(attempt, ending, wanted));
    I[attempt * INTS + CODE] = REPLY;
    if (!wanted) this.arena.free(attempt);
  }

  /** The answer reaches the caller. */
  answer(attempt: number, ending: number): void {
    this.tell((o) => o.attemptEnded(attempt, ending));
    this.arena.free(attempt);
  }

  /** The caller leaves a running attempt. */
  abandon(attempt: number, ending: number): void {
    this.tell((o) => o.attemptEnded(attempt, ending));
    const I = this.arena.I;
    I[attempt * INTS + PARENT] = NONE;
    I[attempt * INTS + ASKER] = markedFutile(I[attempt * INTS + ASKER], true);
    this.station(this.arena.I[attempt * INTS + POST], WASTED, 1);
  }

  turnAway(attempt: number, post: number, ending: number, metNobody = false): void {
    this.arena.I[attempt * INTS + POST] = post;
    this.tell((o) => o.turnedAway(attempt, ending, metNobody));
    this.answer(attempt, ending);
  }

  /** A policy says no to a try of the call; its end follows. */
  turnBack(call: number): void {
    const edge = directory.siteEdge[this.arena.I[call * INTS + SITE]];
    this.tell((o) => o.policyActed(edge));
  }

  end(call: number, ending: number): void {
    this.tell((o) => o.callEnded(call, ending));
    this.arena.free(call);
  }

  publish(attempt = NONE): number {
    this.arena.makeRoom(8);
    const row = this.row(READY, INVOICES, NONE);
    this.arena.I[row * INTS + DELIVERIES] = 0;
    this.depot(READY_COUNT, 1);
    if (this.oldest[0] === NEVER) this.oldest[0] = this.clock[0];
    this.tell((o) => o.published(INVOICES, row, attempt));
    return row;
  }

  deliver(message: number): void {
    this.arena.I[message * INTS + DELIVERIES] += 1;
    this.depot(READY_COUNT, -1);
    this.depot(UNACKED_COUNT, 1);
    this.oldest[0] = NEVER;
    this.tell((o) => o.delivered(INVOICES, message));
  }

  /** The row of a consumer at work on a message. */
  delivery(message: number): number {
    this.arena.makeRoom(8);
    const row = this.row(HANDLED, INVOICES, NONE);
    this.arena.I[row * INTS + SUBJECT] = message;
    return row;
  }

  redeliver(message: number): void {
    this.depot(UNACKED_COUNT, -1);
    this.depot(READY_COUNT, 1);
    this.deliver(message);
  }

  handle(message: number, ending: number, again = false): void {
    this.tell((o) => o.handled(INVOICES, message, ending, again));
  }

  leave(
    message: number,
    how: MessageEnd,
    from: typeof READY_COUNT | typeof UNACKED_COUNT = UNACKED_COUNT,
  ): void {
    this.depot(from, -1);
    this.tell((o) => o.left(INVOICES, message, how));
    this.arena.free(message);
  }

  oldestIn(): number {
    return this.oldest[0];
  }

  settleIntegrals(): void {
    const now = this.clock[0];
    for (let replica = 0; replica < 3; replica++) {
      const ints = replica * STATION_INTS;
      const reals = replica * STATION_REALS;
      const passed = now - this.stationReals[reals + COUNTED_TO];
      this.stationReals[reals + BUSY_TIME] += passed * this.stationInts[ints + BUSY];
      this.stationReals[reals + WASTED_TIME] += passed * this.stationInts[ints + WASTED];
      this.stationReals[reals + WAITING_TIME] += passed * this.stationInts[ints + WAITING];
      this.stationReals[reals + SLOT_TIME] +=
        passed * directory.services[directory.replicas[replica].service].slots;
      this.stationReals[reals + COUNTED_TO] = now;
    }
    const passed = now - this.depotReals[DEPOT_COUNTED_TO];
    this.depotReals[READY_TIME] += passed * this.depotInts[READY_COUNT];
    this.depotReals[UNACKED_TIME] += passed * this.depotInts[UNACKED_COUNT];
    this.depotReals[DEPOT_COUNTED_TO] = now;
  }

  private row(code: number, site: number, parent: number): number {
    const row = this.arena.take();
    const { I, F } = this.arena;
    I[row * INTS + CODE] = code;
    I[row * INTS + SITE] = site;
    I[row * INTS + PARENT] = parent;
    I[row * INTS + ASKER] = askerOf(SHOPPERS, 0);
    I[row * INTS + TRIES] = 0;
    I[row * INTS + CAUSE] = FIRST_TRY;
    I[row * INTS + POST] = NONE;
    F[row * REALS + SINCE] = this.clock[0];
    F[row * REALS + ENTERED] = NEVER;
    return row;
  }

  private station(post: number, column: number, change: number): void {
    this.settleIntegrals();
    this.stationInts[directory.postReplica[post] * STATION_INTS + column] += change;
  }

  private depot(column: number, change: number): void {
    this.settleIntegrals();
    this.depotInts[column] += change;
  }

  private tell(fact: (observer: Observer) => void): void {
    for (const observer of this.observers) fact(observer);
  }
}
