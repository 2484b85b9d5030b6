/**
 * Marks and intervals. Everything counted only grows, so every number about a stretch of time is a
 * difference of two marks: the copies made at its two ends. A mark is plain data; it can be kept,
 * compared with any later mark of the same run, and sent to another thread.
 */
import { EMPTY_HISTOGRAM, type HistogramCounts, Reading } from '../../base/histogram.ts';
import type { Nanos } from '../../base/time.ts';
import type { Directory } from '../terms/directory.ts';
import { CAUSES, OUTCOME_COUNT } from '../terms/outcomes.ts';
import { AWAY_TIME, DEPOT_INTS, DEPOT_REALS, STATION_INTS, STATION_REALS } from '../terms/stations.ts';
import {
  ATTEMPTS,
  BEGUN_OF,
  CALLS_BEGUN,
  CALLS_ENDED,
  CALLS_UNTRIED,
  EDGE_COUNTS,
  failureCell,
  GOOD,
  LATE,
  type Layout,
  LOAD_COUNTS,
  layoutOf,
  POST_COUNTS,
  QUEUE_COUNTS,
  REQUESTS,
  SERVICE_COUNTS,
  SERVICE_TIMES,
  TRIES_AGAIN,
  TURNED_AWAY,
} from './counters.ts';

/** All counts, histograms and integrals at one instant. */
export interface Mark {
  /** ns */
  readonly at: Nanos;
  readonly counts: Int32Array;
  /** See `Recorder.openTimes`. */
  readonly openTimes: Float64Array;
  /** See `Recorder.healthTimes`. */
  readonly healthTimes: Float64Array;
  /** By gauge: ∫ level dt, ns. */
  readonly levelTimes: Float64Array;
  readonly histograms: HistogramCounts;
  readonly stationInts: Int32Array;
  readonly stationReals: Float64Array;
  readonly depotInts: Int32Array;
  readonly depotReals: Float64Array;
  /** By fault: how often it had touched something. */
  readonly faultHits: Float64Array;
  /** When the message that came first of those still in each queue was published; NEVER where it is empty. */
  readonly oldestIn: Float64Array;
}

/** About what a mark takes; histograms are counted as if they were nearly empty. */
export function bytesOfMark(directory: Directory): number {
  const { length, histograms } = layoutOf(directory);
  const stations = directory.replicas.length * (STATION_INTS * 4 + STATION_REALS * 8);
  return length * 4 + histograms * EMPTY_HISTOGRAM + stations;
}

/** Why requests of a load did not end ok, and where it began. */
export interface FailureCount {
  readonly isDegraded: boolean;
  /** The first thing that went wrong: an outcome. */
  readonly cause: number;
  /** The edge on which it did, or NONE. */
  readonly origin: number;
  readonly count: number;
}

/** What happened from mark `before` (its instant included in the past) to mark `after`. */
export function difference(directory: Directory, before: Mark, after: Mark): Interval {
  return new Interval(directory, before, after);
}

/** Requests of a load in an interval. */
export interface RequestCount {
  readonly begun: number;
  readonly ended: number;
  /** Ended ok, within the limit of the load, and beyond it. */
  readonly good: number;
  readonly late: number;
  /**
   * What the others are shares of: those that began or those that ended, whichever are more. So neither a
   * backlog that grows nor one that is worked off makes an interval look better than it was.
   */
  readonly asked: number;
}

export class Interval {
  readonly directory: Directory;
  readonly before: Mark;
  readonly after: Mark;
  readonly layout: Layout;

  constructor(directory: Directory, before: Mark, after: Mark) {
    this.directory = directory;
    this.before = before;
    this.after = after;
    this.layout = layoutOf(directory);
  }

  /** ns */
  get length(): Nanos {
    return this.after.at - this.before.at;
  }

  get seconds(): number {
    return this.length / 1e9;
  }

  // ---- counts: see counters.ts for the columns ---------------------------------------------------
  edge(edge: number, column: number): number {
    return this.count(this.layout.edges + edge * EDGE_COUNTS + column);
  }

  load(load: number, column: number): number {
    return this.count(this.layout.loads + load * LOAD_COUNTS + column);
  }

  post(post: number, column: number): number {
    return this.count(this.layout.posts + post * POST_COUNTS + column);
  }

  queue(queue: number, column: number): number {
    return this.count(this.layout.queues + queue * QUEUE_COUNTS + column);
  }

  service(service: number, column: number): number {
    return this.count(this.layout.services + service * SERVICE_COUNTS + column);
  }

  /** ∫ caller replicas (and replicas) of a service in a state of health dt, ns; `time` says which. */
  healthTime(service: number, time: number): number {
    return (
      healthTimeOf(this.after, this.layout, service, time, this.after.at) -
      healthTimeOf(this.before, this.layout, service, time, this.before.at)
    );
  }

  /** How often the policies of one name did something; `act` is a number of the directory. */
  acts(act: number): number {
    return this.count(this.layout.acts + act);
  }

  /** ∫ level of a gauge dt, ns. */
  levelTime(gauge: number): number {
    return this.after.levelTimes[gauge] - this.before.levelTimes[gauge];
  }

  /** How often one of those behind a gauge rose. */
  rises(gauge: number): number {
    return this.count(this.layout.rises + gauge);
  }

  /** Attempts on an edge that its callee turned away or dropped before they started, with one outcome. */
  turnedAway(edge: number, outcome: number): number {
    return this.edge(edge, TURNED_AWAY + outcome);
  }

  /** Sum over the outcomes, of a column that counts by outcome. */
  edgeOverOutcomes(edge: number, column: number): number {
    let sum = 0;
    for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) sum += this.edge(edge, column + outcome);
    return sum;
  }

  /** Attempts on an edge, whatever their cause. */
  attempts(edge: number): number {
    let sum = 0;
    for (let cause = 0; cause < CAUSES.length; cause++) sum += this.edge(edge, ATTEMPTS + cause);
    return sum;
  }

  /** Attempts that the calls of an edge which ended here had made in all their life. */
  triesOfEnded(edge: number): number {
    return this.triedCallsEnded(edge) + this.edge(edge, TRIES_AGAIN);
  }

  /** Calls of an edge that ended here and had made an attempt. */
  triedCallsEnded(edge: number): number {
    return this.ended(edge) - this.edge(edge, CALLS_UNTRIED);
  }

  /** Calls of an edge that ended here. */
  ended(edge: number): number {
    return this.edgeOverOutcomes(edge, CALLS_ENDED);
  }

  /** ∫ calls open on an edge dt, call·ns. */
  openTime(edge: number): number {
    return openTimeUpTo(this.after, this.layout, edge) - openTimeUpTo(this.before, this.layout, edge);
  }

  /** Why requests of a load were degraded or failed, most frequent first. */
  failures(load: number): FailureCount[] {
    const edges = this.directory.edges.length;
    const found: FailureCount[] = [];
    for (const isDegraded of [true, false]) {
      for (let cause = 0; cause < OUTCOME_COUNT; cause++) {
        for (let origin = -1; origin < edges; origin++) {
          const count = this.count(failureCell(this.layout, edges, load, isDegraded, cause, origin));
          if (count > 0) found.push({ isDegraded, cause, origin, count });
        }
      }
    }
    return found.sort((a, b) => b.count - a.count || a.origin - b.origin || a.cause - b.cause);
  }

  // ---- integrals and levels: see terms/stations.ts -------------------------------------------------
  /** Growth of an integral of a replica, unit·ns. */
  station(replica: number, column: number): number {
    const at = replica * STATION_REALS + column;
    return this.after.stationReals[at] - this.before.stationReals[at];
  }

  /** Replicas of a service that were in service, on average. */
  inService(service: number): number {
    const { firstReplica, replicas } = this.directory.services[service];
    let time = 0;
    for (let replica = firstReplica; replica < firstReplica + replicas; replica++)
      time += this.timeInService(replica);
    return time / this.length;
  }

  /** How long a replica was in service, ns. */
  timeInService(replica: number): Nanos {
    return this.length - this.station(replica, AWAY_TIME);
  }

  /** A level of a replica at the end. */
  stationLevel(replica: number, column: number): number {
    return this.after.stationInts[replica * STATION_INTS + column];
  }

  /** Growth of an integral of a queue, message·ns. */
  depot(queue: number, column: number): number {
    const at = queue * DEPOT_REALS + column;
    return this.after.depotReals[at] - this.before.depotReals[at];
  }

  /** A level of a queue at the end. */
  depotLevel(queue: number, column: number): number {
    return this.after.depotInts[queue * DEPOT_INTS + column];
  }

  /** How often a fault touched something. */
  hits(fault: number): number {
    return this.after.faultHits[fault] - this.before.faultHits[fault];
  }

  // ---- histograms ----------------------------------------------------------------------------------
  /** Adds what a histogram (numbered as in the layout) counted to a reading, a new one by default. */
  read(histogram: number, into: Reading = new Reading()): Reading {
    return into.add(this.after.histograms, histogram, this.before.histograms);
  }

  /** What became of a load's requests. */
  requests(load: number): RequestCount {
    const begun = this.load(load, REQUESTS);
    const good = this.load(load, GOOD);
    const late = this.load(load, LATE);
    let ended = good + late;
    for (const { count } of this.failures(load)) ended += count;
    return { begun, ended, good, late, asked: Math.max(begun, ended) };
  }

  /** Requests of a load that have no ending yet, at the end of the interval. */
  openRequests(load: number): number {
    let open = 0;
    for (const edge of this.directory.loads[load].edges) open += openCalls(this.after, this.layout, edge);
    return open;
  }

  private count(cell: number): number {
    // Right even where a count has wrapped.
    return (this.after.counts[cell] - this.before.counts[cell]) >>> 0;
  }
}

/** Calls of an edge that are open at a mark. */
export function openCalls(mark: Mark, layout: Layout, edge: number): number {
  const at = layout.edges + edge * EDGE_COUNTS;
  let open = mark.counts[at + CALLS_BEGUN];
  for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) open -= mark.counts[at + CALLS_ENDED + outcome];
  return open;
}

function openTimeUpTo(mark: Mark, layout: Layout, edge: number): number {
  return mark.openTimes[edge] + openCalls(mark, layout, edge) * mark.at;
}

/** Of what began and has not ended, what there is of it up to `now` is added. */
export function healthTimeOf(
  { healthTimes, counts }: Pick<Mark, 'healthTimes' | 'counts'>,
  layout: Layout,
  service: number,
  time: number,
  now: number,
): number {
  const at = layout.services + service * SERVICE_COUNTS + BEGUN_OF[time];
  return healthTimes[service * SERVICE_TIMES + time] + (counts[at] - counts[at + 1]) * now;
}
