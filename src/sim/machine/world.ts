/**
 * The world: the whole mutable state of a run, in registered arrays, with the few primitives that
 * every room of the machine uses. It decides nothing.
 */
import { NEVER } from '../../base/time.ts';
import { Arena } from '../kernel/arena.ts';
import { Calendar } from '../kernel/calendar.ts';
import { Lists } from '../kernel/fifo.ts';
import { KeyTable } from '../kernel/key-table.ts';
import { childKey0, childKey1, drawBits, drawUniform } from '../kernel/luck.ts';
import { Heaps } from '../kernel/pairing-heap.ts';
import { sampleTable } from '../kernel/quantile-table.ts';
import { Registry } from '../kernel/registry.ts';
import { Timers } from '../kernel/timers.ts';
import {
  CODE,
  DEADLINE,
  INTS,
  KEY0,
  KEY1,
  LIFE,
  NEXT,
  NONE,
  PENDING,
  PREV,
  REALS,
  SINCE,
  TIME,
  TIMER,
} from '../terms/columns.ts';
import { DEAD } from '../terms/events.ts';
import type { Lookout, Observer } from '../terms/observer.ts';
import { DEPOT_INTS, DEPOT_REALS, FIRST_IN } from '../terms/stations.ts';
import {
  depotIntsAtStart,
  freeWorkersAtStart,
  queueLimitsAtStart,
  stationIntsAtStart,
  stationRealsAtStart,
} from './at-start.ts';
import { NOW, TOIL } from './clock.ts';
import { levelsAtStart } from './gauges.ts';
import { Health } from './health.ts';
import { countDepot, countStation } from './integrals.ts';
import { Overlay } from './overlay.ts';
import type { Plan } from './plan.ts';

// Who has the world reads its clock.
export { EVENTS, NOW, ROOTS, TOIL } from './clock.ts';

const NOBODY_LOOKS: Lookout = { steps: 0, measure: () => Number.NaN, forget: () => {} };

/** Things that can be looked through, or touched, in about the time of one event. */
const STEPS_FOR_ONE = 100;

/** Cells of `soonEnds`. */
const HEAD = 0;
const TAIL = 1;

export class World {
  readonly plan: Plan;
  readonly observer: Observer;
  /** Who measures what faults wait for; whoever brings the observer puts it here. */
  lookout: Lookout = NOBODY_LOOKS;
  readonly registry = new Registry();
  readonly arena: Arena;
  readonly calendar: Calendar;
  /** Control comes before work at the same instant: a calendar of its own. */
  readonly control: Calendar;
  readonly timers: Timers;
  /** Waiting attempts by replica, then ready messages by depot. */
  readonly lists: Lists;
  readonly deadlineHeaps: Heaps;
  readonly coreHeaps: Heaps;
  readonly overlay: Overlay;
  readonly health: Health;
  readonly clock = new Float64Array(4);
  readonly stationInts: Int32Array;
  readonly stationReals: Float64Array;
  readonly depotInts: Int32Array;
  readonly depotReals: Float64Array;
  /** Free workers of each consumer replica. */
  readonly freeWorkers: Int32Array;
  /** Whose turn it is among the consumers of a depot. */
  readonly depotCursor: Int32Array;
  /** Settings in force and shared numbers of all policy layers. */
  readonly settings: Float64Array;
  readonly shared: Float64Array;
  /** The levels that policies have last shown; see gauges.ts. */
  readonly levels: Float64Array;
  /** Words of the policy layers of each call: `words[call * wordsPerCall + word]`. */
  words: Int32Array;
  /** The same for reals. */
  reals: Float64Array;
  /** Calls that wait in a policy's room, by room. */
  readonly rooms: Lists;
  /** Calls that hold a key at a policy layer, by site and layer, caller replica and key. */
  readonly holders: KeyTable;
  readonly inFlight: Int32Array;
  readonly memory: Float64Array;
  /** By load: users there are now (closed), and the row of the next arrival (open). */
  readonly userCount: Int32Array;
  /** By load: users there have ever been; the next one's number. */
  readonly usersEver: Int32Array;
  readonly sourceRow: Int32Array;
  /** By replica: how many may wait there. */
  readonly queueLimits: Int32Array;
  /**
   * By edge and direction (there, back), where a fault makes messages wait for the wire (wires.ts): those who
   * wait, first the one that is on it.
   */
  readonly wires: Lists;
  /** The row of its turns, or NONE; when what is on it is through, and how long that takes in all, ns. */
  readonly wireTurn: Int32Array;
  readonly wireThrough: Float64Array;
  readonly wireNeeds: Float64Array;
  /** By replica: cores in force; 0 where every slot computes on its own, or where nothing moves. */
  readonly cores: Float64Array;
  /** 1 from the first freeze on: until then nobody asks whether a replica stands still. */
  readonly frost = new Int32Array(1);
  /** By replica: since when it stands still, ns. */
  readonly frozenSince: Float64Array;
  /** By replica: rows that wait because it stands still. */
  readonly atDoor: Lists;
  /** By replica: where it is on its way into service or out of it (scaling.ts), and how often it has turned round. */
  readonly scalePhase: Int32Array;
  readonly scaleTurns: Int32Array;
  /** By replica: 1 from the request that kills it to its death in the same instant. */
  readonly condemned: Int32Array;
  /** By fault: how often it has touched something. The overlay's own. */
  readonly faultHits: Float64Array;
  /** Seed key: the root of all luck. */
  readonly key0: number;
  readonly key1: number;
  /** First in, first out: rows whose instant is now (a consequence of the event at hand). */
  private readonly soonEnds = new Int32Array([NONE, NONE]);

  constructor(plan: Plan, key0: number, key1: number, observe: (world: World) => Observer) {
    this.plan = plan;
    this.key0 = key0;
    this.key1 = key1;
    const registry = this.registry;
    this.arena = new Arena(registry, Math.max(256, plan.rowsPerEvent * 4));
    this.calendar = new Calendar(registry, this.arena);
    this.control = new Calendar(registry, this.arena);
    const calendar = this.calendar;
    this.timers = new Timers(registry, () => calendar.nextSequence());
    for (const length of plan.laneLengths) this.timers.lane(length);
    this.lists = new Lists(registry, this.arena, plan.listCount + plan.depots.length);
    const replicas = plan.replicaService.length;
    this.deadlineHeaps = new Heaps(
      registry,
      this.arena,
      DEADLINE,
      { child: PENDING, next: NEXT, prev: PREV },
      replicas,
      'waiting',
    );
    this.coreHeaps = new Heaps(
      registry,
      this.arena,
      TIME,
      { child: TIMER, next: NEXT, prev: PREV },
      replicas,
      'cores',
    );
    this.stationInts = stationIntsAtStart(plan);
    this.stationReals = stationRealsAtStart(plan);
    this.depotInts = depotIntsAtStart(plan);
    this.depotReals = new Float64Array(plan.depots.length * DEPOT_REALS);
    this.depotCursor = new Int32Array(plan.depots.length);
    this.freeWorkers = freeWorkersAtStart(plan);
    this.settings = plan.settings.slice();
    this.shared = plan.shared.slice();
    this.levels = levelsAtStart(plan, this);
    this.words = new Int32Array(this.arena.capacity * plan.wordsPerCall);
    this.reals = new Float64Array(this.arena.capacity * plan.realsPerCall);
    this.rooms = new Lists(registry, this.arena, plan.roomCount, 'rooms');
    this.holders = new KeyTable(registry, 'holders');
    this.inFlight = new Int32Array(plan.inFlightCount);
    this.memory = plan.memory.slice();
    this.userCount = new Int32Array(plan.loads.length);
    this.usersEver = new Int32Array(plan.loads.length);
    this.sourceRow = new Int32Array(plan.loads.length).fill(NONE);
    this.queueLimits = queueLimitsAtStart(plan);
    const wires = 2 * plan.directory.edges.length;
    this.wires = new Lists(registry, this.arena, wires, 'wires');
    this.wireTurn = new Int32Array(wires).fill(NONE);
    this.wireThrough = new Float64Array(wires);
    this.wireNeeds = new Float64Array(wires);
    this.overlay = new Overlay(registry, plan);
    this.faultHits = this.overlay.hits;
    this.cores = Float64Array.from(plan.replicaService, (service) => plan.serviceCores[service]);
    this.frozenSince = new Float64Array(replicas);
    this.atDoor = new Lists(registry, this.arena, replicas, 'door');
    this.scalePhase = new Int32Array(replicas);
    this.scaleTurns = new Int32Array(replicas);
    this.condemned = new Int32Array(replicas);
    this.registerReplicas();
    this.health = new Health(registry, plan);
    this.registerNumbers();
    this.observer = observe(this);
  }

  // What the registry copies, and hashes, in this order: who changes it changes the hash of every state.

  private registerReplicas(): void {
    const { registry } = this;
    registry.addFixed('scaling.phase', this.scalePhase);
    registry.addFixed('scaling.turns', this.scaleTurns);
    registry.addFixed('cores', this.cores);
    registry.addFixed('frost', this.frost);
    registry.addFixed('frozenSince', this.frozenSince);
    registry.addFixed('condemned', this.condemned);
  }

  private registerNumbers(): void {
    const { registry } = this;
    registry.addFixed('clock', this.clock);
    registry.addFixed('soon', this.soonEnds);
    registry.addFixed('stations.ints', this.stationInts);
    registry.addFixed('stations.reals', this.stationReals);
    registry.addFixed('depots.ints', this.depotInts);
    registry.addFixed('depots.reals', this.depotReals);
    registry.addFixed('consumers.free', this.freeWorkers);
    registry.addFixed('depots.cursor', this.depotCursor);
    registry.addFixed('policies.settings', this.settings);
    registry.addFixed('policies.shared', this.shared);
    registry.addFixed('policies.levels', this.levels);
    registry.addFixed('balancers.inFlight', this.inFlight);
    registry.addFixed('balancers.memory', this.memory);
    registry.addFixed('loads.users', this.userCount);
    registry.addFixed('loads.usersEver', this.usersEver);
    registry.addFixed('loads.source', this.sourceRow);
    registry.addFixed('wires.turn', this.wireTurn);
    registry.addFixed('wires.through', this.wireThrough);
    registry.addFixed('wires.needs', this.wireNeeds);
    registry.addFixed('stations.queueLimits', this.queueLimits);
    registry.add({
      name: 'policies.words',
      array: () => this.words,
      used: () => this.arena.taken * this.plan.wordsPerCall,
      fit: () => this.fitWords(),
    });
    registry.add({
      name: 'policies.reals',
      array: () => this.reals,
      used: () => this.arena.taken * this.plan.realsPerCall,
      fit: () => this.fitWords(),
    });
  }

  /** Between events: makes sure that one more event finds the rows it may take. */
  makeRoom(): void {
    // Asked at every event, and nearly always there is.
    if (this.arena.isTight) this.grow();
  }

  private grow(): void {
    this.arena.makeRoom(this.plan.rowsPerEvent);
    this.fitWords();
  }

  /** Every row that may be taken has words and reals, be it a call's or not. */
  private fitWords(): void {
    const words = this.arena.capacity * this.plan.wordsPerCall;
    if (words > this.words.length) {
      const grown = new Int32Array(words);
      grown.set(this.words);
      this.words = grown;
    }
    const reals = this.arena.capacity * this.plan.realsPerCall;
    if (reals > this.reals.length) {
      const grown = new Float64Array(reals);
      grown.set(this.reals);
      this.reals = grown;
    }
  }

  /** An event has looked through so many things: a budget of events counts them, or a few events could last for hours. */
  toil(steps: number): void {
    this.clock[TOIL] += Math.floor(steps / STEPS_FOR_ONE);
  }

  // ---- time ---------------------------------------------------------------------------------

  /** The row acts in this same instant, after what is already due now as a consequence. */
  soon(row: number): void {
    const I = this.arena.I;
    const ends = this.soonEnds;
    I[row * INTS + NEXT] = NONE;
    if (ends[TAIL] === NONE) ends[HEAD] = row;
    else I[ends[TAIL] * INTS + NEXT] = row;
    ends[TAIL] = row;
  }

  /** True when some row acts in this instant. */
  isAnythingSoon(): boolean {
    return this.soonEnds[HEAD] !== NONE;
  }

  /** Takes the next row that acts in this instant, or NONE. */
  takeSoon(): number {
    const ends = this.soonEnds;
    const row = ends[HEAD];
    if (row !== NONE) {
      const next = this.arena.I[row * INTS + NEXT];
      ends[HEAD] = next;
      if (next === NONE) ends[TAIL] = NONE;
    }
    return row;
  }

  /** The row acts after `delay` ns; at once when there is none. */
  after(row: number, delay: number): void {
    if (delay > 0) {
      this.arena.F[row * REALS + TIME] = this.clock[NOW] + delay;
      this.calendar.link(row);
    } else this.soon(row);
  }

  /** Disowns a row that lies in the calendar (or acts soon): it is freed when its instant comes. */
  disown(row: number): void {
    this.arena.I[row * INTS + CODE] = DEAD;
  }

  // ---- luck ---------------------------------------------------------------------------------

  /** Gives a row its lineage key: its parent's, mixed with the step and the repetition. */
  inherit(row: number, parent: number, salt: number, nth: number): void {
    const I = this.arena.I;
    const key0 = I[parent * INTS + KEY0];
    const key1 = I[parent * INTS + KEY1];
    I[row * INTS + KEY0] = childKey0(key0, key1, salt, nth);
    I[row * INTS + KEY1] = childKey1(key0, key1, salt, nth);
  }

  /** A key of the seed's own children: loads, faults. */
  descend(row: number, salt: number, nth: number): void {
    const I = this.arena.I;
    I[row * INTS + KEY0] = childKey0(this.key0, this.key1, salt, nth);
    I[row * INTS + KEY1] = childKey1(this.key0, this.key1, salt, nth);
  }

  /** A uniform draw of the row's own luck for a purpose. */
  uniform(row: number, purpose: number): number {
    const I = this.arena.I;
    return drawUniform(I[row * INTS + KEY0], I[row * INTS + KEY1], purpose);
  }

  /** 32 bits of the row's own luck for a purpose, 0 ≤ x < 2^32. */
  bits(row: number, purpose: number): number {
    const I = this.arena.I;
    return drawBits(I[row * INTS + KEY0], I[row * INTS + KEY1], purpose) >>> 0;
  }

  /** A draw from a sampler by the row's own luck, whole ns. */
  sample(sampler: number, row: number, purpose: number): number {
    const samplers = this.plan.samplers;
    const constant = samplers.constant[sampler];
    if (!Number.isNaN(constant)) return constant;
    const I = this.arena.I;
    return sampleTable(
      samplers.tables[sampler],
      drawUniform(I[row * INTS + KEY0], I[row * INTS + KEY1], purpose),
    );
  }

  /** True if `row` is still in the life it had when `life` was read. */
  isAlive(row: number, life: number): boolean {
    return this.arena.I[row * INTS + LIFE] === life;
  }

  // ---- for observers --------------------------------------------------------------------------

  /** Counts all integrals up to now. */
  settleIntegrals(): void {
    for (let replica = 0; replica < this.plan.replicaService.length; replica++) countStation(this, replica);
    for (let depot = 0; depot < this.plan.depots.length; depot++) countDepot(this, depot);
  }

  /** Instant at which the message that came first of those still in a depot was published; NEVER when it is empty. */
  oldestIn(depot: number): number {
    const first = this.depotInts[depot * DEPOT_INTS + FIRST_IN];
    return first === NONE ? NEVER : this.arena.F[first * REALS + SINCE];
  }
}
