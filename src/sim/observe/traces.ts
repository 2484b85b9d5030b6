/**
 * Traces: single requests, whole. Every call and attempt is written into a ring of spans (span-ring.ts), each linked
 * to the one that started it; when a user's request ends it is decided whether its tree is worth
 * keeping: the first of the run, one in n, by the request's own luck, and the first few of every way to
 * fail, anew whenever a fault begins. What comes of it later joins the tree: the callee does not stop because
 * the caller left, a notify goes its way, and consumers are given the messages it has sent, again and again.
 *
 * Memory is bounded: the ring forgets the oldest spans, and the kept traces have quotas. When requests
 * take longer than the ring remembers (a collapse), a smaller share of them is written, by the same
 * luck, until what is written is remembered whole. The traces lie outside of the snapshots. After a
 * restore, call `truncateTo`; requests under way at that instant are then not traced, nor what comes later of
 * those that were kept.
 */
import type { Nanos } from '../../base/time.ts';
import { drawBits } from '../kernel/luck.ts';
import { INTS, KEY0, KEY1, NONE, REALS, ROOT, SINCE, SITE } from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import type { Observed, Observer } from '../terms/observer.ts';
import { causeOf, isGood, originOf } from '../terms/outcomes.ts';
import { FOR_SAMPLE } from '../terms/purposes.ts';
import type { KeptTree } from './kept-tree.ts';
import { SpanRing } from './span-ring.ts';
import type { Span } from './spans.ts';

export type TraceReason = 'failed' | 'sampled' | 'first';

export interface Trace {
  /** Ordinal of the request among all requests of the run. */
  readonly request: number;
  readonly load: number;
  readonly began: Nanos;
  readonly ended: Nanos;
  readonly ending: number;
  /** One of the first of its way to fail; one in n of all; or one of the first of the run. */
  readonly why: TraceReason;
  /** Parents before children, children in the order they began; the first is the request's own call. */
  readonly spans: readonly Span[];
  /** False when it has more spans than are kept. */
  readonly isWhole: boolean;
}

export interface TraceOptions {
  /** Spans in the ring, a power of two; 8,192 by default. */
  readonly ring?: number;
  /**
   * So many requests of the run are watched and kept whatever their luck, the first; 20 by default. They are
   * among the `samples`: where those are too many, the latest of the first ones give way before any other.
   */
  readonly first?: number;
  /** Share of the requests that are watched besides; 0.1 by default. The rest cost next to nothing and are never kept. */
  readonly watched?: number;
  /** Share of all requests kept, failed or not; 0.001 by default. Halved each time the samples are full. */
  readonly share?: number;
  /** Most sampled traces, the first of the run among them; 64 by default. */
  readonly samples?: number;
  /** Kept failures for each cause and place since a fault began last, and most in all; 3 and 120 by default. */
  readonly perFailure?: number;
  readonly failures?: number;
  /** Most spans of a trace; 500 by default. */
  readonly spans?: number;
}

interface KeptTrace extends Trace {
  readonly luck: number;
  /** The how manyth to end, of the requests that are watched. */
  readonly nth: number;
  readonly tree: KeptTree;
}

export class Traces implements Observer {
  private readonly directory: Directory;
  private readonly clock: Float64Array;
  private readonly arena: Observed['arena'];
  private readonly siteLoad: Int32Array;
  private readonly options: Required<TraceOptions>;
  private readonly ring: SpanRing;
  /** Share of the requests that are written into the ring: less than `watched` while more is going on than it holds. */
  private admitted: number;
  private admittedBelow: number;
  /** Spans written since a request was last found to take longer than the ring remembers. */
  private sinceForgotten = 0;
  private share: number;
  private readonly failureCounts = new Map<number, number>();
  private ended = 0;
  private failed: KeptTrace[] = [];
  private sampled: KeptTrace[] = [];

  constructor(directory: Directory, observed: Observed, options: TraceOptions = {}) {
    this.directory = directory;
    this.clock = observed.clock;
    this.arena = observed.arena;
    this.siteLoad = directory.siteLoad;
    this.options = {
      ring: 8192,
      first: 20,
      watched: 0.1,
      share: 0.001,
      samples: 64,
      perFailure: 3,
      failures: 120,
      spans: 500,
      ...options,
    };
    this.ring = new SpanRing(directory.siteEdge, observed, this.options.ring);
    this.share = this.options.share;
    this.admitted = this.options.watched;
    this.admittedBelow = luckBelow(this.admitted);
  }

  /** The kept traces, in the order their requests began. */
  traces(): Trace[] {
    return [...this.failed, ...this.sampled].sort((a, b) => a.began - b.began || a.request - b.request);
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
    this.ring.clear();
    for (const { tree } of [...this.failed, ...this.sampled]) tree.takeBack(this.clock[0]);
  }

  requestBegan(): void {}

  callBegan(row: number, from: number): void {
    if (this.siteLoad[this.arena.I[row * INTS + SITE]] === NONE) {
      const starter = this.ring.starterOf(row, from);
      if (starter === 0) this.ring.passOver(row);
      else this.begin(row, 1, starter);
    } else if (this.isFirst(row) || this.luckOf(row) < this.admittedBelow) this.begin(row, 1, 0);
    else this.ring.passOver(row);
  }

  callEnded(row: number, ending: number): void {
    const { ring } = this;
    ring.end(row, ending);
    const load = this.siteLoad[this.arena.I[row * INTS + SITE]];
    if (load === NONE) return;
    const number = ring.spanOf(row);
    if (number !== 0) this.consider(row, number, load, ending);
    // The request took longer than the ring remembers: fewer at a time, so that those are whole.
    else if (ring.isForgotten(row)) this.admit(this.admitted / 2);
  }

  attemptBegan(row: number): void {
    const call = this.ring.callOf(row);
    if (call === 0) this.ring.passOver(row);
    else this.begin(row, 0, call);
  }

  attemptEnded(row: number, ending: number): void {
    this.ring.end(row, ending);
  }

  attemptMoved(row: number, herald: number): void {
    this.ring.move(row, herald);
  }

  frameBegan(row: number): void {
    this.ring.start(row);
  }

  frameEnded(row: number, ending: number, wanted: boolean): void {
    this.ring.finish(row, ending, wanted);
  }

  turnedAway(row: number, ending: number, metNobody: boolean): void {
    this.ring.turnAway(row, ending, metNobody);
  }

  published(_queue: number, row: number, attempt: number): void {
    // A dead letter stays in its row: whoever has brought it is known.
    if (attempt !== NONE) this.ring.publish(row, attempt);
  }

  delivered(): void {}
  handled(): void {}
  left(): void {}
  policyChanged(): void {}

  policyActed(): void {}

  levelChanged(): void {}
  viewChanged(): void {}
  panicChanged(): void {}
  restarted(): void {}

  /** A way to fail says more about a fault than about the time before: each that begins gets traces of its own. */
  faultChanged(_fault: number, _strength: number, before: number): void {
    if (before === 0) this.failureCounts.clear();
  }

  private begin(row: number, isCall: 0 | 1, parent: number): void {
    this.sinceForgotten += 1;
    // Eight rings full without a request that it forgot: there is room for more.
    if (this.sinceForgotten > 8 * this.options.ring) {
      this.admit(Math.min(this.options.watched, this.admitted * 2));
    }
    this.ring.begin(row, isCall, parent);
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

  // ---- keeping --------------------------------------------------------------------------------------
  private consider(row: number, number: number, load: number, ending: number): void {
    const I = this.arena.I;
    this.ended += 1;
    const luck = this.luckOf(row);
    const way = this.wayToFail(ending);
    const known = this.failureCounts.get(way) ?? 0;
    const isNewFailure =
      !isGood(ending) && known < this.options.perFailure && this.failed.length < this.options.failures;
    const isSampled = luck < luckBelow(this.share);
    if (!isNewFailure && !isSampled && !this.isFirst(row)) return;
    const tree = this.ring.tree(number, this.options.spans);
    const trace: KeptTrace = {
      request: I[row * INTS + ROOT],
      load,
      began: this.arena.F[row * REALS + SINCE],
      ended: this.clock[0],
      ending,
      why: isNewFailure ? 'failed' : isSampled ? 'sampled' : 'first',
      tree,
      spans: tree.spans,
      get isWhole() {
        return tree.isWhole;
      },
      luck,
      nth: this.ended,
    };
    if (isNewFailure) {
      this.failureCounts.set(way, known + 1);
      this.failed.push(trace);
    } else {
      this.sampled.push(trace);
      this.thinOut();
    }
  }

  /** Fits the samples into their quota: the first of the run give way, from the latest on, then every other one of all. */
  private thinOut(): void {
    while (this.sampled.length > this.options.samples) {
      const firsts = this.sampled.filter(({ why }) => why === 'first');
      if (firsts.length > 0) {
        const latest = firsts.reduce((a, b) => (b.request > a.request ? b : a));
        this.keepSampled((kept) => kept !== latest);
        continue;
      }
      this.share /= 2;
      this.keepSampled(({ luck }) => luck < luckBelow(this.share));
    }
  }

  private keepSampled(stays: (kept: KeptTrace) => boolean): void {
    for (const kept of this.sampled) kept.tree.isDropped = !stays(kept);
    this.sampled = this.sampled.filter(stays);
    this.ring.forgetDropped();
  }

  /** One of the first requests of the run. */
  private isFirst(row: number): boolean {
    return this.arena.I[row * INTS + ROOT] < this.options.first;
  }

  /** What first went wrong, and where, as one integer. */
  private wayToFail(ending: number): number {
    return causeOf(ending) * (this.directory.edges.length + 1) + originOf(ending) + 1;
  }
}

/** The luck below which a share of all requests lies. */
function luckBelow(share: number): number {
  return share * 4294967296 - 2147483648;
}
