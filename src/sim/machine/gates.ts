/**
 * Gates: what an attempt passes at the door of its callee, the outermost first. Who may go in is each
 * gate's business; here is what a gate may ask of the machine, and who is told what, and when.
 */

import { drawUniform } from '../kernel/luck.ts';
import { type Answer, type Gate, type GateHost, GO_IN, NO } from '../policy/gate-contract.ts';
import { priorityOf } from '../terms/asker.ts';
import { ASKER, ENTERED, GATES, INTS, ITEM, KEY0, KEY1, POST, PUSHBACK, REALS } from '../terms/columns.ts';
import { nthOf } from '../terms/purposes.ts';
import {
  BUSY,
  BUSY_TIME,
  CORE_TIME,
  REJECTION_TIME,
  REJECTIONS,
  SLOTS,
  STATION_INTS,
  STATION_REALS,
  WAITING,
} from '../terms/stations.ts';
import { readLevel } from './gauges.ts';
import { countStation } from './integrals.ts';
import type { Post } from './plan.ts';
import { NOW, type World } from './world.ts';

/** The first words of an attempt at a service with gates: the instant at which it came to the door, in two halves. */
export const DOOR_WORDS = 2;
const HALF = 4294967296;

export class Gates implements GateHost {
  readonly clock: Float64Array;
  readonly settings: Float64Array;
  readonly shared: Float64Array;
  private readonly w: World;

  constructor(w: World) {
    this.w = w;
    this.clock = w.clock;
    this.settings = w.settings;
    this.shared = w.shared;
  }

  /** An attempt comes to the door: no gate has let it in yet. */
  meet(attempt: number): void {
    const { words, plan } = this.w;
    const now = this.clock[NOW];
    const at = attempt * plan.wordsPerCall;
    words[at] = Math.floor(now / HALF);
    words[at + 1] = now | 0;
    this.w.arena.I[attempt * INTS + GATES] = 0;
  }

  /**
   * Asks the gates that have not let the attempt in yet. 0: it has passed them all. Positive: the last
   * one that let it in holds it for so long first. Negative: the next one says no.
   */
  ask(attempt: number, post: Post): Answer {
    const { I, F } = this.w.arena;
    const { gates } = post;
    for (let i = I[attempt * INTS + GATES]; i < gates.length; i++) {
      const answer = gates[i].policy.admit(this, attempt, gates[i]);
      if (answer < 0) {
        // What is written, or for how long it would be no, where that is known, is what a Retry-After header tells.
        const { retryAfter } = gates[i];
        if (retryAfter !== 0) F[attempt * REALS + PUSHBACK] = retryAfter;
        else if (answer > NO) F[attempt * REALS + PUSHBACK] = -answer;
        return answer;
      }
      I[attempt * INTS + GATES] = i + 1;
      if (answer > 0) return answer;
    }
    return GO_IN;
  }

  /** It gets a slot. Before ENTERED says when. */
  started(attempt: number, post: Post, waited: number): void {
    for (const gate of post.gates) gate.policy.started(this, attempt, gate, waited);
  }

  /** It is over and had a slot. */
  finished(frame: number, post: Post, outcome: number): void {
    const inSlot = this.clock[NOW] - this.w.arena.F[frame * REALS + ENTERED];
    this.tell(frame, post, post.gates.length, outcome, inSlot);
  }

  /** It is over and never had one: the gates that had let it in are told. */
  keptOut(attempt: number, post: Post, outcome: number): void {
    this.tell(attempt, post, this.w.arena.I[attempt * INTS + GATES], outcome, -1);
  }

  private tell(attempt: number, post: Post, passed: number, outcome: number, inSlot: number): void {
    const { words, plan } = this.w;
    const at = attempt * plan.wordsPerCall;
    const met = words[at] * HALF + (words[at + 1] >>> 0);
    const spent = this.clock[NOW] - met;
    for (let i = passed - 1; i >= 0; i--) {
      const gate = post.gates[i];
      gate.policy.ended(this, attempt, gate, outcome, spent, inSlot);
    }
  }

  /** What the gates of a replica knew dies with it. */
  forget(replica: number): void {
    const { plan, shared } = this.w;
    const { service, index } = plan.directory.replicas[replica];
    for (const gate of plan.gates[service]) {
      const at = gate.shared + index * gate.sharedSize;
      shared.set(plan.shared.subarray(at, at + gate.sharedSize), at);
      for (const gauge of gate.gauges) readLevel(this.w, gauge, index);
    }
  }

  // ---- what gates may ask for (see policy/gate-contract.ts) ----------------------------------------

  get words(): Int32Array {
    return this.w.words;
  }

  settingsOf(attempt: number, gate: Gate): number {
    return gate.settings + this.postOf(attempt).index * gate.settingsSize;
  }

  sharedOf(attempt: number, gate: Gate): number {
    return gate.shared + this.postOf(attempt).index * gate.sharedSize;
  }

  wordsOf(attempt: number, gate: Gate): number {
    return attempt * this.w.plan.wordsPerCall + gate.word;
  }

  uniform(attempt: number, purpose: number, n: number): number {
    const I = this.w.arena.I;
    const of = attempt * INTS;
    return drawUniform(I[of + KEY0], I[of + KEY1], nthOf(purpose, n));
  }

  priority(attempt: number): number {
    return priorityOf(this.w.arena.I[attempt * INTS + ASKER]);
  }

  item(attempt: number): number {
    return this.w.arena.I[attempt * INTS + ITEM];
  }

  levelMoved(attempt: number, gate: Gate): void {
    for (const gauge of gate.gauges) readLevel(this.w, gauge, this.postOf(attempt).index);
  }

  waiting(attempt: number): number {
    return this.w.stationInts[this.postOf(attempt).replica * STATION_INTS + WAITING];
  }

  slots(attempt: number): number {
    return this.w.stationInts[this.postOf(attempt).replica * STATION_INTS + SLOTS];
  }

  freeSlots(attempt: number): number {
    const { replica, cores } = this.postOf(attempt);
    const of = replica * STATION_INTS;
    const ints = this.w.stationInts;
    return ints[of + SLOTS] - ints[of + BUSY] - (cores > 0 ? 0 : ints[of + REJECTIONS]);
  }

  usedTime(attempt: number): number {
    const { replica, cores } = this.postOf(attempt);
    countStation(this.w, replica);
    const reals = this.w.stationReals;
    const at = replica * STATION_REALS;
    if (cores > 0) return reals[at + CORE_TIME] / cores;
    // As configured: what is there now may change, and a sum over time must not change with it.
    const slots = this.w.plan.serviceSlots[this.w.plan.replicaService[replica]];
    return (reals[at + BUSY_TIME] + reals[at + REJECTION_TIME]) / slots;
  }

  private postOf(attempt: number): Post {
    return this.w.plan.posts[this.w.arena.I[attempt * INTS + POST]];
  }
}
