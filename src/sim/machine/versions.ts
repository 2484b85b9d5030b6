/**
 * Versions: which deploy each replica runs, and which one it is meant to run. A deploy that begins is what all its
 * replicas are meant to run from then on, and one under way goes to no more of them; one that is rolled back leaves
 * what was meant before it, another deploy or what there was at the start (Kubernetes documentation, "Deployments":
 * rollover, and `rollout undo` to the previous revision).
 */
import type { Registry } from '../kernel/registry.ts';
import { NONE } from '../terms/columns.ts';

export class Versions {
  /** By fault: the replicas it replaces, each once, and where its first is in `before`. */
  private readonly replaced: (readonly number[])[] = [];
  private readonly first: number[] = [];
  private count = 0;

  /** By fault: how many parts had begun when its version last began to go out; −1 where it has not. */
  private readonly outSince: Float64Array;
  /** By replica: the fault whose version it runs, and the one whose version it is meant to run; NONE for that of the start. */
  private readonly running: Int32Array;
  private readonly meant: Int32Array;
  /** By fault and replica: what was meant to run there before it. */
  private before: Int32Array = new Int32Array(16);

  constructor(registry: Registry, faults: number, replicas: number) {
    this.outSince = new Float64Array(faults).fill(-1);
    this.running = new Int32Array(replicas).fill(NONE);
    this.meant = new Int32Array(replicas).fill(NONE);
    registry.addFixed('versions.outSince', this.outSince);
    registry.addFixed('versions.running', this.running);
    registry.addFixed('versions.meant', this.meant);
    registry.add({
      name: 'versions.before',
      array: () => this.before,
      used: () => this.count,
      fit: (length) => this.fit(length),
    });
  }

  /** Makes a fault known, the next in number, with the replicas that its parts replace. */
  add(replaces: readonly number[]): void {
    const replaced = [...new Set(replaces)];
    this.replaced.push(replaced);
    this.first.push(this.count);
    this.count += replaced.length;
    this.fit(this.count);
  }

  /** Forgets the faults from this number on. */
  forget(from: number): void {
    this.count = this.first[from];
    this.replaced.length = from;
    this.first.length = from;
  }

  /** The fault begins: its version, if it has one, is what its replicas are meant to run. */
  goesOut(fault: number, turn: number): void {
    const replaced = this.replaced[fault];
    if (replaced.length === 0) return;
    this.outSince[fault] = turn;
    replaced.forEach((replica, i) => {
      // One that comes again over itself is rolled back to what was there before its first time.
      if (this.meant[replica] !== fault) this.before[this.first[fault] + i] = this.meant[replica];
      this.meant[replica] = fault;
    });
  }

  /** The fault is rolled back: where nothing later has gone out, what was meant before it is so again. */
  rollsBack(fault: number): void {
    for (const replica of this.replaced[fault])
      if (this.meant[replica] === fault) this.meant[replica] = this.versionBefore(fault, replica);
  }

  /** Has a later version begun to go out to replicas of this fault? */
  isSuperseded(fault: number): boolean {
    return this.replaced[fault].some(
      (replica) => this.outSinceOf(this.meant[replica]) > this.outSince[fault],
    );
  }

  /** Is what was meant before this fault meant again, at all of these? */
  isBack(fault: number, replicas: readonly number[]): boolean {
    return replicas.every((replica) => this.meant[replica] === this.versionBefore(fault, replica));
  }

  /** The replica is replaced for a fault: it runs its version from now on, unless it has a later one already. */
  replace(replica: number, fault: number, isBack: boolean): void {
    if (this.outSinceOf(this.running[replica]) > this.outSince[fault]) return;
    this.running[replica] = isBack ? this.versionBefore(fault, replica) : fault;
  }

  /** Does the replica run what this fault has put there? */
  runs(fault: number, replica: number): boolean {
    return this.running[replica] === fault;
  }

  private versionBefore(fault: number, replica: number): number {
    return this.before[this.first[fault] + this.replaced[fault].indexOf(replica)];
  }

  private outSinceOf(version: number): number {
    return version === NONE ? -1 : this.outSince[version];
  }

  private fit(length: number): void {
    if (length <= this.before.length) return;
    const grown = new Int32Array(Math.max(length, this.before.length * 2));
    grown.set(this.before);
    this.before = grown;
  }
}
