/** Is it all of them, or one? How each replica of a service fares just now, by what it answers and what it is at. */
import { type Interval, type MetricEntry, metricNamed, type Standing } from '../sim/index.ts';
import { BUSY, type Health, QUEUED } from './live.ts';

export interface ReplicaNow {
  /** Its place among the replicas of the service, from 0. */
  readonly index: number;
  /** false while it is not in service: it waits to be scaled in, or has gone. */
  readonly isThere: boolean;
  readonly standing: Standing;
  readonly health: Health;
  /** Frames that ended well, a second. */
  readonly answered: number;
}

const metric = (name: string): MetricEntry => metricNamed(name) as MetricEntry;
const started = metric('started');
const throughput = metric('throughput');
const inFlight = metric('in-flight');
const utilisation = metric('utilisation');
const queueDepth = metric('queue-depth');

/** Of what a replica starts it answers at least so much well, if nothing is wrong: the rest is still under way. */
const MOST = 0.5;

export function replicasNow(
  interval: Interval,
  service: number,
  standingOf: (replica: number) => Standing,
): ReplicaNow[] {
  if (!(interval.length > 0)) return [];
  const { firstReplica, replicas } = interval.directory.services[service];
  return Array.from({ length: replicas }, (_, index) => {
    const number = firstReplica + index;
    const of = (entry: MetricEntry): number =>
      entry.valueOf(interval, { kind: 'replica', index: number }) || 0;
    const [begun, answered] = [of(started), of(throughput)];
    const healthNow = (): Health => {
      if (begun === 0 && answered === 0 && of(inFlight) === 0) return 'idle';
      if (answered === 0) return 'down';
      if (answered < begun * MOST) return 'failing';
      return of(utilisation) >= BUSY || of(queueDepth) >= QUEUED ? 'strained' : 'ok';
    };
    const isThere = interval.timeInService(number) > 0;
    return { index, isThere, standing: standingOf(number), health: healthNow(), answered };
  });
}
