/**
 * The overlay: how faults bend the world. Its only state is how strong each fault is now (0 to 1);
 * whatever is in force follows from the base and the strengths, so nothing is saved or put back and
 * faults may overlap as they like.
 */

import type { Registry } from '../kernel/registry.ts';
import { NONE } from '../terms/columns.ts';
import type { Aim, FaultPlan, Plan } from './plan.ts';

/** An aim with the number of its fault. */
export interface AimedFault {
  readonly fault: number;
  readonly salt: number;
  readonly aim: Aim;
}

/** Faults that may be injected by hand on top of the plan's. */
const BY_HAND_MOST = 256;

export class Overlay {
  /** All faults, those of the plan first, then those injected by hand, in order. */
  readonly faults: FaultPlan[] = [];
  /** Strength of each fault now: 0 absent, 1 in full force. */
  readonly strength: Float64Array;
  /** 1 for a fault that has been lifted by hand: it does not come back. */
  readonly lifted: Int32Array;
  /** In force: work on a post takes this many times as long. */
  readonly postSlow: Float64Array;
  /** In force: this many times the load. */
  readonly loadSurge: Float64Array;
  /** How many faults in force fail requests at a post, bend an edge, hold a broker down. */
  readonly postFails: Int32Array;
  readonly edgeBends: Int32Array;
  readonly brokerDown: Int32Array;
  /** How many faults in force hold a replica down; a restart holds it too. */
  readonly replicaDown: Int32Array;
  private readonly slowAims: AimedFault[][];
  private readonly failAims: AimedFault[][];
  private readonly linkAims: AimedFault[][];
  private readonly surgeAims: AimedFault[][];
  private readonly edges: number;

  constructor(registry: Registry, plan: Plan) {
    this.edges = plan.directory.edges.length;
    this.strength = new Float64Array(plan.faults.length + BY_HAND_MOST);
    this.lifted = new Int32Array(this.strength.length);
    this.postSlow = new Float64Array(plan.postCount).fill(1);
    this.postFails = new Int32Array(plan.postCount);
    this.loadSurge = new Float64Array(plan.loads.length).fill(1);
    this.edgeBends = new Int32Array(this.edges);
    this.brokerDown = new Int32Array(plan.directory.brokers.length);
    this.replicaDown = new Int32Array(plan.replicaService.length);
    this.slowAims = Array.from({ length: plan.postCount }, () => []);
    this.failAims = Array.from({ length: plan.postCount }, () => []);
    this.linkAims = Array.from({ length: this.edges }, () => []);
    this.surgeAims = Array.from({ length: plan.loads.length }, () => []);
    registry.addFixed('overlay.strength', this.strength);
    registry.addFixed('overlay.lifted', this.lifted);
    registry.addFixed('overlay.postSlow', this.postSlow);
    registry.addFixed('overlay.postFails', this.postFails);
    registry.addFixed('overlay.loadSurge', this.loadSurge);
    registry.addFixed('overlay.edgeBends', this.edgeBends);
    registry.addFixed('overlay.brokerDown', this.brokerDown);
    registry.addFixed('overlay.replicaDown', this.replicaDown);
    for (const fault of plan.faults) this.add(fault);
  }

  /** May one more fault be injected by hand? */
  get hasRoom(): boolean {
    return this.faults.length < this.strength.length;
  }

  /** Makes a fault known; its strength is 0. Returns its number. */
  add(fault: FaultPlan): number {
    const number = this.faults.push(fault) - 1;
    for (const aim of fault.aims) {
      const aimed = { fault: number, salt: fault.salt, aim };
      if (aim.kind === 'slow') this.slowAims[aim.element].push(aimed);
      else if (aim.kind === 'fail') this.failAims[aim.element].push(aimed);
      else if (aim.kind === 'surge') this.surgeAims[aim.element].push(aimed);
      else if (aim.kind === 'delay' || aim.kind === 'lose' || aim.kind === 'cut')
        this.linkAims[aim.element].push(aimed);
    }
    return number;
  }

  /** Forgets the faults injected by hand from this number on: the run went back to before they were. */
  forget(from: number): void {
    if (from >= this.faults.length) return;
    this.faults.length = from;
    for (const aims of [...this.slowAims, ...this.failAims, ...this.linkAims, ...this.surgeAims]) {
      const kept = aims.filter(({ fault }) => fault < from);
      aims.length = 0;
      aims.push(...kept);
    }
  }

  /** Faults that fail requests at a post; look at `strength` for those in force. */
  failuresAt(post: number): readonly AimedFault[] {
    return this.failAims[post];
  }

  /** Faults that bend an edge. */
  bendsOf(edge: number): readonly AimedFault[] {
    return this.linkAims[edge];
  }

  /**
   * Sets a fault's strength and brings everything in force up to date. What happens to the rows
   * that this hits (whoever ran on a replica that is now down) is the machine's business.
   */
  setStrength(fault: number, strength: number): void {
    const step = (strength > 0 ? 1 : 0) - (this.strength[fault] > 0 ? 1 : 0);
    this.strength[fault] = strength;
    for (const aim of this.faults[fault].aims) {
      switch (aim.kind) {
        case 'slow':
          this.postSlow[aim.element] = this.product(this.slowAims[aim.element]);
          break;
        case 'surge':
          this.loadSurge[aim.element] = this.product(this.surgeAims[aim.element]);
          break;
        case 'fail':
          this.postFails[aim.element] += step;
          break;
        case 'down':
          this.replicaDown[aim.element] += step;
          break;
        case 'broker-down':
          this.brokerDown[aim.element] += step;
          break;
        case 'delay':
        case 'lose':
        case 'cut':
          this.edgeBends[aim.element] += step;
          break;
      }
    }
  }

  /** A restart begins (1) or is over (−1): it holds the replica down as a fault does. */
  hold(replica: number, change: number): void {
    this.replicaDown[replica] += change;
  }

  /** Factors multiply; a fault at half strength has half its factor's excess over one. */
  private product(aims: readonly AimedFault[]): number {
    let product = 1;
    for (const { fault, aim } of aims) product *= 1 + (aim.strength - 1) * this.strength[fault];
    return product;
  }
}

/** Does a link aim concern a message between these replicas? NONE stands for a caller that is no replica. */
export function concerns(aim: Aim, zoneFrom: number, zoneTo: number, from: number, to: number): boolean {
  if (aim.replica !== NONE && aim.replica !== from && aim.replica !== to) return false;
  if (aim.zoneFrom === NONE) return true;
  return (
    (aim.zoneFrom === zoneFrom && aim.zoneTo === zoneTo) ||
    (aim.zoneFrom === zoneTo && aim.zoneTo === zoneFrom)
  );
}
