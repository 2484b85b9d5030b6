/** What callers thought of the replicas of a service, phase by phase: whom they chose, whom they held out, whom a check restarted. */
import { type Interval, metricNamed, type Run, subjectsOf } from '../sim/index.ts';
import { sayCount, sayNumberOf, sayShare } from './words.ts';

export interface HealthSummary {
  readonly service: string;
  /** By phase. */
  readonly rows: readonly HealthRow[];
}

export interface HealthRow {
  /** Of the replicas, on average; NaN where nobody minds their health. */
  readonly healthyShare: number;
  /** Replicas held ejected, on average, and how often one was ejected. */
  readonly ejected: number;
  readonly ejections: number;
  /** Of the time. */
  readonly panicShare: number;
  readonly restarts: number;
}

export function healthOf(run: Run, intervals: readonly Interval[]): HealthSummary[] {
  const { directory } = run.plan;
  const checked = new Set(directory.checks.map(({ service }) => service));
  return subjectsOf(directory, 'service')
    .filter(({ index }) => directory.services[index].watchers > 0 || checked.has(index))
    .map(({ name, index }) => ({ service: name, rows: intervals.map((interval) => rowOf(interval, index)) }));
}

function rowOf(interval: Interval, index: number): HealthRow {
  const of = (metric: string) =>
    metricNamed(metric)?.valueOf(interval, { kind: 'service', index }) ?? Number.NaN;
  return {
    healthyShare: of('healthy'),
    ejected: of('ejected'),
    ejections: of('ejections'),
    panicShare: of('panic'),
    restarts: of('restarts'),
  };
}

/** Less than this was never missed. */
const NOTABLE = 0.0005;

/** `90.2% healthy, 0.98 ejected (2 ejections), panic 12% of the time`; nothing where all was well. */
export function sayHealth({ healthyShare, ejected, ejections, panicShare, restarts }: HealthRow): string {
  const times = ejections > 0 ? ` (${sayNumberOf(ejections, 'ejection')})` : '';
  const facts = [
    ejected > NOTABLE || ejections > 0 ? `${sayCount(ejected)} ejected${times}` : '',
    panicShare > NOTABLE ? `panic ${sayShare(panicShare)} of the time` : '',
    restarts > 0 ? sayNumberOf(restarts, 'restart') : '',
  ].filter((fact) => fact !== '');
  if (facts.length === 0 && !(healthyShare < 1 - NOTABLE)) return '';
  return [Number.isFinite(healthyShare) ? `${sayShare(healthyShare)} healthy` : '', ...facts]
    .filter((fact) => fact !== '')
    .join(', ');
}
