/**
 * Windows: how the numbers moved, one row of a table per window of equal width. A row holds the
 * totals *up to* the end of its window, and a series is made of the differences; so halving the
 * resolution drops every second row. When the table is full that is
 * what happens, and memory stays flat however long the run.
 *
 * Percentiles are the exception, being no sum: they are taken over their window when it closes, and
 * the mean of two, weighted by how many they speak for, when two windows become one. Ask marks for
 * exact ones over long stretches.
 *
 * The table lies outside of the snapshots: `save` and `load` go with them.
 */
import { invariant } from '../../base/assert.ts';
import { type HistogramCounts, Reading } from '../../base/histogram.ts';
import { type Nanos, NEVER } from '../../base/time.ts';
import type { Directory } from '../terms/directory.ts';
import type { Observed } from '../terms/observer.ts';
import { ACKNOWLEDGED, DEAD_LETTERED } from '../terms/observer.ts';
import { CAUSES, DEGRADED, OK, OUTCOME_COUNT } from '../terms/outcomes.ts';
import {
  AWAY_TIME,
  BUSY_TIME,
  CORE_TIME,
  CORES_TIME,
  DEPOT_INTS,
  DEPOT_REALS,
  READY_COUNT,
  READY_TIME,
  REJECTION_TIME,
  SLOT_TIME,
  STATION_REALS,
  UNACKED_COUNT,
  WAITING_TIME,
  WASTED_TIME,
} from '../terms/stations.ts';
import {
  ATTEMPTS,
  CALLS_BEGUN,
  CALLS_ENDED,
  DELIVERIES,
  EDGE_COUNTS,
  FRAMES_BEGUN,
  FRAMES_ENDED,
  FRAMES_UNWANTED,
  GOOD,
  LEFT,
  LOAD_COUNTS,
  POST_COUNTS,
  PUBLISHED,
  QUEUE_COUNTS,
  REDELIVERIES,
  TURNED_AWAY,
} from './counters.ts';
import type { Recorder } from './recorder.ts';
import { postsOf } from './subjects.ts';

/**
 * total: how many in the window. mean: average level in it. level: at its end. shareOf: of what the
 * named column came to in it. quantile: ns, over those counted by the named column.
 */
type ColumnKind =
  | 'total'
  | 'mean'
  | 'level'
  | { readonly shareOf: string }
  | { readonly quantileOver: string };

const CALL_COLUMNS = {
  offered: 'total',
  answered: 'total',
  failed: 'total',
  attempts: 'total',
  /** Attempts that were no first tries. */
  retries: 'total',
  'turned-away': 'total',
  'in-flight': 'mean',
  'latency-p50': { quantileOver: 'answered' },
  'latency-p99': { quantileOver: 'answered' },
} as const satisfies Record<string, ColumnKind>;

const COLUMNS = {
  load: { ...CALL_COLUMNS, good: 'total' },
  edge: CALL_COLUMNS,
  service: {
    started: 'total',
    ended: 'total',
    unwanted: 'total',
    'turned-away': 'total',
    /** Replicas in service. */
    'in-service': 'mean',
    /** Slots and shared cores of those. */
    slots: 'mean',
    cores: 'mean',
    utilisation: { shareOf: 'slots' },
    'cores-utilisation': { shareOf: 'cores' },
    /** Slots taken by futile work. */
    wasted: 'mean',
    depth: 'mean',
    'wait-p99': { quantileOver: 'started' },
  },
  queue: {
    published: 'total',
    delivered: 'total',
    redelivered: 'total',
    acknowledged: 'total',
    'dead-letters': 'total',
    depth: 'mean',
    lag: 'level',
    /** Of the oldest message still in the queue, ns. */
    age: 'level',
  },
} as const satisfies Record<string, Record<string, ColumnKind>>;

export type WindowedKind = keyof typeof COLUMNS;
export type SeriesName<K extends WindowedKind> = keyof (typeof COLUMNS)[K] & string;

const KINDS = Object.keys(COLUMNS) as WindowedKind[];
const columnsOf = (kind: WindowedKind): [string, ColumnKind][] => Object.entries(COLUMNS[kind]);

export interface WindowOptions {
  /** Width of a window at the start, ns. */
  readonly width: Nanos;
  /** Most windows kept; even. 1,200 by default. */
  readonly capacity?: number;
}

/** Windows kept unless told otherwise. */
export const WINDOWS_MOST = 1200;

/** Of one row of the table. */
export function bytesOfWindow({ loads, edges, services, queues }: Directory): number {
  const subjects = { load: loads.length, edge: edges.length, service: services.length, queue: queues.length };
  return KINDS.reduce((sum, kind) => sum + subjects[kind] * columnsOf(kind).length * 8, 0);
}

/** Windows as they were at one instant. */
export interface WindowsCopy {
  readonly width: Nanos;
  readonly count: number;
  readonly table: Float64Array;
  readonly baseline: HistogramCounts;
}

export class Windows {
  /** Width of a window now, ns: the first width times a power of two. */
  width: Nanos;
  /** Complete windows. */
  count = 0;
  readonly capacity: number;
  private readonly recorder: Recorder;
  private readonly observed: Observed;
  private readonly from: Nanos;
  /** First column of each kind's first subject, and columns of a row. */
  private readonly offsets: Record<WindowedKind, number>;
  private readonly stride: number;
  private table: Float64Array<ArrayBuffer>;
  private readonly servicePosts: readonly (readonly number[])[];
  private readonly serviceEdges: readonly (readonly number[])[];
  private readonly reading = new Reading();
  /** Histograms at the start of the open window. */
  private baseline: HistogramCounts;

  /** Windows begin at the present instant, which is the start of the run: nothing has been counted. */
  constructor(recorder: Recorder, observed: Observed, options: WindowOptions) {
    this.recorder = recorder;
    this.observed = observed;
    this.width = options.width;
    this.capacity = options.capacity ?? WINDOWS_MOST;
    invariant(this.capacity % 2 === 0 && this.capacity > 0, 'windows merge in pairs');
    this.from = observed.clock[0];
    const { loads, edges, services, queues, operations } = recorder.directory;
    const subjects = {
      load: loads.length,
      edge: edges.length,
      service: services.length,
      queue: queues.length,
    };
    const offsets = { load: 0, edge: 0, service: 0, queue: 0 };
    let stride = 0;
    for (const kind of KINDS) {
      offsets[kind] = stride;
      stride += subjects[kind] * columnsOf(kind).length;
    }
    this.offsets = offsets;
    this.stride = stride;
    this.table = new Float64Array(stride * 16);
    this.servicePosts = services.map((_, index) => postsOf(recorder.directory, { kind: 'service', index }));
    this.serviceEdges = services.map((_, index) =>
      edges.flatMap((edge, i) =>
        edge.calleeKind === 'operation' && operations[edge.callee].service === index ? [i] : [],
      ),
    );
    this.baseline = recorder.histograms.copy();
  }

  /** Instant at which the open window ends: stop there and call `close`. */
  get nextEnd(): Nanos {
    return this.from + (this.count + 1) * this.width;
  }

  /** Closes the open window, at its end. Between events. */
  close(): void {
    invariant(this.observed.clock[0] === this.nextEnd, 'a window is closed at the instant it ends');
    this.observed.settleIntegrals();
    const at = this.count * this.stride;
    this.makeRoom(at + this.stride);
    const { directory } = this.recorder;
    let to = at;
    for (let load = 0; load < directory.loads.length; load++) {
      to = this.writeCalls(to, directory.loads[load].edges);
      const counts = this.recorder.layout.loads + load * LOAD_COUNTS;
      this.table[to++] = this.recorder.counts[counts + GOOD];
    }
    for (let edge = 0; edge < directory.edges.length; edge++) to = this.writeCalls(to, [edge]);
    for (let service = 0; service < directory.services.length; service++) to = this.writeService(to, service);
    for (let queue = 0; queue < directory.queues.length; queue++) to = this.writeQueue(to, queue);
    invariant(to === at + this.stride, 'a window writes every column once');
    this.baseline = this.recorder.histograms.copy(this.baseline);
    this.count += 1;
    if (this.count === this.capacity) this.mergePairs();
  }

  /** All windows so far, to come back to: with the state of the same instant all goes on as it did. */
  save(): WindowsCopy {
    const { pages, buckets, stats } = this.baseline;
    return {
      width: this.width,
      count: this.count,
      table: this.table.slice(0, this.count * this.stride),
      baseline: { pages: pages.slice(), buckets: buckets.slice(), stats: stats.slice() },
    };
  }

  /** Takes over the windows that this run, or another of the same plan, had saved. */
  load(copy: WindowsCopy): void {
    this.width = copy.width;
    this.count = copy.count;
    this.makeRoom(copy.table.length);
    this.table.set(copy.table);
    const { pages, buckets, stats } = copy.baseline;
    this.baseline = { pages: pages.slice(), buckets: buckets.slice(), stats: stats.slice() };
  }

  /** Ends of the complete windows, ns. */
  ends(): Float64Array<ArrayBuffer> {
    return Float64Array.from({ length: this.count }, (_, i) => this.from + (i + 1) * this.width);
  }

  /** One number for each complete window; NaN for a percentile of nothing. */
  series<K extends WindowedKind>(kind: K, subject: number, name: SeriesName<K>): Float64Array<ArrayBuffer> {
    const columns = columnsOf(kind);
    const index = columns.findIndex(([column]) => column === name);
    invariant(index >= 0, 'a series is asked for by a name it has');
    const column = this.offsets[kind] + subject * columns.length + index;
    const series = new Float64Array(this.count);
    const how = columns[index][1];
    const isShare = typeof how === 'object' && 'shareOf' in how;
    const whole = isShare ? column - index + columns.findIndex(([other]) => other === how.shareOf) : column;
    const cell = (row: number, of: number) => (row < 0 ? 0 : this.table[row * this.stride + of]);
    for (let i = 0; i < this.count; i++) {
      const value = cell(i, column);
      const grown = value - cell(i - 1, column);
      if (how === 'total') series[i] = grown;
      else if (how === 'mean') series[i] = grown / this.width;
      else if (isShare) series[i] = grown / (cell(i, whole) - cell(i - 1, whole));
      else series[i] = value;
    }
    return series;
  }

  private writeCalls(to: number, edges: readonly number[]): number {
    const { counts, layout } = this.recorder;
    const now = this.observed.clock[0];
    let begun = 0;
    let answered = 0;
    let ended = 0;
    let attempts = 0;
    let firsts = 0;
    let turnedAway = 0;
    let openTime = 0;
    for (const edge of edges) {
      const at = layout.edges + edge * EDGE_COUNTS;
      begun += counts[at + CALLS_BEGUN];
      answered += counts[at + CALLS_ENDED + OK] + counts[at + CALLS_ENDED + DEGRADED];
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        ended += counts[at + CALLS_ENDED + outcome];
        turnedAway += counts[at + TURNED_AWAY + outcome];
      }
      for (let cause = 0; cause < CAUSES.length; cause++) attempts += counts[at + ATTEMPTS + cause];
      firsts += counts[at + ATTEMPTS];
      openTime += this.recorder.openTimes[edge];
    }
    openTime += (begun - ended) * now;
    const table = this.table;
    table[to] = begun;
    table[to + 1] = answered;
    table[to + 2] = ended - answered;
    table[to + 3] = attempts;
    table[to + 4] = attempts - firsts;
    table[to + 5] = turnedAway;
    table[to + 6] = openTime;
    this.reading.clear();
    for (const edge of edges)
      this.reading.add(this.recorder.histograms, layout.answered + edge, this.baseline);
    table[to + 7] = this.reading.quantile(0.5);
    table[to + 8] = this.reading.quantile(0.99);
    return to + 9;
  }

  private writeService(to: number, service: number): number {
    const { counts, layout, directory } = this.recorder;
    const { firstReplica, replicas, cores } = directory.services[service];
    let started = 0;
    let ended = 0;
    let unwanted = 0;
    for (const post of this.servicePosts[service]) {
      const at = layout.posts + post * POST_COUNTS;
      started += counts[at + FRAMES_BEGUN];
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) ended += counts[at + FRAMES_ENDED + outcome];
      unwanted += counts[at + FRAMES_UNWANTED];
    }
    let turnedAway = 0;
    for (const edge of this.serviceEdges[service]) {
      const at = layout.edges + edge * EDGE_COUNTS + TURNED_AWAY;
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) turnedAway += counts[at + outcome];
    }
    let busy = 0;
    let wasted = 0;
    let waiting = 0;
    let computing = 0;
    let slots = 0;
    let coresThere = 0;
    let inService = replicas * (this.observed.clock[0] - this.from);
    const reals = this.observed.stationReals;
    for (let replica = firstReplica; replica < firstReplica + replicas; replica++) {
      busy += reals[replica * STATION_REALS + BUSY_TIME];
      if (cores === 0) busy += reals[replica * STATION_REALS + REJECTION_TIME];
      wasted += reals[replica * STATION_REALS + WASTED_TIME];
      waiting += reals[replica * STATION_REALS + WAITING_TIME];
      computing += reals[replica * STATION_REALS + CORE_TIME];
      inService -= reals[replica * STATION_REALS + AWAY_TIME];
      slots += reals[replica * STATION_REALS + SLOT_TIME];
      coresThere += reals[replica * STATION_REALS + CORES_TIME];
    }
    const table = this.table;
    table[to] = started;
    table[to + 1] = ended;
    table[to + 2] = unwanted;
    table[to + 3] = turnedAway;
    table[to + 4] = inService;
    table[to + 5] = slots;
    table[to + 6] = coresThere;
    table[to + 7] = busy;
    table[to + 8] = computing;
    table[to + 9] = wasted;
    table[to + 10] = waiting;
    this.reading.clear().add(this.recorder.histograms, layout.waits + service, this.baseline);
    table[to + 11] = this.reading.quantile(0.99);
    return to + 12;
  }

  private writeQueue(to: number, queue: number): number {
    const { counts, layout } = this.recorder;
    const at = layout.queues + queue * QUEUE_COUNTS;
    const table = this.table;
    const ints = this.observed.depotInts;
    const oldest = this.observed.oldestIn(queue);
    table[to] = counts[at + PUBLISHED];
    table[to + 1] = counts[at + DELIVERIES];
    table[to + 2] = counts[at + REDELIVERIES];
    table[to + 3] = counts[at + LEFT + ACKNOWLEDGED];
    table[to + 4] = counts[at + LEFT + DEAD_LETTERED];
    table[to + 5] = this.observed.depotReals[queue * DEPOT_REALS + READY_TIME];
    table[to + 6] = ints[queue * DEPOT_INTS + READY_COUNT] + ints[queue * DEPOT_INTS + UNACKED_COUNT];
    table[to + 7] = oldest === NEVER ? 0 : this.observed.clock[0] - oldest;
    return to + 8;
  }

  /** Each pair becomes one window of twice the width: the later row is already its total. */
  private mergePairs(): void {
    const { directory } = this.recorder;
    const subjects = {
      load: directory.loads,
      edge: directory.edges,
      service: directory.services,
      queue: directory.queues,
    };
    for (const kind of KINDS) {
      const columns = columnsOf(kind);
      columns.forEach(([, how], index) => {
        if (typeof how === 'string' || 'shareOf' in how) return;
        const weight = columns.findIndex(([name]) => name === how.quantileOver);
        for (let subject = 0; subject < subjects[kind].length; subject++) {
          const first = this.offsets[kind] + subject * columns.length;
          this.mergeQuantiles(first + index, first + weight);
        }
      });
    }
    const half = this.count / 2;
    for (let i = 0; i < half; i++) {
      const later = (2 * i + 1) * this.stride;
      this.table.copyWithin(i * this.stride, later, later + this.stride);
    }
    this.count = half;
    this.width *= 2;
  }

  private mergeQuantiles(column: number, weight: number): void {
    const cell = (row: number, of: number) => (row < 0 ? 0 : this.table[row * this.stride + of]);
    for (let i = 1; i < this.count; i += 2) {
      const early = cell(i - 1, weight) - cell(i - 2, weight);
      const late = cell(i, weight) - cell(i - 1, weight);
      if (early === 0) continue;
      const before = cell(i - 1, column);
      this.table[i * this.stride + column] =
        late === 0 ? before : (early * before + late * cell(i, column)) / (early + late);
    }
  }

  private makeRoom(length: number): void {
    if (length <= this.table.length) return;
    const grown = new Float64Array(
      Math.min(this.capacity * this.stride, Math.max(length, this.table.length * 2)),
    );
    grown.set(this.table);
    this.table = grown;
  }
}
