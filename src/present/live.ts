/**
 * How everybody fares just now: numbers over the last second or so of simulated time, and what they
 * mean. Health is read from what can be observed, never from knowing that a fault is there.
 */
import {
  Interval,
  type MetricEntry,
  metricNamed,
  OUTCOMES,
  type Subject,
  type SubjectKind,
} from '../sim/index.ts';
import type { MapLine, MapNode } from './map.ts';
import { narrow } from './words.ts';

/**
 * down: it was asked, and did nothing. failing: it did not answer well a share of what reached it; of a
 * load, a share of its requests was no good. strained: it answers, but is nearly full or behind. idle:
 * nobody asked.
 */
export type Health = 'idle' | 'ok' | 'strained' | 'failing' | 'down';

/** From this share on that goes wrong, a thing is failing. One in a hundred is what retries are for. */
export const FAILING = 0.02;
/** Of a load, from this share on that goes wrong, nothing comes back. */
const DOWN = 0.999;
/** Queues grow without bound as utilisation comes near 1; from here on they are felt. */
export const BUSY = 0.85;
/** Waiting attempts for each replica, on average. */
export const QUEUED = 1;
/** Messages ready for a consumer, on average: fewer are only on their way. */
const READY = 1;
/** ns; while others wait behind it, an oldest message of this age says that the queue is behind. */
const OLD = 1e9;
/** ns; whatever the others do, a message as old as this is late for most purposes. */
const LATE = 5e9;
/**
 * A count of independent events strays from its mean by less than three times its root, but for one time
 * in four hundred. More than that is growth.
 */
const STRAY = 3;

export interface NodeNow {
  readonly health: Health;
  /** Asked a second: attempts at a service, requests of a load, messages published to a queue. */
  readonly rate: number;
  /**
   * ns. Of a service its own time: the p99 of the wait for a slot and the p99 of the time in it, together;
   * at most two attempts in a hundred take longer. Of a load that of its answered requests; of a queue the
   * age of its oldest message.
   */
  readonly p99: number;
  /** 0 to 1; NaN where there is no capacity. Of a load its goodput, as a share of what ended. */
  readonly utilisation: number;
  /** Waiting, on average; of a queue accepted and not done with. */
  readonly depth: number;
  /**
   * Of a service the share of the attempts done with that it did not answer well, turned away included; of a
   * load the share of the ended requests that had no answer, or came too late.
   */
  readonly failing: number;
  /** Replicas in service, on average; of a service only. What waits to be scaled in is none of them. */
  readonly inService?: number;
}

export interface EdgeNow {
  readonly edge: number;
  readonly name: string;
  /** Calls that ended, a second. What else stands here is about these. */
  readonly calls: number;
  /** Attempts that each of them had made, on average; so calls times tries are attempts. NaN when none ended. */
  readonly tries: number;
  /** Calls that began, a second. */
  readonly begun: number;
  /** Share of the messages handed over that had been before; 0 where no queue hands them over. */
  readonly redelivered: number;
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
const latencyP99 = metric('latency-p99');
const failure = metric('failure');
const availability = metric('availability');
const waitP99 = metric('queue-wait-p99');
const slotP99 = metric('frame-time-p99');
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
const acknowledged = metric('acknowledged');
const messagesExpired = metric('messages-expired');
const redelivered = metric('redelivered');
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
  const healthNow = (): Health => {
    if (rate === 0 && Number.isNaN(bad) && orZero(waits) === 0) return 'idle';
    if (failing >= DOWN) return 'down';
    if (failing >= FAILING) return 'failing';
    // They wait, and nobody has heard anything.
    return Number.isNaN(bad) ? 'strained' : 'ok';
  };
  return {
    health: healthNow(),
    rate,
    p99: latencyP99.valueOf(interval, subject),
    utilisation: 1 - bad,
    depth: waits,
    failing,
  };
}

function serviceNow(interval: Interval, subject: Subject): NodeNow {
  const rate = attempts.valueOf(interval, subject);
  const used = Math.max(
    orZero(utilisation.valueOf(interval, subject)),
    orZero(coresUtilisation.valueOf(interval, subject)),
  );
  const depth = orZero(queueDepth.valueOf(interval, subject));
  const failing = orZero(1 - availability.valueOf(interval, subject));
  const works = throughput.valueOf(interval, subject) > 0 || orZero(inFlight.valueOf(interval, subject)) > 0;
  const inService = interval.inService(subject.index);
  const healthNow = (): Health => {
    if (!works) return rate > 0 ? 'down' : 'idle';
    if (failing >= FAILING) return 'failing';
    return used >= BUSY || depth >= QUEUED * inService ? 'strained' : 'ok';
  };
  return {
    health: healthNow(),
    rate,
    p99: waitP99.valueOf(interval, subject) + slotP99.valueOf(interval, subject),
    utilisation: used,
    depth,
    failing,
    inService,
  };
}

function queueNow(interval: Interval, subject: Subject): NodeNow {
  const rate = published.valueOf(interval, subject);
  const oldest = age.valueOf(interval, subject);
  const depth = lag.valueOf(interval, subject);
  const given = deadLetters.valueOf(interval, subject);
  const healthNow = (): Health => {
    if (given > 0) return 'failing';
    if (isBehind(interval, subject)) return 'strained';
    return rate > 0 || depth > 0 ? 'ok' : 'idle';
  };
  return {
    health: healthNow(),
    rate,
    p99: oldest,
    utilisation: Number.NaN,
    depth,
    failing: 0,
  };
}

/** More messages come than leave; or they wait, and the oldest is old or ages nearly as fast as the clock. */
function isBehind(interval: Interval, subject: Subject): boolean {
  const oldest = age.valueOf(interval, subject);
  const { directory, before, length, seconds } = interval;
  const came = published.valueOf(interval, subject) * seconds;
  const left =
    acknowledged.valueOf(interval, subject) * seconds +
    deadLetters.valueOf(interval, subject) +
    messagesExpired.valueOf(interval, subject);
  if (oldest > LATE || came - left > STRAY * Math.sqrt(came + left)) return true;
  if (orZero(queueDepth.valueOf(interval, subject)) < READY) return false;
  const wasOldest = age.valueOf(new Interval(directory, before, before), subject);
  return oldest > OLD || oldest - wasOldest >= length / 2;
}

export interface LineNow {
  /** Attempts a second; where a queue gives up on messages, messages a second. */
  readonly rate: number;
  readonly failing: number;
  /** Attempts that each call had made, of the calls that ended; 1 when none did. */
  readonly tries: number;
}

/** All edges of a line together. */
export function lineNow(interval: Interval, line: MapLine): LineNow {
  let rate = 0;
  let worst = 0;
  let ended = 0;
  let tried = 0;
  if (!(interval.length > 0)) return { rate, failing: 0, tries: 1 };
  if (line.givesUp !== undefined) {
    const given = deadLetters.valueOf(interval, { kind: 'queue', index: line.givesUp });
    rate += given / interval.seconds;
  }
  for (const index of line.edges) {
    rate += attempts.valueOf(interval, { kind: 'edge', index });
    worst = Math.max(worst, orZero(failure.valueOf(interval, { kind: 'edge', index })));
    ended += interval.ended(index);
    tried += interval.triesOfEnded(index);
  }
  return { rate, failing: worst, tries: ended === 0 ? 1 : tried / ended };
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
  const { directory, seconds } = interval;
  const { name, callerKind, caller } = directory.edges[edge];
  const ended = interval.ended(edge);
  return {
    edge,
    name,
    calls: ended / seconds,
    tries: ended === 0 ? Number.NaN : interval.triesOfEnded(edge) / ended,
    begun: offered.valueOf(interval, subject),
    redelivered:
      callerKind === 'consumer'
        ? orZero(redelivered.valueOf(interval, { kind: 'queue', index: directory.consumers[caller].queue }))
        : 0,
    p99: latencyP99.valueOf(interval, subject),
    failing,
    reasons,
  };
}

/** Calls of which nobody has heard anything. */
const isSilent = ({ calls, begun }: EdgeNow): boolean => calls === 0 && begun > 0;

/** Bad calls a second. */
const trouble = (edge: EdgeNow): number => (isSilent(edge) ? edge.begun : edge.failing * edge.calls);

/** The edges in the order in which they deserve a look: what fails most, then what is tried again most, then the busiest. */
export function worstEdges(interval: Interval, edges: readonly number[]): EdgeNow[] {
  if (!(interval.length > 0)) return [];
  return edges
    .map((edge) => edgeNow(interval, edge))
    .sort(
      (a, b) =>
        trouble(b) - trouble(a) || orZero(b.tries) - orZero(a.tries) || b.calls - a.calls || a.edge - b.edge,
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

/** `90% timed-out at orders -> payments.charge; 10% refused`: the three that matter most. */
export function sayReasonsWhere(reasons: readonly Reason[]): string {
  return reasons
    .slice(0, 3)
    .map(({ outcome, share, place }) => {
      return `${narrow.sayShare(share)} ${outcome}${place === undefined ? '' : ` at ${place}`}`;
    })
    .join('; ');
}
