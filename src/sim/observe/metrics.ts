/**
 * The metrics: every number a run can be asked for, by name, over any interval. One list with a
 * unit and a sentence each, from which expectations, reports, screens and the reference page are
 * made, so that a word means the same everywhere.
 */
import type { Reading } from '../../base/histogram.ts';
import { NEVER } from '../../base/time.ts';
import { ACKNOWLEDGED, DEAD_LETTERED, MESSAGE_EXPIRED } from '../terms/observer.ts';
import {
  CANCELLED,
  DEGRADED,
  ERROR,
  EXPIRED,
  HEDGE,
  LOST,
  OK,
  REFUSED,
  REJECTED,
  RETRY,
  SHED,
  TIMED_OUT,
} from '../terms/outcomes.ts';
import {
  CORE_TIME,
  CORES_TIME,
  READY_COUNT,
  READY_TIME,
  REJECTION_TIME,
  SLOT_TIME,
  UNACKED_COUNT,
  UNACKED_TIME,
  WAITING_TIME,
  WASTED_TIME,
} from '../terms/stations.ts';
import {
  DELIVERIES,
  DUPLICATES,
  EJECTED_TIME,
  EJECTIONS,
  FRAMES_BEGUN,
  FRAMES_ENDED,
  FRAMES_UNWANTED,
  GOOD,
  HANDLED_WELL,
  LATE,
  LEFT,
  OUT_TIME,
  PANIC_TIME,
  PUBLISHED,
  REDELIVERIES,
  RESTARTS,
} from './counters.ts';
import type { Interval } from './marks.ts';
import {
  consumer,
  cores,
  costlyRejections,
  ejection,
  health,
  limit,
  type Need,
  panic,
  restarts,
} from './needs.ts';
import { callsOf, replicasOf, type Subject, type SubjectKind } from './subjects.ts';
import {
  answers,
  asked,
  attempts,
  attemptsBecause,
  callsAnswered,
  callsBegun,
  callsEnded,
  callsEndedWith,
  endings,
  frames,
  framesEnded,
  frameTimes,
  loadCount,
  messageTimes,
  metNobody,
  sentOrTurnedAway,
  share,
  sharesCores,
  slotTime,
  stationTime,
  sum,
  triedCallsEnded,
  triesOfEnded,
  turnedAway,
  waits,
  watching,
} from './sums.ts';

/** share: 0 to 1. rate: a second. duration: ns. count: a whole number, or a mean of one. ratio: from 0 up. */
export type MetricUnit = 'share' | 'rate' | 'duration' | 'count' | 'ratio';

export interface MetricEntry {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly subjects: readonly SubjectKind[];
  /** What it is, in one sentence. */
  readonly sentence: string;
  /** What its subject must have for it to mean anything; absent where it always does. */
  readonly needs?: Need;
  /** Its value over an interval, in its unit; NaN where there was nothing to measure. */
  valueOf(interval: Interval, subject: Subject): number;
}

const STATISTICS: readonly { name: string; words: string; of(reading: Reading): number }[] = [
  { name: 'mean', words: 'mean', of: (r) => r.mean },
  { name: 'p50', words: 'median', of: (r) => r.quantile(0.5) },
  { name: 'p90', words: '90th percentile', of: (r) => r.quantile(0.9) },
  { name: 'p95', words: '95th percentile', of: (r) => r.quantile(0.95) },
  { name: 'p99', words: '99th percentile', of: (r) => r.quantile(0.99) },
  { name: 'p999', words: '99.9th percentile', of: (r) => r.quantile(0.999) },
  { name: 'max', words: 'longest', of: (r) => r.max },
];

/** `name-p50`, `name-p99` and so on: one metric for each statistic of a histogram. */
function durations(
  name: string,
  subjects: readonly SubjectKind[],
  of: string,
  read: (interval: Interval, subject: Subject) => Reading,
  needs?: Need,
): MetricEntry[] {
  return STATISTICS.map((statistic) => ({
    name: `${name}-${statistic.name}`,
    unit: 'duration' as const,
    subjects,
    sentence: `The ${statistic.words} of ${of}.`,
    ...(needs === undefined ? {} : { needs }),
    valueOf: (interval: Interval, subject: Subject) => statistic.of(read(interval, subject)),
  }));
}

// ---- who can be asked what ------------------------------------------------------------------------------
const USERS = ['load', 'run'] as const;
const CALLS = ['load', 'edge', 'operation', 'service', 'run'] as const;
const WORKERS = ['service', 'replica'] as const;
const QUEUES = ['queue'] as const;

function metric(
  name: string,
  unit: MetricUnit,
  subjects: readonly SubjectKind[],
  sentence: string,
  compute: MetricEntry['valueOf'],
  needs?: Need,
): MetricEntry {
  return { name, unit, subjects, sentence, ...(needs === undefined ? {} : { needs }), valueOf: compute };
}

/** Share of ended calls with one outcome. */
function outcomeShare(name: string, outcome: number, sentence: string): MetricEntry {
  return metric(name, 'share', CALLS, sentence, (i, s) =>
    share(callsEndedWith(i, s, outcome), callsEnded(i, s)),
  );
}

/** Messages of a queue counted in one column, as they are or a second. */
function messageCount(
  name: string,
  unit: 'rate' | 'count',
  column: number,
  sentence: string,
  needs?: Need,
): MetricEntry {
  return metric(
    name,
    unit,
    QUEUES,
    sentence,
    (i, s) => i.queue(s.index, column) / (unit === 'rate' ? i.seconds : 1),
    needs,
  );
}

export const observedMetrics: readonly MetricEntry[] = [
  // ---- what users got
  metric(
    'goodput',
    'share',
    USERS,
    'Share of the requests that ended ok (not degraded) and within the limit of their load: of those that began or those that ended, whichever are more.',
    (i, s) => share(loadCount(i, s, GOOD), asked(i, s)),
  ),
  metric(
    'goodput-rate',
    'rate',
    USERS,
    'Requests a second that ended ok (not degraded) and within the limit of their load.',
    (i, s) => loadCount(i, s, GOOD) / i.seconds,
  ),
  metric(
    'late',
    'share',
    USERS,
    'Share of the ended requests that were ok, but beyond the limit of their load.',
    (i, s) => share(loadCount(i, s, LATE), callsEnded(i, s)),
    limit,
  ),
  metric(
    'offered',
    'rate',
    CALLS,
    'Requests, or calls, that began a second, however many tries each took.',
    (i, s) => callsBegun(i, s) / i.seconds,
  ),
  metric(
    'throughput',
    'rate',
    [...CALLS, 'replica'],
    'Work completed a second, in time or not: calls answered; of an operation, service or replica, frames that ended well, wanted or not.',
    (i, s) => {
      const isCallee = s.kind === 'operation' || s.kind === 'service' || s.kind === 'replica';
      const done = isCallee
        ? frames(i, s, FRAMES_ENDED + OK) + frames(i, s, FRAMES_ENDED + DEGRADED)
        : callsAnswered(i, s);
      return done / i.seconds;
    },
  ),
  metric('success', 'share', CALLS, 'Share of the ended calls that had an answer, be it degraded.', (i, s) =>
    share(callsAnswered(i, s), callsEnded(i, s)),
  ),
  metric('failure', 'share', CALLS, 'Share of the ended calls that had no answer.', (i, s) =>
    share(callsEnded(i, s) - callsAnswered(i, s), callsEnded(i, s)),
  ),
  outcomeShare(
    'degraded',
    DEGRADED,
    'Share of the ended calls answered by a fallback, a stale value or in part.',
  ),
  outcomeShare(
    'errors',
    ERROR,
    'Share of the ended calls whose callee answered with an error, or died over them.',
  ),
  outcomeShare('timed-out', TIMED_OUT, 'Share of the ended calls whose caller stopped waiting.'),
  outcomeShare('refused', REFUSED, 'Share of the ended calls that met nobody listening, or a full queue.'),
  outcomeShare('rejected', REJECTED, 'Share of the ended calls that a policy of the caller stopped.'),
  outcomeShare('shed', SHED, 'Share of the ended calls that were turned away on purpose under load.'),
  outcomeShare(
    'expired',
    EXPIRED,
    'Share of the ended calls that waited until their deadline or the patience of their place ran out.',
  ),
  outcomeShare(
    'cancelled',
    CANCELLED,
    'Share of the ended calls whose work was stopped because the caller left or died.',
  ),
  outcomeShare('lost', LOST, 'Share of the ended calls of which no ending ever reached the caller.'),
  metric(
    'availability',
    'share',
    ['operation', 'service'],
    'Share of the attempts done with that the callee answered well, as the callee sees it: whether anybody still waited does not matter, but what was stopped for that was not answered.',
    (i, s) => {
      const well = frames(i, s, FRAMES_ENDED + OK) + frames(i, s, FRAMES_ENDED + DEGRADED);
      return share(well, framesEnded(i, s) + turnedAway(i, s));
    },
  ),
  metric(
    'turned-away',
    'share',
    ['edge', 'operation', 'service'],
    'Share of the attempts that the callee turned away or dropped before they started: of those that were sent or those turned away, whichever are more.',
    (i, s) => share(turnedAway(i, s), sentOrTurnedAway(i, s)),
  ),
  metric(
    'met-nobody',
    'share',
    ['edge', 'operation', 'service'],
    'Share of the attempts that came to a replica which was down or closed, and were turned away for that; `turned-away` has them too.',
    (i, s) => share(metNobody(i, s), sentOrTurnedAway(i, s)),
  ),
  // ---- tries
  metric(
    'attempts',
    'rate',
    CALLS,
    'Tries that were sent a second, first ones included; of the run, on all edges.',
    (i, s) => attempts(i, s) / i.seconds,
  ),
  metric(
    'retries',
    'rate',
    CALLS,
    'Tries a second that were sent because an earlier one had failed; of the run, on all edges.',
    (i, s) => attemptsBecause(i, s, RETRY) / i.seconds,
  ),
  metric(
    'hedges',
    'rate',
    CALLS,
    'Tries a second that were sent beside a slow one; of the run, on all edges.',
    (i, s) => attemptsBecause(i, s, HEDGE) / i.seconds,
  ),
  metric(
    'amplification',
    'ratio',
    CALLS,
    'Tries that each ended call had made, of the calls that tried at all, on average: 1 when nobody tries again, and never more than its policies allow, in any interval; of the run, on all edges together. A redelivery is a call of its own and no second try: `redelivered` counts those.',
    (i, s) => share(triesOfEnded(i, s), triedCallsEnded(i, s)),
  ),
  // ---- time
  ...durations(
    'latency',
    CALLS,
    'the time from the beginning of a call to its answer, all tries included',
    answers,
  ),
  ...durations(
    'time-to-end',
    CALLS,
    'the time from the beginning of a call to its end, answered or not',
    endings,
  ),
  ...durations(
    'frame-time',
    ['operation', 'service'],
    'the time a frame held its slot, calls included, queue wait not',
    frameTimes,
  ),
  ...durations(
    'queue-wait',
    ['service'],
    'the time that an attempt which was started had waited for its slot, zero where one was free; who never got one is not in it',
    waits,
  ),
  // ---- places
  metric(
    'utilisation',
    'share',
    WORKERS,
    'Share of the slots of the replicas in service that were taken, on average: of those there were at each instant, where that changes.',
    (i, s) => share(slotTime(i, s), stationTime(i, s, SLOT_TIME)),
  ),
  metric(
    'cores-utilisation',
    'share',
    WORKERS,
    'Share of the shared cores of the replicas in service that were in use, on average: of those there were at each instant, where that changes.',
    (i, s) => share(stationTime(i, s, CORE_TIME), stationTime(i, s, CORES_TIME)),
    cores,
  ),
  metric(
    'rejecting',
    'share',
    WORKERS,
    'Share of the slots (of the cores, where they are shared) that went into turning requests away.',
    (i, s) => {
      const [first] = replicasOf(i.directory, s);
      const of = sharesCores(i, first) ? CORES_TIME : SLOT_TIME;
      // What was computed before the interval may be counted in it, by the length of one rejection.
      return Math.min(1, share(stationTime(i, s, REJECTION_TIME), stationTime(i, s, of)));
    },
    costlyRejections,
  ),
  metric(
    'in-flight',
    'count',
    [...CALLS, 'replica'],
    'Calls begun and not ended, on average; of a service or replica, slots taken.',
    (i, s) => {
      const time =
        s.kind === 'service' || s.kind === 'replica'
          ? slotTime(i, s)
          : sum(callsOf(i.directory, s), (edge) => i.openTime(edge));
      return share(time, i.length);
    },
  ),
  metric(
    'queue-depth',
    'count',
    [...WORKERS, 'queue'],
    'Attempts waiting for a slot, or messages ready, on average.',
    (i, s) =>
      share(s.kind === 'queue' ? i.depot(s.index, READY_TIME) : stationTime(i, s, WAITING_TIME), i.length),
  ),
  metric(
    'wasted',
    'share',
    [...WORKERS, 'run'],
    'Share of the time that slots were taken that went into futile work: its caller, or one further up the request, had stopped waiting.',
    (i, s) => share(stationTime(i, s, WASTED_TIME), slotTime(i, s)),
  ),
  metric(
    'unwanted',
    'share',
    ['operation', 'service', 'replica', 'run'],
    'Share of the ended frames whose result was futile by then: the caller, or one further up the request, had stopped waiting.',
    (i, s) => share(frames(i, s, FRAMES_UNWANTED), framesEnded(i, s)),
  ),
  metric(
    'started',
    'rate',
    ['operation', 'service', 'replica'],
    'Frames that began a second.',
    (i, s) => frames(i, s, FRAMES_BEGUN) / i.seconds,
  ),
  // ---- health, as callers see it
  metric(
    'healthy',
    'share',
    ['service'],
    'Share of the replicas in service that callers are willing to choose, on average over the caller replicas.',
    // A caller that goes by an old list may hold out replicas that are in service no more.
    (i, s) => Math.max(0, 1 - share(i.healthTime(s.index, OUT_TIME), watching(i, s) * i.inService(s.index))),
    health,
  ),
  metric(
    'ejected',
    'count',
    ['service'],
    'Replicas that a caller replica holds ejected, on average over the caller replicas.',
    (i, s) => share(i.healthTime(s.index, EJECTED_TIME), watching(i, s)),
    ejection,
  ),
  metric(
    'ejections',
    'count',
    ['service'],
    'Times a caller replica ejected a replica, again after a failed probe included.',
    (i, s) => i.service(s.index, EJECTIONS),
    ejection,
  ),
  metric(
    'panic',
    'share',
    ['service'],
    'Share of the time that callers disregarded health, since too few replicas were left; over all caller replicas.',
    (i, s) => share(i.healthTime(s.index, PANIC_TIME), watching(i, s)),
    panic,
  ),
  metric(
    'restarts',
    'count',
    ['service'],
    'Times a check restarted a replica.',
    (i, s) => i.service(s.index, RESTARTS),
    restarts,
  ),
  // ---- messages
  messageCount('published', 'rate', PUBLISHED, 'Messages a second that the queue accepted.'),
  messageCount(
    'delivered',
    'rate',
    DELIVERIES,
    'Deliveries to consumers a second, again or for the first time.',
    consumer,
  ),
  messageCount(
    'handled',
    'rate',
    HANDLED_WELL,
    'Times a second that a consumer handled a message well; one that it handled twice counts twice.',
    consumer,
  ),
  messageCount(
    'acknowledged',
    'rate',
    LEFT + ACKNOWLEDGED,
    'Messages a second that were acknowledged and left the queue.',
    consumer,
  ),
  messageCount('dead-letters', 'count', LEFT + DEAD_LETTERED, 'Messages that the queue gave up.'),
  messageCount(
    'messages-expired',
    'count',
    LEFT + MESSAGE_EXPIRED,
    'Messages that left the queue because their time was over.',
  ),
  messageCount(
    'duplicates',
    'count',
    DUPLICATES,
    'Times a message was handled although it had been settled or redelivered meanwhile.',
    consumer,
  ),
  metric(
    'redelivered',
    'share',
    QUEUES,
    'Share of the deliveries that were not the first of their message.',
    (i, s) => share(i.queue(s.index, REDELIVERIES), i.queue(s.index, DELIVERIES)),
    consumer,
  ),
  metric(
    'unacknowledged',
    'count',
    QUEUES,
    'Messages with a consumer and not settled, on average.',
    (i, s) => share(i.depot(s.index, UNACKED_TIME), i.length),
    consumer,
  ),
  metric(
    'lag',
    'count',
    QUEUES,
    'Messages accepted and not done with, at the end of the interval.',
    (i, s) => i.depotLevel(s.index, READY_COUNT) + i.depotLevel(s.index, UNACKED_COUNT),
  ),
  metric(
    'age',
    'duration',
    QUEUES,
    'Age of the oldest message still in the queue, ready or not, at the end of the interval; zero when it is empty.',
    (i, s) => {
      const oldest = i.after.oldestIn[s.index];
      return oldest === NEVER ? 0 : i.after.at - oldest;
    },
  ),
  ...durations(
    'handled-after',
    QUEUES,
    'the time from the publishing of a message to the first time it was handled well',
    messageTimes,
    consumer,
  ),
  // ---- faults
  metric(
    'hits',
    'count',
    ['fault'],
    'Times a fault touched something: what is counted once depends on the fault, and the reference of each says it.',
    (i, s) => i.hits(s.index),
  ),
];
