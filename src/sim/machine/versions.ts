/**
 * What runs at the replicas: a fault that replaces them (a deploy) puts out a version, and of two that go
 * out over one another the later one stays.
 */
import { NEVER } from '../../base/time.ts';
import type { Registry } from '../kernel/registry.ts';
import { NONE } from '../terms/columns.ts';
import type { Overlay } from './overlay.ts';

/** The overlay, as far as versions go by it. */
type Faults = Pick<Overlay, 'faults' | 'parts' | 'partsOf' | 'strength' | 'turnsTaken'>;

export class Versions {
  private readonly faults: Faults;
  /** Of a fault that puts out a version: how many parts had begun when it last did; −1 where it has not. */
  private readonly outSince: Float64Array;
  /** By replica: the fault whose version it runs; NONE for what it ran at the start. */
  private readonly running: Int32Array;

  constructor(registry: Registry, faults: Faults, most: number, replicas: number) {
    this.faults = faults;
    this.outSince = new Float64Array(most).fill(-1);
    this.running = new Int32Array(replicas).fill(NONE);
    registry.addFixed('overlay.outSince', this.outSince);
    registry.addFixed('overlay.versions', this.running);
  }

  /** The fault begins; it may put out a version. */
  goesOut(fault: number): void {
    if (this.replacedBy(fault).length > 0) this.outSince[fault] = this.faults.turnsTaken[0];
  }

  /** Replicas that a fault replaces by another version. */
  private replacedBy(fault: number): number[] {
    return this.faults.partsOf(fault).flatMap((part) => this.faults.parts[part].replaces);
  }

  /** Would this part begin to replace replicas of which a later version has begun to go out? */
  isSuperseded(part: number): boolean {
    const { fault, plan } = this.faults.parts[part];
    if (plan.replacing === NEVER || this.isHalfDone(part)) return false;
    const own = new Set(this.replacedBy(fault));
    return this.faults.faults.some(
      (_, other) =>
        this.outSince[other] > this.outSince[fault] && this.replacedBy(other).some((each) => own.has(each)),
    );
  }

  /** Those that this part takes down have been taken from the lists for it. */
  private isHalfDone(part: number): boolean {
    const { fault, plan } = this.faults.parts[part];
    const began = plan.after - plan.replacing;
    return this.faults.partsOf(fault).some((other) => {
      const { after, replacing } = this.faults.parts[other].plan;
      return other !== part && replacing === 0 && after === began && this.faults.strength(other) > 0;
    });
  }

  /** The replica is replaced: it will run the version of this fault, unless it has a later one already. */
  replace(replica: number, fault: number): void {
    const present = this.running[replica];
    if (present === NONE || this.outSince[present] <= this.outSince[fault]) this.running[replica] = fault;
  }

  /** Does the replica run what this fault has put there? */
  isOf(fault: number, replica: number): boolean {
    return this.running[replica] === fault;
  }
}
