/**
 * The overlay: how faults bend the world. Its only state is how strong each part of each fault is now
 * (0 to 1), and what has been counted; whatever is in force follows from the base and the strengths,
 * so nothing is saved or put back and faults may overlap as they like.
 *
 * Who wants to know what is in force asks a counter first (`workBent[post] > 0`), and only then looks
 * through the aims of that moment: a healthy run pays one test.
 */
import { NEVER } from '../../base/time.ts';
import type { Registry } from '../kernel/registry.ts';
import { NONE } from '../terms/columns.ts';
import {
  EFFECTS,
  type EffectKind,
  MOMENTS,
  type Moment,
  type Place,
  placeOf,
  ruleOf,
} from '../terms/effects.ts';
import { type AimedFault, type PartOfFault, partOfFault, type Touch } from './fault-parts.ts';
import { type FaultPlan, type Plan, settingCount } from './plan.ts';
import { Versions } from './versions.ts';

/** Effects of which all that is in force for an element comes to one number. */
const LEVEL_KINDS = ['surge', 'cores', 'slots', 'freeze'] as const satisfies EffectKind[];
type LevelKind = (typeof LEVEL_KINDS)[number];

function hasLevel(kind: EffectKind): kind is LevelKind {
  return LEVEL_KINDS.some((each) => each === kind);
}

/** Faults that may be injected by hand on top of the plan's. */
const BY_HAND_MOST = 256;

export class Overlay {
  /** All faults, those of the plan first, then those injected by hand, in order. */
  readonly faults: FaultPlan[] = [];
  /** The parts of all faults, in the same order. */
  readonly parts: PartOfFault[] = [];
  /** Numbers of the faults that wait for another one. */
  readonly watchers: number[] = [];
  /** By fault: its first part; the others follow. */
  private readonly firstPart: number[] = [];

  // ---- by fault ---------------------------------------------------------------------------------
  /** 1 for a fault that has been lifted by hand: it does not come back. */
  readonly lifted: Int32Array;
  /** 1 for a fault that waits for its condition. */
  readonly waiting: Int32Array;
  /** How often it has touched something: attempts delayed, failed, lost, work slowed. */
  readonly hits: Float64Array;
  /** The same since it last began, for those that touch only the first so many. */
  readonly taken: Float64Array;
  /** Instants at which it first began and last ended, ns; NEVER where it has not. */
  readonly begun: Float64Array;
  readonly ended: Float64Array;
  /** Which deploy each replica runs. */
  private readonly versions: Versions;

  // ---- in force, by element ---------------------------------------------------------------------
  /** How many aims are in force at each element, by moment. The fields below are the same arrays, one step nearer. */
  readonly counts: Readonly<Record<Moment, Int32Array>>;
  readonly workBent: Int32Array;
  readonly startBent: Int32Array;
  readonly finishBent: Int32Array;
  readonly presenceBent: Int32Array;
  readonly slotsBent: Int32Array;
  readonly coresBent: Int32Array;
  readonly wayBent: Int32Array;
  readonly arrivalsBent: Int32Array;
  readonly brokerDown: Int32Array;
  readonly wishBent: Int32Array;
  readonly absent: Int32Array;
  /** The same by kind of effect. */
  readonly kinds: Readonly<Record<EffectKind, Int32Array>>;
  /** That number: this many times the load, so many pauses of the process. */
  readonly levels: Readonly<Record<LevelKind, Float64Array>>;
  readonly loadSurge: Float64Array;

  /** Aims by moment and element, in force or not. */
  readonly aims: Readonly<Record<Moment, readonly AimedFault[][]>>;
  /** Strength of each part now: 0 absent, 1 in full force. Grows with the faults injected by hand. */
  private strengths: Float64Array;
  /** By part: how many parts had begun before it last did. */
  private turns: Float64Array;
  /** Parts that have begun so far. */
  readonly turnsTaken = new Float64Array(1);
  /** By replica: how many parts had begun when the process began that runs there now; 0 for those of the start. */
  private readonly births: Float64Array;
  /** Numbers that effects keep while they last: see `tally`. */
  private tallies: Float64Array;
  private tallyCount = 0;
  /** By fault: how many tallies there were before it. */
  private readonly firstTally: number[] = [];

  constructor(registry: Registry, plan: Plan) {
    const most = plan.faults.length + BY_HAND_MOST;
    const sizes: Record<Place, number> = {
      post: plan.postCount,
      replica: plan.replicaService.length,
      service: plan.directory.services.length,
      edge: plan.directory.edges.length,
      load: plan.loads.length,
      broker: plan.directory.brokers.length,
      setting: settingCount(plan),
    };
    const byMoment = <T>(make: (size: number) => T): Record<Moment, T> =>
      Object.fromEntries(
        Object.entries(MOMENTS).map(([moment, { on }]) => [moment, make(sizes[on])]),
      ) as Record<Moment, T>;
    this.lifted = new Int32Array(most);
    this.waiting = new Int32Array(most);
    this.hits = new Float64Array(most);
    this.taken = new Float64Array(most);
    this.begun = new Float64Array(most).fill(NEVER);
    this.ended = new Float64Array(most).fill(NEVER);
    this.counts = byMoment((size) => new Int32Array(size));
    this.aims = byMoment((size) => Array.from({ length: size }, (): AimedFault[] => []));
    this.workBent = this.counts.work;
    this.startBent = this.counts.start;
    this.finishBent = this.counts.finish;
    this.presenceBent = this.counts.presence;
    this.slotsBent = this.counts.slots;
    this.coresBent = this.counts.cores;
    this.wayBent = this.counts.way;
    this.arrivalsBent = this.counts.arrivals;
    this.brokerDown = this.counts.broker;
    this.wishBent = this.counts.wish;
    this.absent = this.counts.membership;
    this.loadSurge = new Float64Array(plan.loads.length).fill(1);
    this.levels = {
      surge: this.loadSurge,
      cores: new Float64Array(sizes.replica).fill(1),
      slots: new Float64Array(sizes.replica).fill(1),
      freeze: new Float64Array(sizes.replica),
    };
    this.births = new Float64Array(sizes.replica);
    this.kinds = Object.fromEntries(
      Object.keys(EFFECTS).map((kind) => [kind, new Int32Array(sizes[placeOf(kind as EffectKind)])]),
    ) as Record<EffectKind, Int32Array>;
    this.strengths = new Float64Array(16);
    this.turns = new Float64Array(16);
    this.tallies = new Float64Array(16);
    for (const name of ['lifted', 'waiting', 'hits', 'taken', 'begun', 'ended'] as const)
      registry.addFixed(`overlay.${name}`, this[name]);
    for (const [moment, counts] of Object.entries(this.counts))
      registry.addFixed(`overlay.${moment}.count`, counts);
    for (const [kind, counts] of Object.entries(this.kinds)) registry.addFixed(`overlay.${kind}`, counts);
    for (const [kind, level] of Object.entries(this.levels))
      registry.addFixed(`overlay.${kind}.level`, level);
    registry.add({
      name: 'overlay.strengths',
      array: () => this.strengths,
      used: () => this.parts.length,
      fit: (length) => this.fitStrengths(length),
    });
    registry.add({
      name: 'overlay.turns',
      array: () => this.turns,
      used: () => this.parts.length,
      fit: (length) => this.fitStrengths(length),
    });
    registry.addFixed('overlay.turnsTaken', this.turnsTaken);
    registry.addFixed('overlay.births', this.births);
    this.versions = new Versions(registry, most, sizes.replica);
    registry.add({
      name: 'overlay.tallies',
      array: () => this.tallies,
      used: () => this.tallyCount,
      fit: (length) => this.fitTallies(length),
    });
    for (const fault of plan.faults) this.add(fault);
  }

  /** May one more fault be injected by hand? */
  get hasRoom(): boolean {
    return this.faults.length < this.lifted.length;
  }

  /** Makes a fault known; its strength is 0. Returns its number. */
  add(fault: FaultPlan): number {
    const number = this.faults.push(fault) - 1;
    if ([fault.when, fault.until].some((one) => one !== undefined && 'fault' in one))
      this.watchers.push(number);
    this.firstPart.push(this.parts.length);
    this.firstTally.push(this.tallyCount);
    fault.parts.forEach((plan, index) => {
      const shared = new Map<string, number>();
      const part = this.parts.push(partOfFault(number, plan, index)) - 1;
      for (const aim of plan.aims) {
        const { at, tallies } = ruleOf(aim.kind);
        // Aims that share a tally (the posts behind one lock) say so by their group.
        const own = `${aim.salt} ${aim.group}`;
        if (tallies && !shared.has(own)) shared.set(own, this.tallyCount++);
        const tally = shared.get(own) ?? NONE;
        this.aims[at][aim.element].push({ fault: number, part, match: fault.match, aim, tally });
      }
    });
    this.versions.add(this.parts.slice(this.firstPart[number]).flatMap(({ replaces }) => replaces));
    this.fitStrengths(this.parts.length);
    this.fitTallies(this.tallyCount);
    return number;
  }

  /** Forgets the faults injected by hand from this number on: the run went back to before they were. */
  forget(from: number): void {
    if (from >= this.faults.length) return;
    this.faults.length = from;
    while (this.watchers.length > 0 && this.watchers[this.watchers.length - 1] >= from) this.watchers.pop();
    this.parts.length = this.firstPart[from];
    this.tallyCount = this.firstTally[from];
    this.versions.forget(from);
    this.firstPart.length = from;
    this.firstTally.length = from;
    for (const lists of Object.values(this.aims)) {
      for (const aims of lists) {
        const kept = aims.filter(({ fault }) => fault < from);
        aims.length = 0;
        aims.push(...kept);
      }
    }
  }

  private fitTallies(length: number): void {
    if (length <= this.tallies.length) return;
    const grown = new Float64Array(Math.max(length, this.tallies.length * 2));
    grown.set(this.tallies);
    this.tallies = grown;
  }

  private fitStrengths(length: number): void {
    if (length <= this.strengths.length) return;
    const grown = Math.max(length, this.strengths.length * 2);
    const [strengths, turns] = [new Float64Array(grown), new Float64Array(grown)];
    strengths.set(this.strengths);
    turns.set(this.turns);
    this.strengths = strengths;
    this.turns = turns;
  }

  /** Numbers of a fault's parts. */
  partsOf(fault: number): number[] {
    return this.faults[fault].parts.map((_, index) => this.firstPart[fault] + index);
  }

  // ---- strength ---------------------------------------------------------------------------------

  /** Strength of a part now. */
  strength(part: number): number {
    return this.strengths[part];
  }

  /** Strength of a fault now: that of its strongest part. */
  strengthOf(fault: number): number {
    let strongest = 0;
    for (const part of this.partsOf(fault)) strongest = Math.max(strongest, this.strengths[part]);
    return strongest;
  }

  /** What is in force for an element: one number, or how many say so. */
  force({ kind, element }: Touch): number {
    return (hasLevel(kind) ? this.levels[kind] : this.kinds[kind])[element];
  }

  /**
   * Sets a part's strength and brings everything in force up to date. What happens to the rows that
   * this hits (whoever ran on a replica that is now down) is the machine's business.
   */
  setStrength(part: number, strength: number): void {
    const step = (strength > 0 ? 1 : 0) - (this.strengths[part] > 0 ? 1 : 0);
    this.strengths[part] = strength;
    if (step > 0) {
      this.turns[part] = this.turnsTaken[0];
      this.turnsTaken[0] += 1;
    }
    const { fault, plan, touches, replaces } = this.parts[part];
    if (step > 0) for (const replica of replaces) this.versions.replace(replica, fault, plan.isBack);
    for (const { kind, element } of plan.aims) {
      this.counts[EFFECTS[kind].at][element] += step;
      this.kinds[kind][element] += step;
    }
    for (const { kind, element } of touches) {
      if (hasLevel(kind))
        this.levels[kind][element] = kind === 'freeze' ? this.pauses(element) : this.product(kind, element);
      if (step > 0 && ruleOf(kind).tallies) this.clearTallies(part, kind, element);
    }
  }

  /** Those in force for an element, in the order in which they began: the last one counts, or is laid over the others. */
  inTurn(at: Moment, element: number): AimedFault[] {
    return this.aims[at][element]
      .filter(({ part }) => this.strengths[part] > 0)
      .sort((a, b) => this.turns[a.part] - this.turns[b.part]);
  }

  /** Holds a replica down without a fault (1), or no longer (−1): it is starting again, after a request that killed it or by the word of a check. */
  hold(replica: number, change: number): void {
    this.counts.presence[replica] += change;
    this.kinds.down[replica] += change;
  }

  /** Takes a replica from the lists without a fault (1), or puts it back (−1): it is not in service. */
  unlist(replica: number, change: number): void {
    this.counts.membership[replica] += change;
    this.kinds.absent[replica] += change;
  }

  /** Is the host gone, so that nobody takes what comes or refuses it? One that starts again refuses. */
  isSilent(replica: number): boolean {
    return this.kinds.gone[replica] > 0 && this.kinds.down[replica] === 0;
  }

  /** A new process runs at the replica: whatever stopped the one before has nothing to do with it. */
  begins(replica: number): void {
    this.births[replica] = this.turnsTaken[0];
    this.levels.freeze[replica] = this.pauses(replica);
  }

  /** Did this part begin before the process that runs at the replica now? */
  isBefore(part: number, replica: number): boolean {
    return this.turns[part] < this.births[replica];
  }

  /** How many pauses hold the process that is there now. */
  private pauses(replica: number): number {
    return this.aims.progress[replica].filter(
      ({ part }) => this.strengths[part] > 0 && !this.isBefore(part, replica),
    ).length;
  }

  // ---- versions ---------------------------------------------------------------------------------

  /** A part of a fault begins: its first may put out a version, and one that replaces it again rolls it back. */
  turnsVersion(part: number): void {
    const { fault, isFirst, plan } = this.parts[part];
    if (isFirst) this.versions.goesOut(fault, this.turnsTaken[0]);
    if (plan.isBack) this.versions.rollsBack(fault);
  }

  /** Would this part begin to replace replicas that are meant to run something else by now? */
  isSuperseded(part: number): boolean {
    const { fault, plan, replaces } = this.parts[part];
    if (plan.replacing === NEVER || this.isHalfDone(part)) return false;
    return plan.isBack ? !this.versions.isBack(fault, replaces) : this.versions.isSuperseded(fault);
  }

  /** Those that this part takes down have been taken from the lists for it. */
  private isHalfDone(part: number): boolean {
    const { fault, plan } = this.parts[part];
    const began = plan.after - plan.replacing;
    return this.partsOf(fault).some((other) => {
      const { after, replacing } = this.parts[other].plan;
      return other !== part && replacing === 0 && after === began && this.strengths[other] > 0;
    });
  }

  /** Does the replica run what this fault has put there? */
  runsVersionOf(fault: number, replica: number): boolean {
    return this.versions.runs(fault, replica);
  }

  // ---- levels -----------------------------------------------------------------------------------

  /** Factors multiply. */
  private product(kind: EffectKind, element: number): number {
    let product = 1;
    for (const aimed of this.aims[EFFECTS[kind].at][element])
      if (aimed.aim.kind === kind) product *= this.factor(aimed);
    return product;
  }

  /** A fault at half strength has half its factor's excess over one. */
  factor({ aim, part }: AimedFault): number {
    return 1 + (aim.strength - 1) * this.strengths[part];
  }

  // ---- tallies ----------------------------------------------------------------------------------

  /** The number that an effect keeps; 0 when it begins. */
  tally({ tally }: AimedFault): number {
    return this.tallies[tally];
  }

  setTally({ tally }: AimedFault, value: number): void {
    this.tallies[tally] = value;
  }

  private clearTallies(part: number, kind: EffectKind, element: number): void {
    for (const aimed of this.aims[EFFECTS[kind].at][element])
      if (aimed.part === part && aimed.tally !== NONE) this.tallies[aimed.tally] = 0;
  }

  // ---- counting ---------------------------------------------------------------------------------

  /** The fault has touched something. */
  hit(fault: number): void {
    this.hits[fault] += 1;
    this.taken[fault] += 1;
  }

  /** All faults in force for an element have. */
  hitAll(at: Moment, element: number): void {
    for (const aimed of this.aims[at][element]) {
      const isNothing =
        (EFFECTS[aimed.aim.kind].combines === 'product' && this.factor(aimed) === 1) ||
        (aimed.aim.kind === 'freeze' && this.isBefore(aimed.part, element));
      if (this.strengths[aimed.part] > 0 && !isNothing) this.hit(aimed.fault);
    }
  }
}
