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
import type { Observed } from '../terms/observer.ts';
import { ACKNOWLEDGED, DEAD_LETTERED } from '../terms/observer.ts';
import { CAUSES, DEGRADED, HEDGE, OK, OUTCOME_COUNT, RETRY } from '../terms/outcomes.ts';
import { CONCURRENCY_LIMIT, HALF_OPEN_BREAKERS, OPEN_BREAKERS } from '../terms/policies.ts';
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
  EJECTED_TIME,
  EJECTIONS,
  FRAMES_BEGUN,
  FRAMES_ENDED,
  FRAMES_UNWANTED,
  GOOD,
  LEFT,
  LOAD_COUNTS,
  OUT_TIME,
  PANIC_TIME,
  POST_COUNTS,
  PUBLISHED,
  QUEUE_COUNTS,
  REDELIVERIES,
  RESTARTS,
  SERVICE_COUNTS,
  TURNED_AWAY,
} from './counters.ts';
import { actsOf, gaugesOf } from './policy-subjects.ts';
import type { Recorder } from './recorder.ts';
import { callsOf, type NamedSubject, postsOf, replicasOf, type Subject } from './subjects.ts';
import {
  columnsOf,
  type MoreSeries,
  type SeriesName,
  TOLD_ACTS,
  USUAL_SERIES,
  type WindowedKind,
  windowedOf,
} from './window-columns.ts';

export interface WindowOptions {
  /** Width of a window at the start, ns. */
  readonly width: Nanos;
  /** Most windows kept; even. 1,200 by default. */
  readonly capacity?: number;
  /** What is kept besides the usual series. */
  readonly more?: readonly MoreSeries[];
}

/** Windows kept unless told otherwise. */
export const WINDOWS_MOST = 1200;

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
  private readonly kinds: readonly WindowedKind[];
  /** Of each kind that is kept: who has series, and the first column of the first of them. */
  private readonly subjects = new Map<WindowedKind, readonly NamedSubject[]>();
  private readonly offsets = new Map<WindowedKind, number>();
  /** Columns of a row. */
  private readonly stride: number;
  private table: Float64Array<ArrayBuffer>;
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
    this.kinds = [...USUAL_SERIES, ...(options.more ?? [])];
    let stride = 0;
    for (const kind of this.kinds) {
      const subjects = windowedOf(recorder.directory, kind);
      this.subjects.set(kind, subjects);
      this.offsets.set(kind, stride);
      stride += subjects.length * columnsOf(kind).length;
    }
    this.stride = stride;
    this.table = new Float64Array(stride * 16);
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
    let to = at;
    for (const kind of this.kinds) for (const subject of this.of(kind)) to = this.write(to, kind, subject);
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

  keeps(kind: WindowedKind): boolean {
    return this.subjects.has(kind);
  }

  /** Who of a kind has series, in the order of their numbers; nobody where they are not kept. */
  of(kind: WindowedKind): readonly NamedSubject[] {
    return this.subjects.get(kind) ?? [];
  }

  /** One number for each complete window; NaN for a percentile of nothing. */
  series<K extends WindowedKind>(kind: K, subject: number, name: SeriesName<K>): Float64Array<ArrayBuffer> {
    const columns = columnsOf(kind);
    const index = columns.findIndex(([column]) => column === name);
    const offset = this.offsets.get(kind);
    invariant(index >= 0 && offset !== undefined, 'a series is asked for by a name it has, where it is kept');
    const column = offset + subject * columns.length + index;
    const series = new Float64Array(this.count);
    const how = columns[index][1];
    const isShare = typeof how === 'object' && 'shareOf' in how;
    const whole = isShare ? column - index + columns.findIndex(([other]) => other === how.shareOf) : column;
    for (let i = 0; i < this.count; i++) {
      if (how === 'total') series[i] = this.grown(i, column);
      else if (how === 'mean') series[i] = this.grown(i, column) / this.width;
      else if (isShare) series[i] = this.grown(i, column) / this.grown(i, whole);
      else series[i] = this.cell(i, column);
    }
    return series;
  }

  private cell(row: number, column: number): number {
    return this.table[row * this.stride + column];
  }

  /** What a total came to in one window. Before the first there was nothing. */
  private grown(row: number, column: number): number {
    return this.cell(row, column) - (row === 0 ? 0 : this.cell(row - 1, column));
  }

  private writeCalls(to: number, edges: readonly number[]): number {
    const { counts, layout } = this.recorder;
    const now = this.observed.clock[0];
    let begun = 0;
    let answered = 0;
    let ended = 0;
    let attempts = 0;
    let again = 0;
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
      again += counts[at + ATTEMPTS + RETRY] + counts[at + ATTEMPTS + HEDGE];
      openTime += this.recorder.openTimes[edge];
    }
    openTime += (begun - ended) * now;
    const table = this.table;
    table[to] = begun;
    table[to + 1] = answered;
    table[to + 2] = ended - answered;
    table[to + 3] = attempts;
    table[to + 4] = again;
    table[to + 5] = turnedAway;
    table[to + 6] = openTime;
    this.reading.clear();
    for (const edge of edges)
      this.reading.add(this.recorder.histograms, layout.answered + edge, this.baseline);
    table[to + 7] = this.reading.quantile(0.5);
    table[to + 8] = this.reading.quantile(0.99);
    return to + 9;
  }

  private write(to: number, kind: WindowedKind, subject: NamedSubject): number {
    const { directory, counts, layout } = this.recorder;
    switch (kind) {
      case 'load': {
        const next = this.writeCalls(to, callsOf(directory, subject));
        this.table[next] = counts[layout.loads + subject.index * LOAD_COUNTS + GOOD];
        return next + 1;
      }
      case 'edge':
        return this.writeCalls(to, [subject.index]);
      case 'operation':
        return this.writeFrames(this.writeCalls(to, callsOf(directory, subject)), subject);
      case 'replica':
        return this.writePlace(this.writeFrames(to, subject), subject);
      case 'service':
        return this.writeService(to, subject);
      case 'health':
        return this.writeHealth(to, subject);
      case 'queue':
        return this.writeQueue(to, subject.index);
      case 'policy':
        return this.writePolicy(to, subject);
    }
  }

  /** On average over the caller replicas that mind it. */
  private writeHealth(to: number, subject: Subject): number {
    const { counts, layout, directory } = this.recorder;
    const { watchers } = directory.services[subject.index];
    const at = layout.services + subject.index * SERVICE_COUNTS;
    const timeOf = (time: number) => this.recorder.healthTimeUpTo(subject.index, time) / watchers;
    const inService = this.inServiceTime(replicasOf(directory, subject));
    const table = this.table;
    table[to] = inService;
    table[to + 1] = inService - timeOf(OUT_TIME);
    table[to + 2] = timeOf(EJECTED_TIME);
    table[to + 3] = timeOf(PANIC_TIME);
    table[to + 4] = counts[at + EJECTIONS];
    table[to + 5] = counts[at + RESTARTS];
    return to + 6;
  }

  /** Up to now, of all of them together; ns. */
  private inServiceTime(replicas: readonly number[]): number {
    const reals = this.observed.stationReals;
    let time = replicas.length * (this.observed.clock[0] - this.from);
    for (const replica of replicas) time -= reals[replica * STATION_REALS + AWAY_TIME];
    return time;
  }

  private writeFrames(to: number, subject: Subject): number {
    const { counts, layout, directory } = this.recorder;
    let started = 0;
    let ended = 0;
    let unwanted = 0;
    for (const post of postsOf(directory, subject)) {
      const at = layout.posts + post * POST_COUNTS;
      started += counts[at + FRAMES_BEGUN];
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) ended += counts[at + FRAMES_ENDED + outcome];
      unwanted += counts[at + FRAMES_UNWANTED];
    }
    this.table[to] = started;
    this.table[to + 1] = ended;
    this.table[to + 2] = unwanted;
    return to + 3;
  }

  /** Integrals of the replicas of a service, or of one. */
  private writePlace(to: number, subject: Subject): number {
    const { directory } = this.recorder;
    const replicas = replicasOf(directory, subject);
    const { cores } = directory.services[directory.replicas[replicas[0]].service];
    const reals = this.observed.stationReals;
    const sumOf = (column: number) => {
      let sum = 0;
      for (const replica of replicas) sum += reals[replica * STATION_REALS + column];
      return sum;
    };
    const table = this.table;
    table[to] = this.inServiceTime(replicas);
    table[to + 1] = sumOf(SLOT_TIME);
    table[to + 2] = sumOf(CORES_TIME);
    table[to + 3] = sumOf(BUSY_TIME) + (cores === 0 ? sumOf(REJECTION_TIME) : 0);
    table[to + 4] = sumOf(CORE_TIME);
    table[to + 5] = sumOf(WASTED_TIME);
    table[to + 6] = sumOf(WAITING_TIME);
    return to + 7;
  }

  private writeService(to: number, subject: Subject): number {
    const { counts, layout, directory, histograms } = this.recorder;
    const next = this.writeFrames(to, subject);
    let turnedAway = 0;
    for (const edge of callsOf(directory, subject)) {
      const at = layout.edges + edge * EDGE_COUNTS + TURNED_AWAY;
      for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) turnedAway += counts[at + outcome];
    }
    this.table[next] = turnedAway;
    const last = this.writePlace(next + 1, subject);
    this.reading.clear().add(histograms, layout.waits + subject.index, this.baseline);
    this.table[last] = this.reading.quantile(0.99);
    return last + 1;
  }

  /** Means over all breakers, or limits, behind a place, and what its policies did; NaN where it has none such. */
  private writePolicy(to: number, subject: Subject): number {
    const { directory, counts, layout } = this.recorder;
    const gauges = (kind: number) => gaugesOf(directory, subject, kind);
    const meanOf = (kind: number) => {
      let time = 0;
      let instances = 0;
      for (const gauge of gauges(kind)) {
        time += this.recorder.levelTimeUpTo(gauge, this.observed.clock[0]);
        instances += directory.gauges[gauge].instances;
      }
      return time / instances;
    };
    const breakers = gauges(OPEN_BREAKERS);
    const rises = breakers.reduce((sum, gauge) => sum + counts[layout.rises + gauge], 0);
    this.table[to] = meanOf(OPEN_BREAKERS);
    this.table[to + 1] = meanOf(HALF_OPEN_BREAKERS);
    this.table[to + 2] = breakers.length === 0 ? Number.NaN : rises;
    this.table[to + 3] = meanOf(CONCURRENCY_LIMIT);
    TOLD_ACTS.forEach((act, column) => {
      const acts = actsOf(directory, subject, act);
      const times = acts.reduce((sum, number) => sum + counts[layout.acts + number], 0);
      this.table[to + 4 + column] = acts.length === 0 ? Number.NaN : times;
    });
    return to + 4 + TOLD_ACTS.length;
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
    for (const kind of this.kinds) {
      const columns = columnsOf(kind);
      columns.forEach(([, how], index) => {
        if (typeof how === 'string' || 'shareOf' in how) return;
        const weight = columns.findIndex(([name]) => name === how.quantileOver);
        const offset = this.offsets.get(kind) ?? 0;
        this.of(kind).forEach((_, subject) => {
          const first = offset + subject * columns.length;
          this.mergeQuantiles(first + index, first + weight);
        });
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
    for (let i = 1; i < this.count; i += 2) {
      const early = this.grown(i - 1, weight);
      const late = this.grown(i, weight);
      if (early === 0) continue;
      const before = this.cell(i - 1, column);
      this.table[i * this.stride + column] =
        late === 0 ? before : (early * before + late * this.cell(i, column)) / (early + late);
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
