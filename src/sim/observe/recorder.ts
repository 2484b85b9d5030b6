/**
 * The recorder counts everything that happens, once, in counters and histograms that only grow.
 * Whatever a run can tell in numbers is a difference of two copies of them (see marks.ts). All of it
 * is registered, so a snapshot carries the counts and a rewound run has the counts of its instant.
 *
 * It also keeps the run's hash: a fold over every ending in its order, of calls and attempts as their
 * callers see them, of frames and of those turned away as their callees do, and of messages. Instants,
 * places and outcomes enter and nothing else: row and sequence numbers are the machine's private affair.
 */

import { mix32 } from '../../base/hash.ts';
import { HistogramSet } from '../../base/histogram.ts';
import { NEVER } from '../../base/time.ts';
import type { Registry } from '../kernel/registry.ts';
import { isFutile } from '../terms/asker.ts';
import {
  ASKER,
  CAUSE,
  DELIVERIES as DELIVERIES_SO_FAR,
  ENTERED,
  INTS,
  NONE,
  POST,
  REALS,
  SINCE,
  SITE,
  TRIES,
} from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { EJECTED, ON_TRIAL, UNLISTED } from '../terms/health.ts';
import type { MessageEnd, Observed, Observer } from '../terms/observer.ts';
import { causeOf, DEGRADED, OK, originOf, outcomeOf } from '../terms/outcomes.ts';
import {
  ATTEMPTS,
  ATTEMPTS_ENDED,
  BEGUN_OF,
  CALLS_BEGUN,
  CALLS_ENDED,
  CALLS_UNTRIED,
  DELIVERIES,
  DUPLICATES,
  EDGE_COUNTS,
  EJECTED_TIME,
  FRAMES_BEGUN,
  FRAMES_ENDED,
  FRAMES_UNWANTED,
  failureCell,
  GOOD,
  HANDLED,
  HANDLED_WELL,
  LATE,
  type Layout,
  LEFT,
  LOAD_COUNTS,
  layoutOf,
  MET_NOBODY,
  OUT_TIME,
  PANIC_TIME,
  POST_COUNTS,
  PUBLISHED,
  QUEUE_COUNTS,
  REDELIVERIES,
  REQUESTS,
  RESTARTS,
  SERVICE_COUNTS,
  SERVICE_TIMES,
  TRIES_AGAIN,
  TURNED_AWAY,
} from './counters.ts';
import { healthTimeOf, type Mark } from './marks.ts';
import type { TurnWatcher } from './turns.ts';

/** What kind of place a number in the hash is. */
const CALL_PLACE = 1;
const ATTEMPT_PLACE = 2;
const MESSAGE_PLACE = 3;
const FRAME_PLACE = 4;
const UNWANTED_PLACE = 5;
const DOOR_PLACE = 6;
const PLACES = 8;

// An instant enters the hash as the bits of its double.
const real = new Float64Array(1);
const words = new Int32Array(real.buffer);

export class Recorder implements Observer {
  readonly directory: Directory;
  readonly layout: Layout;
  /** All counts; see counters.ts for where they lie. */
  readonly counts: Int32Array<ArrayBuffer>;
  /** Of each edge: instants at which calls ended less instants at which they began, ns. With the open ones, ∫ calls open dt. */
  readonly openTimes: Float64Array<ArrayBuffer>;
  /** Of each service: how long callers held replicas out, and panicked; as `openTimes`. See counters.ts. */
  readonly healthTimes: Float64Array<ArrayBuffer>;
  /** Of each gauge: its level, since when, and ∫ level dt up to then, ns. */
  readonly levels: Float64Array<ArrayBuffer>;
  readonly levelSince: Float64Array<ArrayBuffer>;
  readonly levelTimes: Float64Array<ArrayBuffer>;
  readonly histograms: HistogramSet;
  /** Who else wants to know that a fault begins, changes or ends. */
  onFault: ((fault: number, strength: number) => void) | undefined;
  /** Who hears of turns at their instants; nobody, as a rule. */
  watcher: TurnWatcher | undefined;
  private readonly observed: Observed;
  private readonly clock: Float64Array;
  private readonly arena: Observed['arena'];
  /** The run's hash in two words, then two words a load. */
  private readonly hashes: Int32Array;
  private readonly siteEdge: Int32Array;
  private readonly siteLoad: Int32Array;
  private readonly postOperation: Int32Array;
  private readonly postService: Int32Array;
  private readonly within: Float64Array;
  // The layout's numbers, one step nearer.
  private readonly loadsAt: number;
  private readonly postsAt: number;
  private readonly queuesAt: number;
  private readonly servicesAt: number;
  private readonly actsAt: number;
  private readonly risesAt: number;
  private readonly failedAt: number;
  private readonly framesAt: number;
  private readonly waitsAt: number;
  private readonly messagesAt: number;

  constructor(registry: Registry, directory: Directory, observed: Observed) {
    this.directory = directory;
    this.observed = observed;
    this.clock = observed.clock;
    this.arena = observed.arena;
    this.layout = layoutOf(directory);
    this.counts = new Int32Array(this.layout.length);
    this.openTimes = new Float64Array(directory.edges.length);
    this.healthTimes = new Float64Array(directory.services.length * SERVICE_TIMES);
    this.levels = Float64Array.from(directory.gauges, ({ start }) => start);
    this.levelSince = new Float64Array(directory.gauges.length);
    this.levelTimes = new Float64Array(directory.gauges.length);
    this.histograms = new HistogramSet(this.layout.histograms);
    this.hashes = new Int32Array(2 + 2 * directory.loads.length);
    registry.addFixed('recorder.counts', this.counts);
    registry.addFixed('recorder.openTimes', this.openTimes);
    registry.addFixed('recorder.healthTimes', this.healthTimes);
    registry.addFixed('recorder.levels', this.levels);
    registry.addFixed('recorder.levelSince', this.levelSince);
    registry.addFixed('recorder.levelTimes', this.levelTimes);
    registry.addFixed('recorder.hashes', this.hashes);
    for (const column of this.histograms.columns('recorder.histograms')) registry.add(column);
    this.loadsAt = this.layout.loads;
    this.postsAt = this.layout.posts;
    this.queuesAt = this.layout.queues;
    this.servicesAt = this.layout.services;
    this.actsAt = this.layout.acts;
    this.risesAt = this.layout.rises;
    this.failedAt = this.layout.failed;
    this.framesAt = this.layout.frames;
    this.waitsAt = this.layout.waits;
    this.messagesAt = this.layout.messages;
    this.siteEdge = directory.siteEdge;
    this.siteLoad = directory.siteLoad;
    this.postOperation = directory.postOperation;
    this.postService = Int32Array.from(
      directory.postReplica,
      (replica) => directory.replicas[replica].service,
    );
    this.within = Float64Array.from(directory.loads, (load) => load.within);
  }

  requestBegan(load: number, _row: number): void {
    this.counts[this.loadsAt + load * LOAD_COUNTS + REQUESTS] += 1;
  }

  callBegan(row: number): void {
    const edge = this.siteEdge[this.arena.I[row * INTS + SITE]];
    this.counts[edge * EDGE_COUNTS + CALLS_BEGUN] += 1;
    this.openTimes[edge] -= this.clock[0];
  }

  callEnded(row: number, ending: number): void {
    const I = this.arena.I;
    const counts = this.counts;
    const now = this.clock[0];
    const site = I[row * INTS + SITE];
    const edge = this.siteEdge[site];
    const outcome = outcomeOf(ending);
    const at = edge * EDGE_COUNTS;
    counts[at + CALLS_ENDED + outcome] += 1;
    // Nearly every call has one try; the others are what is counted.
    const tries = I[row * INTS + TRIES];
    if (tries === 0) counts[at + CALLS_UNTRIED] += 1;
    else if (tries > 1) counts[at + TRIES_AGAIN] += tries - 1;
    this.openTimes[edge] += now;
    const length = now - this.arena.F[row * REALS + SINCE];
    this.histograms.record(outcome <= DEGRADED ? edge : this.failedAt + edge, length);
    this.fold(CALL_PLACE, edge, ending);
    const load = this.siteLoad[site];
    if (load !== NONE) this.requestEnded(load, row, ending);
  }

  attemptBegan(row: number): void {
    const I = this.arena.I;
    const at = this.siteEdge[I[row * INTS + SITE]] * EDGE_COUNTS;
    this.counts[at + ATTEMPTS + I[row * INTS + CAUSE]] += 1;
  }

  attemptEnded(row: number, ending: number): void {
    const edge = this.siteEdge[this.arena.I[row * INTS + SITE]];
    this.counts[edge * EDGE_COUNTS + ATTEMPTS_ENDED + outcomeOf(ending)] += 1;
    this.fold(ATTEMPT_PLACE, edge, ending);
  }

  attemptMoved(): void {}

  /** The queue wait is counted here, zero for those who found a free slot. */
  frameBegan(row: number): void {
    const post = this.arena.I[row * INTS + POST];
    this.counts[this.postsAt + post * POST_COUNTS + FRAMES_BEGUN] += 1;
    const entered = this.arena.F[row * REALS + ENTERED];
    const wait = entered === NEVER ? 0 : this.clock[0] - entered;
    this.histograms.record(this.waitsAt + this.postService[post], wait);
  }

  /** The time of a frame is the time it held its slot: from its start to its end, its calls included, its queue wait not. */
  frameEnded(row: number, ending: number, wanted: boolean): void {
    const post = this.arena.I[row * INTS + POST];
    const at = this.postsAt + post * POST_COUNTS;
    this.counts[at + FRAMES_ENDED + outcomeOf(ending)] += 1;
    // Somebody further up may have left while the caller itself still waits; the hash is about callers.
    if (isFutile(this.arena.I[row * INTS + ASKER])) this.counts[at + FRAMES_UNWANTED] += 1;
    // By operation: how many replicas there might be is nothing that happens.
    this.fold(wanted ? FRAME_PLACE : UNWANTED_PLACE, this.postOperation[post], ending);
    const held = this.clock[0] - this.arena.F[row * REALS + ENTERED];
    this.histograms.record(this.framesAt + this.postOperation[post], held);
  }

  turnedAway(row: number, ending: number, metNobody: boolean): void {
    const edge = this.siteEdge[this.arena.I[row * INTS + SITE]];
    this.counts[edge * EDGE_COUNTS + TURNED_AWAY + outcomeOf(ending)] += 1;
    if (metNobody) this.counts[edge * EDGE_COUNTS + MET_NOBODY] += 1;
    this.watcher?.turnedAway(edge, outcomeOf(ending));
    this.fold(DOOR_PLACE, edge, ending);
  }

  published(queue: number, _row: number): void {
    this.counts[this.queuesAt + queue * QUEUE_COUNTS + PUBLISHED] += 1;
  }

  delivered(queue: number, row: number): void {
    const at = this.queuesAt + queue * QUEUE_COUNTS;
    this.counts[at + DELIVERIES] += 1;
    if (this.arena.I[row * INTS + DELIVERIES_SO_FAR] > 1) this.counts[at + REDELIVERIES] += 1;
  }

  /** The time of a message runs from its publishing to the first time it was handled well. */
  handled(queue: number, row: number, ending: number, again: boolean): void {
    const at = this.queuesAt + queue * QUEUE_COUNTS;
    this.counts[at + HANDLED] += 1;
    if (again) this.counts[at + DUPLICATES] += 1;
    if (outcomeOf(ending) > DEGRADED) return;
    this.counts[at + HANDLED_WELL] += 1;
    // The row of a message that was settled before may be another's by now.
    if (again) return;
    const since = this.arena.F[row * REALS + SINCE];
    this.histograms.record(this.messagesAt + queue, this.clock[0] - since);
  }

  left(queue: number, _row: number, how: MessageEnd): void {
    this.counts[this.queuesAt + queue * QUEUE_COUNTS + LEFT + how] += 1;
    this.fold(MESSAGE_PLACE, queue, how);
  }

  policyChanged(): void {}

  policyActed(act: number): void {
    this.counts[this.actsAt + act] += 1;
  }

  levelChanged(gauge: number, level: number, before: number): void {
    if (level > before) this.counts[this.risesAt + gauge] += 1;
    this.levelTimes[gauge] = this.levelTimeUpTo(gauge, this.clock[0]);
    this.levelSince[gauge] = this.clock[0];
    this.levels[gauge] += level - before;
    this.watcher?.levelIs(gauge, this.levels[gauge]);
  }

  /** ∫ level of a gauge dt up to now, ns. */
  levelTimeUpTo(gauge: number, now: number): number {
    return this.levelTimes[gauge] + this.levels[gauge] * (now - this.levelSince[gauge]);
  }

  faultChanged(fault: number, strength: number): void {
    this.onFault?.(fault, strength);
  }

  viewChanged(_client: number, replica: number, reasons: number, before: number): void {
    const { service } = this.directory.replicas[replica];
    const changes = (to: boolean, from: boolean, time: number) => {
      if (to !== from) this.healthChanged(service, time, to);
    };
    // Who is not listed is not held out: there is nobody to choose.
    const isOut = (view: number) => view !== 0 && (view & UNLISTED) === 0;
    changes(isOut(reasons), isOut(before), OUT_TIME);
    changes((reasons & EJECTED) !== 0, (before & EJECTED) !== 0, EJECTED_TIME);
    this.watcher?.viewsAre(
      service,
      this.countNow(service, EJECTED_TIME),
      this.countNow(service, OUT_TIME),
      reasons === ON_TRIAL,
    );
  }

  panicChanged(service: number, _client: number, panics: boolean): void {
    this.healthChanged(service, PANIC_TIME, panics);
    this.watcher?.panics(service, this.countNow(service, PANIC_TIME));
  }

  restarted(replica: number): void {
    const { service } = this.directory.replicas[replica];
    this.counts[this.servicesAt + service * SERVICE_COUNTS + RESTARTS] += 1;
    this.watcher?.restarted(service);
  }

  /** A state of a service's health begins or ends for one caller replica. */
  private healthChanged(service: number, time: number, begins: boolean): void {
    const now = this.clock[0];
    this.counts[this.servicesAt + service * SERVICE_COUNTS + BEGUN_OF[time] + (begins ? 0 : 1)] += 1;
    this.healthTimes[service * SERVICE_TIMES + time] += begins ? -now : now;
  }

  /** In how many views, or caller replicas, a state of a service's health is there now. */
  private countNow(service: number, time: number): number {
    const at = this.servicesAt + service * SERVICE_COUNTS + BEGUN_OF[time];
    return this.counts[at] - this.counts[at + 1];
  }

  /** How long a state of a service's health has lasted up to now, of all caller replicas and replicas together; ns. */
  healthTimeUpTo(service: number, time: number): number {
    return healthTimeOf(this, this.layout, service, time, this.clock[0]);
  }

  /** A copy of everything counted up to now, with what is there now. Ask between events. */
  mark(): Mark {
    const observed = this.observed;
    observed.settleIntegrals();
    return {
      at: observed.clock[0],
      counts: this.counts.slice(),
      openTimes: this.openTimes.slice(),
      healthTimes: this.healthTimes.slice(),
      levelTimes: this.levelTimes.map((_, gauge) => this.levelTimeUpTo(gauge, observed.clock[0])),
      histograms: this.histograms.copy(),
      stationInts: observed.stationInts.slice(),
      stationReals: observed.stationReals.slice(),
      depotInts: observed.depotInts.slice(),
      depotReals: observed.depotReals.slice(),
      faultHits: observed.faultHits.slice(),
      oldestIn: Float64Array.from(this.directory.queues, (_, queue) => observed.oldestIn(queue)),
    };
  }

  /** The run's hash so far, 16 hex digits: every ending, in its order. */
  hash(): string {
    return digest(this.hashes[0], this.hashes[1]);
  }

  /**
   * A hash of one load's requests in no order: when each began, when and how it ended. Names no edge,
   * so it is the same in a scenario with one more service that nobody calls.
   */
  loadHash(load: number): string {
    return digest(this.hashes[2 + 2 * load], this.hashes[3 + 2 * load]);
  }

  private requestEnded(load: number, row: number, ending: number): void {
    const outcome = outcomeOf(ending);
    const now = this.clock[0];
    const since = this.arena.F[row * REALS + SINCE];
    if (outcome === OK) {
      const at = this.loadsAt + load * LOAD_COUNTS;
      this.counts[at + (now - since <= this.within[load] ? GOOD : LATE)] += 1;
    } else {
      const edges = this.directory.edges.length;
      const isDegraded = outcome === DEGRADED;
      this.counts[failureCell(this.layout, edges, load, isDegraded, causeOf(ending), originOf(ending))] += 1;
    }
    real[0] = now;
    const ended = words[0] + Math.imul(words[1], 0x85ebca77) + outcome;
    const endedToo = words[1] ^ Math.imul(words[0] + outcome, 0xc2b2ae3d);
    real[0] = since;
    const a = mix32(Math.imul(ended, 0x9e3779b1) ^ (words[0] + Math.imul(words[1], 0x27d4eb2f)));
    const b = Math.imul(a ^ Math.imul(endedToo, 0x165667b1) ^ words[1], 0x85ebca6b);
    const hashes = this.hashes;
    hashes[2 + 2 * load] += a;
    hashes[3 + 2 * load] += b ^ (b >>> 15);
  }

  /** Two independent words, each one multiplication deep: an ending costs the chain a nanosecond or two. */
  private fold(kind: number, place: number, ending: number): void {
    real[0] = this.clock[0];
    const where = Math.imul(place * PLACES + kind, 0x27d4eb2f) + Math.imul(ending, 0x165667b1);
    const hashes = this.hashes;
    const a = hashes[0];
    const b = hashes[1];
    hashes[0] = Math.imul(
      ((a << 13) | (a >>> 19)) ^ (words[0] + Math.imul(words[1], 0x85ebca77) + where),
      0x9e3779b1,
    );
    hashes[1] = Math.imul(
      ((b << 7) | (b >>> 25)) ^ (words[1] + Math.imul(words[0], 0xc2b2ae3d) - where),
      0x85ebca6b,
    );
  }
}

function digest(a: number, b: number): string {
  const hex = (word: number) => (mix32(word) >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}
