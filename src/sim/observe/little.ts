/**
 * Little's law, L = λW, at every place of a run: an integral over time must be what the times of
 * those who came and went add up to. Counted from the empty start, the two differ by the ages of
 * those still there at the end and by nothing else, so this is not a matter of luck.
 * Source: Little (1961); for single sample paths Stidham (1974), "A last word on L = λW".
 */
import { Reading } from '../../base/histogram.ts';
import { BUSY, BUSY_TIME, WAITING, WAITING_TIME } from '../terms/stations.ts';
import { TURNED_AWAY } from './counters.ts';
import { type Interval, openCalls } from './marks.ts';
import { callsOf } from './subjects.ts';

/** Sums of whole nanoseconds beyond 2⁵³ are rounded. */
const ROUNDING = 1e-12;

/** Someone still there may be older than all who have left, but hardly so much older. */
const OLDER = 5;

/** A sentence for each place that breaks the law, over an interval that begins with the run. */
export function breaksOfLittle(whole: Interval): string[] {
  const { edges, services } = whole.directory;
  return [
    ...edges.flatMap((_, edge) => callsOpen(whole, edge)),
    ...services.flatMap((_, service) => [...slotsTaken(whole, service), ...attemptsWaiting(whole, service)]),
  ];
}

/**
 * A sentence for each service where those present, waiting or in a slot, are not the calls open towards
 * it. They are, at every instant, where messages take no time and no caller gives up or pauses.
 */
export function breaksOfPresence(whole: Interval): string[] {
  return whole.directory.services.flatMap(({ name }, service) => {
    const present =
      overReplicas(whole, service, (replica) => whole.station(replica, BUSY_TIME)) +
      overReplicas(whole, service, (replica) => whole.station(replica, WAITING_TIME));
    const open = callsInto(whole, service).reduce((sum, edge) => sum + whole.openTime(edge), 0);
    if (Math.abs(present - open) <= ROUNDING * open) return [];
    return [`${name}: present for ${present} ns in all, but ${open} ns of calls open towards it.`];
  });
}

function callsOpen(whole: Interval, edge: number): string[] {
  const { answered, failed } = whole.layout;
  const times = readAll(whole, [answered + edge, failed + edge]);
  const left = openCalls(whole.after, whole.layout, edge);
  return compare(`${whole.directory.edges[edge].name}: calls open`, whole.openTime(edge), times, left);
}

function slotsTaken(whole: Interval, service: number): string[] {
  const { name, firstOperation, operations } = whole.directory.services[service];
  const first = whole.layout.frames + firstOperation;
  const times = readAll(
    whole,
    Array.from({ length: operations }, (_, i) => first + i),
  );
  const taken = overReplicas(whole, service, (replica) => whole.station(replica, BUSY_TIME));
  const left = overReplicas(whole, service, (replica) => whole.stationLevel(replica, BUSY));
  return compare(`${name}: slots taken`, taken, times, left);
}

/** Only where all who waited have started: no frame tells how long the others stood in the queue. */
function attemptsWaiting(whole: Interval, service: number): string[] {
  const turnedAway = callsInto(whole, service).some((edge) => whole.edgeOverOutcomes(edge, TURNED_AWAY) > 0);
  if (turnedAway) return [];
  const times = readAll(whole, [whole.layout.waits + service]);
  const waiting = overReplicas(whole, service, (replica) => whole.station(replica, WAITING_TIME));
  const left = overReplicas(whole, service, (replica) => whole.stationLevel(replica, WAITING));
  return compare(`${whole.directory.services[service].name}: attempts waiting`, waiting, times, left);
}

/** The integral is the sum of the times, and of the ages of those left at the end. */
function compare(what: string, integral: number, times: Reading, left: number): string[] {
  const rounding = ROUNDING * Math.max(integral, times.sum);
  const ages = integral - times.sum;
  // A run too short for anybody to end has no longest time to judge by.
  const agesMost = times.count === 0 ? Number.POSITIVE_INFINITY : OLDER * times.max;
  const most = left === 0 ? 0 : left * agesMost;
  if (ages >= -rounding && ages <= most + rounding) return [];
  return [
    `${what} for ${integral} ns, but ${times.count} times add up to ${times.sum}, and ${left} are left.`,
  ];
}

function callsInto({ directory }: Interval, service: number): readonly number[] {
  return callsOf(directory, { kind: 'service', index: service });
}

function readAll(whole: Interval, histograms: readonly number[]): Reading {
  const times = new Reading();
  for (const histogram of histograms) whole.read(histogram, times);
  return times;
}

function overReplicas(whole: Interval, service: number, each: (replica: number) => number): number {
  const { firstReplica, replicas } = whole.directory.services[service];
  let sum = 0;
  for (let replica = firstReplica; replica < firstReplica + replicas; replica++) sum += each(replica);
  return sum;
}
