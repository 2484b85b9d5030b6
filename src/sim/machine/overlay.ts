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
import { EFFECTS, MOMENTS, type Moment, type Place } from '../terms/effects.ts';
import { type Aim, type FaultPart, type FaultPlan, type Match, type Plan, settingCount } from './plan.ts';

/** An aim with the fault and the part it belongs to. */
export interface AimedFault {
  readonly fault: number;
  readonly part: number;
  readonly match: Match | undefined;
  readonly aim: Aim;
}

/** A part with the number of its fault. */
export interface PartOfFault {
  readonly fault: number;
  readonly isFirst: boolean;
  readonly plan: FaultPart;
  /** What it touches, each once. */
  readonly touches: readonly Touch[];
}

/** One element at one moment. */
export interface Touch {
  readonly at: Moment;
  readonly element: number;
}

/** Faults that may be injected by hand on top of the plan's. */
const BY_HAND_MOST = 256;

export class Overlay {
  /** All faults, those of the plan first, then those injected by hand, in order. */
  readonly faults: FaultPlan[] = [];
  /** The parts of all faults, in the same order. */
  readonly parts: PartOfFault[] = [];
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

  // ---- in force, by element ---------------------------------------------------------------------
  /** How many aims are in force at each element, by moment. The fields below are the same arrays, one step nearer. */
  readonly counts: Readonly<Record<Moment, Int32Array>>;
  readonly workBent: Int32Array;
  readonly startBent: Int32Array;
  readonly replicaDown: Int32Array;
  readonly wayBent: Int32Array;
  readonly arrivalsBent: Int32Array;
  readonly brokerDown: Int32Array;
  readonly wishBent: Int32Array;
  readonly absent: Int32Array;
  /** Where all that is in force comes to one number, that number: this many times the load. */
  readonly levels: Readonly<Partial<Record<Moment, Float64Array>>>;
  readonly loadSurge: Float64Array;

  /** Aims by moment and element, in force or not. */
  readonly aims: Readonly<Record<Moment, readonly AimedFault[][]>>;
  /** Strength of each part now: 0 absent, 1 in full force. Grows with the faults injected by hand. */
  private strengths: Float64Array;
  /** By part: how many parts had begun before it last did. */
  private turns: Float64Array;
  private readonly turnsTaken = new Float64Array(1);

  constructor(registry: Registry, plan: Plan) {
    const most = plan.faults.length + BY_HAND_MOST;
    const sizes: Record<Place, number> = {
      post: plan.postCount,
      replica: plan.replicaService.length,
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
    this.replicaDown = this.counts.presence;
    this.wayBent = this.counts.way;
    this.arrivalsBent = this.counts.arrivals;
    this.brokerDown = this.counts.broker;
    this.wishBent = this.counts.wish;
    this.absent = this.counts.membership;
    this.loadSurge = new Float64Array(plan.loads.length).fill(1);
    this.levels = { arrivals: this.loadSurge };
    this.strengths = new Float64Array(16);
    this.turns = new Float64Array(16);
    for (const name of ['lifted', 'waiting', 'hits', 'taken', 'begun', 'ended'] as const)
      registry.addFixed(`overlay.${name}`, this[name]);
    for (const [moment, counts] of Object.entries(this.counts))
      registry.addFixed(`overlay.${moment}.count`, counts);
    for (const [moment, level] of Object.entries(this.levels))
      registry.addFixed(`overlay.${moment}.level`, level);
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
    for (const fault of plan.faults) this.add(fault);
  }

  /** May one more fault be injected by hand? */
  get hasRoom(): boolean {
    return this.faults.length < this.lifted.length;
  }

  /** Makes a fault known; its strength is 0. Returns its number. */
  add(fault: FaultPlan): number {
    const number = this.faults.push(fault) - 1;
    this.firstPart.push(this.parts.length);
    fault.parts.forEach((plan, index) => {
      const touches = new Map<string, Touch>();
      for (const { kind, element } of plan.aims) {
        const { at } = EFFECTS[kind];
        touches.set(`${at} ${element}`, { at, element });
      }
      const part = this.parts.push({
        fault: number,
        isFirst: index === 0,
        plan,
        touches: [...touches.values()],
      });
      this.fitStrengths(part);
      for (const aim of plan.aims) {
        this.aims[EFFECTS[aim.kind].at][aim.element].push({
          fault: number,
          part: part - 1,
          match: fault.match,
          aim,
        });
      }
    });
    return number;
  }

  /** Forgets the faults injected by hand from this number on: the run went back to before they were. */
  forget(from: number): void {
    if (from >= this.faults.length) return;
    this.faults.length = from;
    this.parts.length = this.firstPart[from];
    this.firstPart.length = from;
    for (const lists of Object.values(this.aims)) {
      for (const aims of lists) {
        const kept = aims.filter(({ fault }) => fault < from);
        aims.length = 0;
        aims.push(...kept);
      }
    }
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
  force({ at, element }: Touch): number {
    return (this.levels[at] ?? this.counts[at])[element];
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
    const { plan, touches } = this.parts[part];
    for (const { kind, element } of plan.aims) this.counts[EFFECTS[kind].at][element] += step;
    for (const { at, element } of touches) {
      const level = this.levels[at];
      if (level !== undefined) level[element] = this.product(this.aims[at][element]);
    }
  }

  /** Those in force for an element, in the order in which they began: the last one counts, or is laid over the others. */
  inTurn(at: Moment, element: number): AimedFault[] {
    return this.aims[at][element]
      .filter(({ part }) => this.strengths[part] > 0)
      .sort((a, b) => this.turns[a.part] - this.turns[b.part]);
  }

  /** Factors multiply. */
  private product(aims: readonly AimedFault[]): number {
    let product = 1;
    for (const aimed of aims) product *= this.factor(aimed);
    return product;
  }

  /** A fault at half strength has half its factor's excess over one. */
  factor({ aim, part }: AimedFault): number {
    return 1 + (aim.strength - 1) * this.strengths[part];
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
      const isNothing = EFFECTS[aimed.aim.kind].combines === 'product' && this.factor(aimed) === 1;
      if (this.strengths[aimed.part] > 0 && !isNothing) this.hit(aimed.fault);
    }
  }
}

/** Does a link aim concern a message (or, `back`, an answer) between these replicas? NONE stands for a caller that is no replica. */
export function concerns(
  aim: Aim,
  zoneFrom: number,
  zoneTo: number,
  from: number,
  to: number,
  back: boolean,
): boolean {
  if (aim.replica !== NONE && aim.replica !== from && aim.replica !== to) return false;
  if (aim.zoneFrom === NONE) return aim.direction === 'both' || (aim.direction === 'back') === back;
  if (aim.zoneTo === NONE) return (aim.zoneFrom === zoneFrom) !== (aim.zoneFrom === zoneTo);
  // Between zones it matters where a message comes from, not whether it is a question or an answer.
  const [sender, receiver] = back ? [zoneTo, zoneFrom] : [zoneFrom, zoneTo];
  return (
    (aim.direction !== 'back' && aim.zoneFrom === sender && aim.zoneTo === receiver) ||
    (aim.direction !== 'there' && aim.zoneFrom === receiver && aim.zoneTo === sender)
  );
}
