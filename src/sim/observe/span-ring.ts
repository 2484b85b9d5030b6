/**
 * A ring of spans: every call and attempt that is written down, each linked to the one that started it.
 * The ring forgets the oldest. A tree that was copied out of it goes on growing: its spans are filled in
 * as they end, and what they start later joins them.
 */
import { invariant } from '../../base/assert.ts';
import { NEVER } from '../../base/time.ts';
import {
  CAUSE,
  CODE,
  ENTERED,
  INTS,
  LIFE,
  NONE,
  PARENT,
  POST,
  REALS,
  SITE,
  SUBJECT,
} from '../terms/columns.ts';
import { BRANCHING, CALLING, COMPUTING, HANDLED, QUEUED, RESUME } from '../terms/events.ts';
import type { Observed } from '../terms/observer.ts';
import { KeptTree } from './kept-tree.ts';
import { isOver, type Span } from './spans.ts';

/** A span of a kept tree. */
interface KeptSpan {
  readonly span: Span;
  readonly tree: KeptTree;
}

// ---- a span in the ring: ints ----------------------------------------------------------------------
const SPAN_INTS = 17;
/** Which span this is, counted from 1; a link is a number, and the slot is its low bits. */
const NUMBER = 0;
const ROW = 1;
const ROW_LIFE = 2;
/** Latest child, and the child before this one of the same parent: numbers, 0 for none. */
const LATEST_CHILD = 3;
const ELDER = 4;
const CHILDREN = 5;
/** The columns of the span itself. */
const IS_CALL = 6;
const EDGE = 7;
const SPAN_CAUSE = 8;
const NTH = 9;
const SPAN_POST = 10;
const ENDING = 11;
const DONE_ENDING = 12;
const WANTED = 13;
/** 1 when its trace was kept before it was over. */
const KEPT = 14;
/** 1 when it is an attempt that has brought a message. */
const PUBLISHES = 15;
/** 1 when it was turned away because no process listened. */
const SPAN_MET_NOBODY = 16;

// ---- reals
const SPAN_REALS = 5;
const BEGAN = 0;
const ENDED = 1;
const WAITED = 2;
const STARTED = 3;
const DONE = 4;

export class SpanRing {
  private readonly clock: Float64Array;
  private readonly arena: Observed['arena'];
  private readonly siteEdge: Int32Array;
  private readonly mask: number;
  private readonly ints: Int32Array<ArrayBuffer>;
  private readonly reals: Float64Array<ArrayBuffer>;
  /** The latest span of each row, by number; it is the row's only if ROW_LIFE agrees. */
  private spanOfRow = new Int32Array(1024);
  /** The attempt that has brought the message in a row, by number; a row that is a message has had its own written here. */
  private bringerOf = new Int32Array(1024);
  private nextNumber = 1;
  /** Spans of copied trees that may change or start something, by number. */
  private readonly kept = new Map<number, KeptSpan>();

  /** `slots`: spans it remembers, a power of two. */
  constructor(siteEdge: Int32Array, observed: Observed, slots: number) {
    invariant(slots > 1 && (slots & (slots - 1)) === 0, 'the ring of spans has a power of two of slots');
    this.clock = observed.clock;
    this.arena = observed.arena;
    this.siteEdge = siteEdge;
    this.mask = slots - 1;
    this.ints = new Int32Array(slots * SPAN_INTS);
    this.reals = new Float64Array(slots * SPAN_REALS);
  }

  // ---- writing --------------------------------------------------------------------------------------

  /** The call (1) or attempt (0) of a row begins, started by the span `parent`, 0 for none. */
  begin(row: number, isCall: 0 | 1, parent: number): void {
    const I = this.arena.I;
    const number = this.nextNumber;
    this.nextNumber = (number + 1) | 0 || 1;
    if (row >= this.spanOfRow.length) this.knowRows(I.length / INTS);
    this.spanOfRow[row] = number;
    const ints = this.ints;
    const at = (number & this.mask) * SPAN_INTS;
    // A message may lie in its queue for longer than the ring remembers who has brought it.
    if (ints[at + KEPT] === 1 && ints[at + PUBLISHES] === 0) this.kept.delete(ints[at + NUMBER]);
    ints[at + NUMBER] = number;
    ints[at + ROW] = row;
    ints[at + ROW_LIFE] = I[row * INTS + LIFE];
    ints[at + LATEST_CHILD] = 0;
    ints[at + ELDER] = 0;
    ints[at + CHILDREN] = 0;
    ints[at + IS_CALL] = isCall;
    ints[at + EDGE] = this.siteEdge[I[row * INTS + SITE]];
    ints[at + SPAN_CAUSE] = I[row * INTS + CAUSE];
    ints[at + NTH] = 1;
    ints[at + SPAN_POST] = NONE;
    ints[at + ENDING] = NONE;
    ints[at + DONE_ENDING] = NONE;
    ints[at + WANTED] = 1;
    ints[at + KEPT] = 0;
    ints[at + PUBLISHES] = 0;
    ints[at + SPAN_MET_NOBODY] = 0;
    const reals = this.reals;
    const real = (number & this.mask) * SPAN_REALS;
    reals[real + BEGAN] = this.clock[0];
    reals[real + ENDED] = NEVER;
    reals[real + WAITED] = 0;
    reals[real + STARTED] = NEVER;
    reals[real + DONE] = NEVER;
    const above = (parent & this.mask) * SPAN_INTS;
    if (parent !== 0 && ints[above + NUMBER] === parent) {
      ints[at + ELDER] = ints[above + LATEST_CHILD];
      ints[above + LATEST_CHILD] = number;
      // A call below a call was made by one of its policies: it is none of its tries.
      if (isCall === 0) ints[at + NTH] = ints[above + CHILDREN] = ints[above + CHILDREN] + 1;
    }
    const starter = parent === 0 ? undefined : this.kept.get(parent);
    if (starter !== undefined) this.keep(number, starter.tree, starter.span);
  }

  /** A message of its own begins in a row, brought by an attempt. */
  publish(message: number, attempt: number): void {
    const number = this.spanOf(attempt);
    if (number !== 0) this.ints[(number & this.mask) * SPAN_INTS + PUBLISHES] = 1;
    if (message >= this.bringerOf.length) this.knowRows(this.arena.I.length / INTS);
    this.bringerOf[message] = number;
  }

  /** The row is part of no tree; it must not be taken for what stood there before. */
  passOver(row: number): void {
    if (row < this.spanOfRow.length) this.spanOfRow[row] = 0;
  }

  /** Another row, `herald`, goes on in the place of a row. */
  move(row: number, herald: number): void {
    const number = this.spanOf(row);
    if (number === 0) {
      this.passOver(herald);
      return;
    }
    const { I } = this.arena;
    if (herald >= this.spanOfRow.length) this.knowRows(I.length / INTS);
    this.spanOfRow[herald] = number;
    this.ints[(number & this.mask) * SPAN_INTS + ROW] = herald;
    this.ints[(number & this.mask) * SPAN_INTS + ROW_LIFE] = I[herald * INTS + LIFE];
  }

  /** The caller of a row has its ending, or has left. */
  end(row: number, ending: number): void {
    const number = this.spanOf(row);
    if (number === 0) return;
    this.reals[(number & this.mask) * SPAN_REALS + ENDED] = this.clock[0];
    this.ints[(number & this.mask) * SPAN_INTS + ENDING] = ending;
    this.fillIn(number);
  }

  /** The callee of a row begins with it. */
  start(row: number): void {
    const number = this.spanOf(row);
    if (number === 0) return;
    const at = (number & this.mask) * SPAN_REALS;
    const now = this.clock[0];
    const entered = this.arena.F[row * REALS + ENTERED];
    this.reals[at + WAITED] = entered === NEVER ? 0 : now - entered;
    this.reals[at + STARTED] = now;
    this.ints[(number & this.mask) * SPAN_INTS + SPAN_POST] = this.arena.I[row * INTS + POST];
    this.fillIn(number);
  }

  /** The callee of a row is done with it; `wanted` unless its caller has left. */
  finish(row: number, ending: number, wanted: boolean): void {
    const number = this.spanOf(row);
    if (number !== 0) this.done(number, ending, wanted);
  }

  /** The callee of a row turns it away. */
  turnAway(row: number, ending: number, metNobody: boolean): void {
    const number = this.spanOf(row);
    if (number === 0) return;
    // Who is turned away at the door has never begun to wait, and ENTERED is of the row's last life.
    const hasWaited = this.arena.I[row * INTS + CODE] === QUEUED;
    this.reals[(number & this.mask) * SPAN_REALS + WAITED] = hasWaited
      ? this.clock[0] - this.arena.F[row * REALS + ENTERED]
      : 0;
    this.ints[(number & this.mask) * SPAN_INTS + SPAN_POST] = this.arena.I[row * INTS + POST];
    this.ints[(number & this.mask) * SPAN_INTS + SPAN_MET_NOBODY] = metNobody ? 1 : 0;
    this.done(number, ending, this.arena.I[row * INTS + PARENT] !== NONE);
  }

  private done(number: number, ending: number, wanted: boolean): void {
    const at = (number & this.mask) * SPAN_INTS;
    this.reals[(number & this.mask) * SPAN_REALS + DONE] = this.clock[0];
    this.ints[at + DONE_ENDING] = ending;
    this.ints[at + WANTED] = wanted ? 1 : 0;
    this.fillIn(number);
  }

  /** Nothing more need be known of trees that were dropped. */
  forgetDropped(): void {
    for (const [number, { tree }] of this.kept) if (tree.isDropped) this.kept.delete(number);
  }

  /** Forgets everything. */
  clear(): void {
    this.kept.clear();
    this.spanOfRow.fill(0);
    this.bringerOf.fill(0);
    this.ints.fill(0);
  }

  // ---- finding --------------------------------------------------------------------------------------

  /** The span of a living row, or 0 when the ring has forgotten it. */
  spanOf(row: number): number {
    if (row >= this.spanOfRow.length) return 0;
    const number = this.spanOfRow[row];
    const at = (number & this.mask) * SPAN_INTS;
    const isKnown =
      number !== 0 &&
      this.ints[at + NUMBER] === number &&
      this.ints[at + ROW] === row &&
      this.ints[at + ROW_LIFE] === this.arena.I[row * INTS + LIFE];
    return isKnown ? number : 0;
  }

  /** True if the row has had a span that the ring has forgotten meanwhile. */
  isForgotten(row: number): boolean {
    return row < this.spanOfRow.length && this.spanOfRow[row] !== 0 && this.spanOf(row) === 0;
  }

  /** The span of the call that an attempt belongs to, or 0. */
  callOf(attempt: number): number {
    const call = this.callAbove(attempt);
    return call === NONE ? 0 : this.spanOf(call);
  }

  /** The call that a row belongs to, through whatever branches of it; NONE where what is above is no call. */
  private callAbove(row: number): number {
    const I = this.arena.I;
    let above = I[row * INTS + PARENT];
    // A branch is another way of the same call.
    while (above !== NONE && I[above * INTS + CODE] === BRANCHING) above = I[above * INTS + PARENT];
    return above !== NONE && I[above * INTS + CODE] === CALLING ? above : NONE;
  }

  /**
   * The span of whoever makes a call: a frame (`from`), the call of a policy that makes another instead, or the
   * attempt that has brought the message which is being delivered (`from`).
   */
  starterOf(call: number, from: number): number {
    const instead = this.callAbove(call);
    if (instead !== NONE) return this.spanOf(instead);
    const I = this.arena.I;
    if (from === NONE || I[from * INTS + CODE] !== HANDLED) return this.frameAbove(from);
    const bringer = this.bringerOf[I[from * INTS + SUBJECT]] ?? 0;
    const isRemembered = this.ints[(bringer & this.mask) * SPAN_INTS + NUMBER] === bringer;
    return isRemembered || this.kept.has(bringer) ? bringer : 0;
  }

  /** The span of the frame that makes a call: the row itself, or what its strand belongs to. */
  private frameAbove(maker: number): number {
    const I = this.arena.I;
    let row = maker;
    while (row !== NONE) {
      const code = I[row * INTS + CODE];
      const number = this.spanOf(row);
      if (number !== 0) return number;
      // Only a strand has no span and yet something above it; users and messages stand alone.
      if (code !== RESUME && code !== COMPUTING) return 0;
      row = I[row * INTS + PARENT];
    }
    return 0;
  }

  private knowRows(rows: number): void {
    const grown = new Int32Array(rows);
    grown.set(this.spanOfRow);
    this.spanOfRow = grown;
    const bringers = new Int32Array(rows);
    bringers.set(this.bringerOf);
    this.bringerOf = bringers;
  }

  // ---- reading --------------------------------------------------------------------------------------

  /** Copies a tree out of the ring, up to `most` spans; it goes on growing with whatever its spans do. */
  tree(root: number, most: number): KeptTree {
    const tree = new KeptTree(most);
    const copy = (number: number, parent: Span | undefined): void => {
      const span = this.keep(number, tree, parent);
      if (span === undefined) return;
      const children: number[] = [];
      // All of them are younger than the root, so the ring has not forgotten them before it.
      let child = this.ints[(number & this.mask) * SPAN_INTS + LATEST_CHILD];
      while (child !== 0) {
        children.push(child);
        child = this.ints[(child & this.mask) * SPAN_INTS + ELDER];
      }
      for (const next of children.reverse()) copy(next, span);
    };
    copy(root, undefined);
    return tree;
  }

  /** Copies a span into a tree, if there is room. */
  private keep(number: number, tree: KeptTree, parent: Span | undefined): Span | undefined {
    const at = (number & this.mask) * SPAN_INTS;
    const span = this.read(number, NONE);
    if (!tree.join(span, parent)) return undefined;
    if (!isOver(span)) {
      this.ints[at + KEPT] = 1;
      this.kept.set(number, { span, tree });
    }
    return span;
  }

  private read(number: number, parent: number): Span {
    const ints = this.ints.subarray(
      (number & this.mask) * SPAN_INTS,
      (number & this.mask) * SPAN_INTS + SPAN_INTS,
    );
    const reals = this.reals.subarray(
      (number & this.mask) * SPAN_REALS,
      (number & this.mask) * SPAN_REALS + SPAN_REALS,
    );
    const base = { parent, edge: ints[EDGE], began: reals[BEGAN], ended: reals[ENDED], ending: ints[ENDING] };
    if (ints[IS_CALL] === 1) return { kind: 'call', ...base };
    return {
      kind: 'attempt',
      ...base,
      cause: ints[SPAN_CAUSE],
      nth: ints[NTH],
      post: ints[SPAN_POST],
      waited: reals[WAITED],
      started: reals[STARTED],
      done: reals[DONE],
      doneEnding: ints[DONE_ENDING],
      wanted: ints[WANTED] === 1,
      metNobody: ints[SPAN_MET_NOBODY] === 1,
    };
  }

  /** Brings a kept span up to date. */
  private fillIn(number: number): void {
    if (this.ints[(number & this.mask) * SPAN_INTS + KEPT] === 0) return;
    const kept = this.kept.get(number);
    if (kept === undefined) return;
    const { span } = kept;
    Object.assign(span, this.read(number, span.parent));
    if (isOver(span)) this.kept.delete(number);
  }
}
