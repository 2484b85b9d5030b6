/**
 * Traces: single requests, whole. Every call and attempt is written into a ring of spans, each linked
 * to the one that started it; when a user's request ends it is decided whether its tree is worth
 * keeping: one in n, by the request's own luck, and the first few of every way to fail, anew whenever
 * a fault begins. What is still going on then (the callee does not stop because the caller left) is
 * filled in as it ends.
 *
 * Memory is bounded: the ring forgets the oldest spans, and the kept traces have quotas. When requests
 * take longer than the ring remembers (a collapse), a smaller share of them is written, by the same
 * luck, until what is written is remembered whole. The traces lie outside of the snapshots. After a
 * restore, call `truncateTo`; requests under way at that instant are then not traced.
 */
import { invariant } from '../../base/assert.ts';
import { type Nanos, NEVER } from '../../base/time.ts';
import { drawBits } from '../kernel/luck.ts';
import {
  CAUSE,
  CODE,
  ENTERED,
  INTS,
  KEY0,
  KEY1,
  LIFE,
  NONE,
  PARENT,
  POST,
  REALS,
  ROOT,
  SINCE,
  SITE,
} from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { BRANCHING, CALLING, COMPUTING, QUEUED, RESUME } from '../terms/events.ts';
import type { Observed, Observer } from '../terms/observer.ts';
import {
  CAUSES,
  type CauseName,
  causeOf,
  isGood,
  OUTCOMES,
  type OutcomeName,
  originOf,
  outcomeOf,
} from '../terms/outcomes.ts';
import { FOR_SAMPLE } from '../terms/purposes.ts';

interface SpanBase {
  /** Index of the span that started it, in the same trace; NONE for the request's own call. */
  readonly parent: number;
  readonly edge: number;
  /** The call began, or the attempt was sent; ns. */
  readonly began: Nanos;
  /** The caller had its ending or had left; NEVER while it waits. */
  ended: Nanos;
  /** The ending as the caller sees it, or NONE while it waits. */
  ending: number;
}

export interface CallSpan extends SpanBase {
  readonly kind: 'call';
}

export interface AttemptSpan extends SpanBase {
  readonly kind: 'attempt';
  /** Why it was sent (see outcomes.ts: causes), and the how manyth try of its call it is, from 1. */
  readonly cause: number;
  readonly nth: number;
  /** The operation at a replica that it reached, or NONE so far. */
  post: number;
  /** How long it waited for a slot, ns. */
  waited: Nanos;
  /** The callee began with it; NEVER when it did not. */
  started: Nanos;
  /** The callee was done with it, or turned it away; NEVER when not yet. */
  done: Nanos;
  /** The ending as the callee sees it, or NONE. */
  doneEnding: number;
  /** False when the caller had left by the time the callee was done. */
  wanted: boolean;
}

export type Span = CallSpan | AttemptSpan;

export interface Trace {
  /** Ordinal of the request among all requests of the run. */
  readonly request: number;
  readonly load: number;
  readonly began: Nanos;
  readonly ended: Nanos;
  readonly ending: number;
  readonly why: 'failed' | 'sampled';
  /** Parents before children, children in the order they began; the first is the request's own call. */
  readonly spans: readonly Span[];
  /** False when it has more spans than are kept. */
  readonly isWhole: boolean;
}

/** An ending taken apart. */
export interface TraceEnding {
  /** What the caller, or the callee, saw. */
  readonly outcome: OutcomeName;
  /** What first went wrong, and the edge on which it did. */
  readonly cause: OutcomeName;
  readonly origin: number;
}

export interface TraceOptions {
  /** Spans in the ring, a power of two; 8,192 by default. */
  readonly ring?: number;
  /** Share of the requests that are watched; 0.1 by default. The rest cost next to nothing and are never kept. */
  readonly watched?: number;
  /** Share of all requests kept, failed or not; 0.001 by default. Halved each time the samples are full. */
  readonly share?: number;
  /** Most sampled traces; 64 by default. */
  readonly samples?: number;
  /** Kept failures for each cause and place since a fault began last, and most in all; 3 and 120 by default. */
  readonly perFailure?: number;
  readonly failures?: number;
  /** Most spans of a trace; 500 by default. */
  readonly spans?: number;
}

// ---- a span in the ring: ints ----------------------------------------------------------------------
const SPAN_INTS = 16;
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

// ---- reals
const SPAN_REALS = 5;
const BEGAN = 0;
const ENDED = 1;
const WAITED = 2;
const STARTED = 3;
const DONE = 4;

interface KeptTrace extends Trace {
  readonly luck: number;
  /** The how manyth to end, of the requests that are watched. */
  readonly nth: number;
}

export class Traces implements Observer {
  private readonly directory: Directory;
  private readonly clock: Float64Array;
  private readonly arena: Observed['arena'];
  private readonly siteEdge: Int32Array;
  private readonly siteLoad: Int32Array;
  private readonly options: Required<TraceOptions>;
  private readonly mask: number;
  private readonly ints: Int32Array<ArrayBuffer>;
  private readonly reals: Float64Array<ArrayBuffer>;
  /** The latest span of each row, by number; it is the row's only if ROW_LIFE agrees. */
  private spanOfRow = new Int32Array(1024);
  private nextNumber = 1;
  /** Share of the requests that are written into the ring: less than `watched` while more is going on than it holds. */
  private admitted: number;
  private admittedBelow: number;
  private sinceForgotten = 0;
  private share: number;
  private readonly failureCounts = new Map<number, number>();
  private ended = 0;
  private failed: KeptTrace[] = [];
  private sampled: KeptTrace[] = [];
  /** Spans of kept traces that are not over, by number. */
  private readonly unfinished = new Map<number, Span>();

  constructor(directory: Directory, observed: Observed, options: TraceOptions = {}) {
    this.directory = directory;
    this.clock = observed.clock;
    this.arena = observed.arena;
    this.siteEdge = directory.siteEdge;
    this.siteLoad = directory.siteLoad;
    this.options = {
      ring: 8192,
      watched: 0.1,
      share: 0.001,
      samples: 64,
      perFailure: 3,
      failures: 120,
      spans: 500,
      ...options,
    };
    const { ring } = this.options;
    invariant(ring > 1 && (ring & (ring - 1)) === 0, 'the ring of spans has a power of two of slots');
    this.mask = ring - 1;
    this.ints = new Int32Array(ring * SPAN_INTS);
    this.reals = new Float64Array(ring * SPAN_REALS);
    this.share = this.options.share;
    this.admitted = this.options.watched;
    this.admittedBelow = luckBelow(this.admitted);
  }

  /** The kept traces, in the order their requests began. */
  traces(): Trace[] {
    return [...this.failed, ...this.sampled].sort((a, b) => a.began - b.began || a.request - b.request);
  }

  /** What an ending in a trace says; undefined for the NONE of what has not ended. */
  endingOf(ending: number): TraceEnding | undefined {
    if (ending === NONE) return undefined;
    return {
      outcome: OUTCOMES[outcomeOf(ending)],
      cause: OUTCOMES[causeOf(ending)],
      origin: originOf(ending),
    };
  }

  /** Why an attempt was sent. */
  causeOf({ cause }: AttemptSpan): CauseName {
    return CAUSES[cause];
  }

  /** Share of all requests that are kept now, failed or not. */
  get sampleShare(): number {
    return this.share;
  }

  /** Requests that have ended so far, of those that are watched: what a moment of the run has to know of its traces. */
  get considered(): number {
    return this.ended;
  }

  /** Forgets whoever ended beyond so many, and all that is under way: the run goes back to when there were no more. */
  truncateTo(considered: number): void {
    this.ended = considered;
    this.failed = this.failed.filter(({ nth }) => nth <= considered);
    this.sampled = this.sampled.filter(({ nth }) => nth <= considered);
    this.failureCounts.clear();
    for (const trace of this.failed) {
      const way = this.wayToFail(trace.ending);
      this.failureCounts.set(way, (this.failureCounts.get(way) ?? 0) + 1);
    }
    this.unfinished.clear();
    this.spanOfRow.fill(0);
    this.ints.fill(0);
  }

  requestBegan(): void {}

  callBegan(row: number): void {
    const I = this.arena.I;
    if (this.siteLoad[I[row * INTS + SITE]] === NONE) {
      const starter = this.starterOf(row);
      if (starter === 0) this.passOver(row);
      else this.begin(row, 1, starter);
    } else if (this.luckOf(row) < this.admittedBelow) this.begin(row, 1, 0);
    else this.passOver(row);
  }

  callEnded(row: number, ending: number): void {
    const number = this.spanOf(row);
    const load = this.siteLoad[this.arena.I[row * INTS + SITE]];
    if (number !== 0) {
      this.end(number, ending);
      if (load !== NONE) this.consider(row, number, load, ending);
    } else if (load !== NONE && row < this.spanOfRow.length && this.spanOfRow[row] !== 0) this.makeWay();
  }

  attemptBegan(row: number): void {
    const call = this.callAbove(row);
    const span = call === NONE ? 0 : this.spanOf(call);
    if (span === 0) this.passOver(row);
    else this.begin(row, 0, span);
  }

  attemptEnded(row: number, ending: number): void {
    const number = this.spanOf(row);
    if (number !== 0) this.end(number, ending);
  }

  attemptMoved(row: number, herald: number): void {
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

  frameBegan(row: number): void {
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

  frameEnded(row: number, ending: number, wanted: boolean): void {
    const number = this.spanOf(row);
    if (number !== 0) this.calleeIsDone(number, ending, wanted);
  }

  turnedAway(row: number, ending: number): void {
    const number = this.spanOf(row);
    if (number === 0) return;
    // Who is turned away at the door has never begun to wait, and ENTERED is of the row's last life.
    const hasWaited = this.arena.I[row * INTS + CODE] === QUEUED;
    this.reals[(number & this.mask) * SPAN_REALS + WAITED] = hasWaited
      ? this.clock[0] - this.arena.F[row * REALS + ENTERED]
      : 0;
    this.ints[(number & this.mask) * SPAN_INTS + SPAN_POST] = this.arena.I[row * INTS + POST];
    this.calleeIsDone(number, ending, this.arena.I[row * INTS + PARENT] !== NONE);
  }

  published(): void {}
  delivered(): void {}
  handled(): void {}
  left(): void {}
  policyChanged(): void {}
  viewChanged(): void {}
  panicChanged(): void {}
  restarted(): void {}

  /** A way to fail says more about a fault than about the time before: each that begins gets traces of its own. */
  faultChanged(_fault: number, _strength: number, before: number): void {
    if (before === 0) this.failureCounts.clear();
  }

  // ---- the ring -------------------------------------------------------------------------------------
  private begin(row: number, isCall: 0 | 1, parent: number): void {
    const I = this.arena.I;
    const number = this.nextNumber;
    this.nextNumber = (number + 1) | 0 || 1;
    this.sinceForgotten += 1;
    if (this.sinceForgotten > 8 * this.mask) {
      this.admit(Math.min(this.options.watched, this.admitted * 2));
    }
    if (row >= this.spanOfRow.length) this.knowRows(I.length / INTS);
    this.spanOfRow[row] = number;
    const ints = this.ints;
    const at = (number & this.mask) * SPAN_INTS;
    if (ints[at + KEPT] === 1) this.unfinished.delete(ints[at + NUMBER]);
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
  }

  /** The row is part of no trace; it must not be taken for what stood there before. */
  private passOver(row: number): void {
    if (row < this.spanOfRow.length) this.spanOfRow[row] = 0;
  }

  /** A request took longer than the ring remembers: fewer at a time, so that those are whole. */
  private makeWay(): void {
    this.admit(this.admitted / 2);
  }

  private admit(share: number): void {
    this.admitted = share;
    this.admittedBelow = luckBelow(share);
    this.sinceForgotten = 0;
  }

  /** 32 bits, the same for a request in every variant of a scenario. Whole: a double returned here would cost memory. */
  private luckOf(row: number): number {
    const I = this.arena.I;
    return drawBits(I[row * INTS + KEY0], I[row * INTS + KEY1], FOR_SAMPLE);
  }

  private end(number: number, ending: number): void {
    this.reals[(number & this.mask) * SPAN_REALS + ENDED] = this.clock[0];
    this.ints[(number & this.mask) * SPAN_INTS + ENDING] = ending;
    this.fillIn(number);
  }

  private calleeIsDone(number: number, ending: number, wanted: boolean): void {
    const at = (number & this.mask) * SPAN_INTS;
    this.reals[(number & this.mask) * SPAN_REALS + DONE] = this.clock[0];
    this.ints[at + DONE_ENDING] = ending;
    this.ints[at + WANTED] = wanted ? 1 : 0;
    this.fillIn(number);
  }

  /** The span of a living row, or 0 when the ring has forgotten it. */
  private spanOf(row: number): number {
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

  /** The call that a row belongs to, through whatever branches of it; NONE where what is above is no call. */
  private callAbove(row: number): number {
    const I = this.arena.I;
    let above = I[row * INTS + PARENT];
    // A branch is another way of the same call.
    while (above !== NONE && I[above * INTS + CODE] === BRANCHING) above = I[above * INTS + PARENT];
    return above !== NONE && I[above * INTS + CODE] === CALLING ? above : NONE;
  }

  /** The span of whoever makes a call: a frame, or the call of a policy that makes another instead. */
  private starterOf(call: number): number {
    const instead = this.callAbove(call);
    if (instead !== NONE) return this.spanOf(instead);
    return this.frameAbove(this.arena.I[call * INTS + PARENT]);
  }

  /** The span of the frame that waits for a call: the row itself, or what its strand belongs to. */
  private frameAbove(waiting: number): number {
    const I = this.arena.I;
    let row = waiting;
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
  }

  // ---- keeping --------------------------------------------------------------------------------------
  private consider(row: number, number: number, load: number, ending: number): void {
    const I = this.arena.I;
    this.ended += 1;
    const luck = this.luckOf(row);
    const way = this.wayToFail(ending);
    const known = this.failureCounts.get(way) ?? 0;
    const isNewFailure =
      !isGood(ending) && known < this.options.perFailure && this.failed.length < this.options.failures;
    if (!isNewFailure && luck >= luckBelow(this.share)) return;
    const { spans, isWhole } = this.tree(number);
    const trace: KeptTrace = {
      request: I[row * INTS + ROOT],
      load,
      began: this.arena.F[row * REALS + SINCE],
      ended: this.clock[0],
      ending,
      why: isNewFailure ? 'failed' : 'sampled',
      spans,
      isWhole,
      luck,
      nth: this.ended,
    };
    if (isNewFailure) {
      this.failureCounts.set(way, known + 1);
      this.failed.push(trace);
    } else {
      this.sampled.push(trace);
      while (this.sampled.length > this.options.samples) {
        this.share /= 2;
        this.sampled = this.sampled.filter((kept) => kept.luck < luckBelow(this.share));
      }
    }
  }

  /** What first went wrong, and where, as one integer. */
  private wayToFail(ending: number): number {
    return causeOf(ending) * (this.directory.edges.length + 1) + originOf(ending) + 1;
  }

  /** Copies a tree out of the ring. */
  private tree(root: number): { spans: Span[]; isWhole: boolean } {
    const spans: Span[] = [];
    let isWhole = true;
    const copy = (number: number, parent: number): void => {
      if (spans.length >= this.options.spans) {
        isWhole = false;
        return;
      }
      const at = (number & this.mask) * SPAN_INTS;
      const index = spans.length;
      const span = this.read(number, parent);
      spans.push(span);
      if (!isOver(span)) {
        this.ints[at + KEPT] = 1;
        this.unfinished.set(number, span);
      }
      const children: number[] = [];
      // All of them are younger than the root, so the ring has not forgotten them before it.
      let child = this.ints[at + LATEST_CHILD];
      while (child !== 0) {
        children.push(child);
        child = this.ints[(child & this.mask) * SPAN_INTS + ELDER];
      }
      for (const next of children.reverse()) copy(next, index);
    };
    copy(root, NONE);
    return { spans, isWhole };
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
    };
  }

  /** Brings a kept span up to date. */
  private fillIn(number: number): void {
    if (this.ints[(number & this.mask) * SPAN_INTS + KEPT] === 0) return;
    const span = this.unfinished.get(number);
    if (span === undefined) return;
    Object.assign(span, this.read(number, span.parent));
    if (isOver(span)) this.unfinished.delete(number);
  }
}

/** The luck below which a share of all requests lies. */
function luckBelow(share: number): number {
  return share * 4294967296 - 2147483648;
}

/** Nothing more can happen to it: caller and callee are done. A try that never arrives stays open; nobody knows. */
function isOver(span: Span): boolean {
  return span.ended !== NEVER && (span.kind === 'call' || span.done !== NEVER);
}
