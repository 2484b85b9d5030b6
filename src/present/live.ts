/**
 * How everybody fares just now: numbers over the last second or so of simulated time, and what they
 * mean. Health is read from what can be observed, never from knowing that a fault is there.
 */
import {
  type Interval,
  type MetricEntry,
  metricNamed,
  OUTCOMES,
  type Subject,
  type SubjectKind,
} from '../sim/index.ts';
import type { MapLine, MapNode } from './map.ts';

/**
 * down: it was asked, and did nothing. failing: a share of the calls to it had no answer. strained: it
 * answers, but is nearly full or has a queue. idle: nobody asked.
 */
export type Health = 'idle' | 'ok' | 'strained' | 'failing' | 'down';

/** From this share of failed calls on, a thing is failing. One in a hundred is what retries are for. */
export const FAILING = 0.02;
/** Queues grow without bound as utilisation comes near 1; from here on they are felt. */
const BUSY = 0.85;
/** Waiting attempts for each replica, on average. */
const QUEUED = 1;
/** ns; a message that has waited longer than this is late for most purposes. */
const OLD = 5e9;

export interface NodeNow {
  readonly health: Health;
  /** Asked a second: attempts at a service, requests of a load, messages published to a queue. */
  readonly rate: number;
  /** ns, answered calls; of a queue the age of its oldest message. */
  readonly p99: number;
  /** 0 to 1; NaN where there is no capacity. Of a load its goodput, as a share of what ended. */
  readonly utilisation: number;
  /** Waiting, on average; of a queue accepted and not done with. */
  readonly depth: number;
  /** Share of the ended calls without an answer; of a load also those too late. */
  readonly failing: number;
}

export interface EdgeNow {
  readonly edge: number;
  readonly name: string;
  /** Calls begun a second. */
  readonly calls: number;
  /** Attempts for each first try. */
  readonly amplification: number;
  readonly p99: number;
  readonly failing: number;
  /** Outcomes of the calls that failed, most frequent first: share of all ended calls. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly outcome: string;
  readonly share: number;
  /** The edge where it first went wrong, when that is known. */
  readonly place?: string;
}

const metric = (name: string): MetricEntry => metricNamed(name) as MetricEntry;
const attempts = metric('attempts');
const offered = metric('offered');
const amplification = metric('amplification');
const latencyP99 = metric('latency-p99');
const failure = metric('failure');
const late = metric('late');
const throughput = metric('throughput');
const inFlight = metric('in-flight');
const utilisation = metric('utilisation');
const coresUtilisation = metric('cores-utilisation');
const queueDepth = metric('queue-depth');
const published = metric('published');
const lag = metric('lag');
const age = metric('age');
const deadLetters = metric('dead-letters');
/** Every way to fail, as a metric and as people call it. */
const FAILURES = OUTCOMES.slice(2).map((outcome) => ({
  outcome,
  entry: metric(outcome === 'error' ? 'errors' : outcome),
}));

/** 0 where there was nothing to measure. */
const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

export function nodeNow(interval: Interval, node: MapNode): NodeNow {
  const subject: Subject = { kind: node.kind as SubjectKind, index: node.index };
  if (!(interval.length > 0)) return NOT_YET;
  switch (node.kind) {
    case 'load':
      return loadNow(interval, subject);
    case 'service':
      return serviceNow(interval, subject);
    case 'queue':
      return queueNow(interval, subject);
  }
}

const NOT_YET: NodeNow = {
  health: 'idle',
  rate: 0,
  p99: Number.NaN,
  utilisation: Number.NaN,
  depth: 0,
  failing: 0,
};

function loadNow(interval: Interval, subject: Subject): NodeNow {
  const bad = failure.valueOf(interval, subject) + orZero(late.valueOf(interval, subject));
  const rate = offered.valueOf(interval, subject);
  const failing = orZero(bad);
  const waits = inFlight.valueOf(interval, subject);
  return {
    health:
      rate === 0 && Number.isNaN(bad) && orZero(waits) === 0
        ? 'idle'
        : failing >= 0.999
          ? 'down'
          : failing >= FAILING
            ? 'failing'
            : // They wait, and nobody has heard anything.
              Number.isNaN(bad)
              ? 'strained'
              : 'ok',
    rate,
    p99: latencyP99.valueOf(interval, subject),
    utilisation: 1 - bad,
    depth: waits,
    failing,
  };
}

function serviceNow(interval: Interval, subject: Subject): NodeNow {
  const service = interval.directory.services[subject.index];
  const rate = attempts.valueOf(interval, subject);
  const used = Math.max(
    orZero(utilisation.valueOf(interval, subject)),
    orZero(coresUtilisation.valueOf(interval, subject)),
  );
  const depth = orZero(queueDepth.valueOf(interval, subject));
  const failing = orZero(failure.valueOf(interval, subject));
  const works = throughput.valueOf(interval, subject) > 0 || orZero(inFlight.valueOf(interval, subject)) > 0;
  const isStrained = used >= BUSY || depth >= QUEUED * service.replicas;
  return {
    health: !works
      ? rate > 0
        ? 'down'
        : 'idle'
      : failing >= FAILING
        ? 'failing'
        : isStrained
          ? 'strained'
          : 'ok',
    rate,
    p99: latencyP99.valueOf(interval, subject),
    utilisation: used,
    depth,
    failing,
  };
}

function queueNow(interval: Interval, subject: Subject): NodeNow {
  const rate = published.valueOf(interval, subject);
  const oldest = age.valueOf(interval, subject);
  const depth = lag.valueOf(interval, subject);
  const given = deadLetters.valueOf(interval, subject);
  return {
    health: given > 0 ? 'failing' : oldest > OLD ? 'strained' : rate > 0 || depth > 0 ? 'ok' : 'idle',
    rate,
    p99: oldest,
    utilisation: Number.NaN,
    depth,
    failing: 0,
  };
}

export interface LineNow {
  readonly rate: number;
  readonly failing: number;
}

/** All edges of a line together. */
export function lineNow(interval: Interval, line: MapLine): LineNow {
  let rate = 0;
  let worst = 0;
  if (!(interval.length > 0)) return { rate, failing: 0 };
  for (const index of line.edges) {
    rate += attempts.valueOf(interval, { kind: 'edge', index });
    worst = Math.max(worst, orZero(failure.valueOf(interval, { kind: 'edge', index })));
  }
  return { rate, failing: worst };
}

export function edgeNow(interval: Interval, edge: number): EdgeNow {
  const subject: Subject = { kind: 'edge', index: edge };
  const failing = orZero(failure.valueOf(interval, subject));
  const reasons =
    failing === 0
      ? []
      : FAILURES.map(({ outcome, entry }) => ({ outcome, share: orZero(entry.valueOf(interval, subject)) }))
          .filter(({ share }) => share > 0)
          .sort((a, b) => b.share - a.share);
  return {
    edge,
    name: interval.directory.edges[edge].name,
    calls: offered.valueOf(interval, subject),
    amplification: amplification.valueOf(interval, subject),
    p99: latencyP99.valueOf(interval, subject),
    failing,
    reasons,
  };
}

/** The edges in the order in which they deserve a look: what fails most, then what is tried again most, then the busiest. */
export function worstEdges(interval: Interval, edges: readonly number[]): EdgeNow[] {
  if (!(interval.length > 0)) return [];
  return edges
    .map((edge) => edgeNow(interval, edge))
    .sort(
      (a, b) =>
        b.failing * b.calls - a.failing * a.calls ||
        orZero(b.amplification) - orZero(a.amplification) ||
        b.calls - a.calls ||
        a.edge - b.edge,
    );
}

/** Why requests of a load were no good: what first went wrong, and where. Shares of all that went wrong. */
export function loadReasons(interval: Interval, load: number): Reason[] {
  if (!(interval.length > 0)) return [];
  const failures = interval.failures(load);
  const total = failures.reduce((sum, { count }) => sum + count, 0);
  return failures.map(({ cause, origin, count, isDegraded }) => ({
    outcome: isDegraded ? `degraded by ${OUTCOMES[cause]}` : OUTCOMES[cause],
    share: count / total,
    ...(origin < 0 ? {} : { place: interval.directory.edges[origin].name }),
  }));
}
