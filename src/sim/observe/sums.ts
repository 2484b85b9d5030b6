/**
 * What was counted of a subject over an interval: sums over the edges, loads, posts and replicas that
 * belong to it. The words of the metrics are made of them (metrics.ts).
 */
import { Reading } from '../../base/histogram.ts';
import { DEGRADED, OK, OUTCOME_COUNT } from '../terms/outcomes.ts';
import { BUSY_TIME, REJECTION_TIME } from '../terms/stations.ts';
import { ATTEMPTS, CALLS_BEGUN, CALLS_ENDED, FRAMES_ENDED, MET_NOBODY, TURNED_AWAY } from './counters.ts';
import type { Interval } from './marks.ts';
import { attemptsOf, callsOf, loadsOf, operationsOf, postsOf, replicasOf, type Subject } from './subjects.ts';

export const sum = (numbers: readonly number[], each: (index: number) => number): number =>
  numbers.reduce((total, index) => total + each(index), 0);

export const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole);

export function callsBegun(interval: Interval, subject: Subject): number {
  return sum(callsOf(interval.directory, subject), (edge) => interval.edge(edge, CALLS_BEGUN));
}

export function callsEnded(interval: Interval, subject: Subject): number {
  return sum(callsOf(interval.directory, subject), (edge) => interval.edgeOverOutcomes(edge, CALLS_ENDED));
}

export function callsEndedWith(interval: Interval, subject: Subject, outcome: number): number {
  return sum(callsOf(interval.directory, subject), (edge) => interval.edge(edge, CALLS_ENDED + outcome));
}

export function callsAnswered(interval: Interval, subject: Subject): number {
  return callsEndedWith(interval, subject, OK) + callsEndedWith(interval, subject, DEGRADED);
}

export function loadCount(interval: Interval, subject: Subject, column: number): number {
  return sum(loadsOf(interval.directory, subject), (load) => interval.load(load, column));
}

/** Requests that an interval has to answer for. */
export function asked(interval: Interval, subject: Subject): number {
  return sum(loadsOf(interval.directory, subject), (load) => interval.requests(load).asked);
}

export function attemptsBecause(interval: Interval, subject: Subject, cause: number): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.edge(edge, ATTEMPTS + cause));
}

export function attempts(interval: Interval, subject: Subject): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.attempts(edge));
}

/** Tries that the calls which ended here had made in all their life. Tries of calls that are still open are in no interval yet. */
export function triesOfEnded(interval: Interval, subject: Subject): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.triesOfEnded(edge));
}

/** Calls that ended here, of those that were tried at least once: a policy may have turned the others back before. */
export function triedCallsEnded(interval: Interval, subject: Subject): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.triedCallsEnded(edge));
}

export function turnedAway(interval: Interval, subject: Subject): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.edgeOverOutcomes(edge, TURNED_AWAY));
}

/** Attempts among those turned away for which no process was there. */
export function metNobody(interval: Interval, subject: Subject): number {
  return sum(attemptsOf(interval.directory, subject), (edge) => interval.edge(edge, MET_NOBODY));
}

/** Attempts that doors have to answer for: a queue that is given up may turn away more than are sent meanwhile. */
export function sentOrTurnedAway(interval: Interval, subject: Subject): number {
  return Math.max(attempts(interval, subject), turnedAway(interval, subject));
}

export function frames(interval: Interval, subject: Subject, column: number): number {
  return sum(postsOf(interval.directory, subject), (post) => interval.post(post, column));
}

export function framesEnded(interval: Interval, subject: Subject): number {
  let ended = 0;
  for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++)
    ended += frames(interval, subject, FRAMES_ENDED + outcome);
  return ended;
}

export function stationTime(interval: Interval, subject: Subject, column: number): number {
  return sum(replicasOf(interval.directory, subject), (replica) => interval.station(replica, column));
}

/** Does turning away at a cost take slots of this replica, or its cores? */
export function sharesCores(interval: Interval, replica: number): boolean {
  const { replicas, services } = interval.directory;
  return services[replicas[replica].service].cores > 0;
}

/** Time that slots were taken: by frames, and by turning others away. */
export function slotTime(interval: Interval, subject: Subject): number {
  return sum(replicasOf(interval.directory, subject), (replica) => {
    const rejecting = sharesCores(interval, replica) ? 0 : interval.station(replica, REJECTION_TIME);
    return interval.station(replica, BUSY_TIME) + rejecting;
  });
}

/** Time of the interval, for each caller replica that minds the health of a service; ns. */
export function watching(interval: Interval, subject: Subject): number {
  return interval.directory.services[subject.index].watchers * interval.length;
}

// ---- histograms ---------------------------------------------------------------------------------------
// One reading, cleared for each question: a metric is computed at once and keeps nothing.
const reading = new Reading();

export function answers(interval: Interval, subject: Subject): Reading {
  reading.clear();
  for (const edge of callsOf(interval.directory, subject))
    interval.read(interval.layout.answered + edge, reading);
  return reading;
}

export function endings(interval: Interval, subject: Subject): Reading {
  answers(interval, subject);
  for (const edge of callsOf(interval.directory, subject))
    interval.read(interval.layout.failed + edge, reading);
  return reading;
}

export function frameTimes(interval: Interval, subject: Subject): Reading {
  reading.clear();
  for (const operation of operationsOf(interval.directory, subject)) {
    interval.read(interval.layout.frames + operation, reading);
  }
  return reading;
}

export function waits(interval: Interval, subject: Subject): Reading {
  return interval.read(interval.layout.waits + subject.index, reading.clear());
}

export function messageTimes(interval: Interval, subject: Subject): Reading {
  return interval.read(interval.layout.messages + subject.index, reading.clear());
}
