/** One number of somebody over a stretch of time. */
import { type Interval, metricNamed, type SubjectKind } from '../sim/index.ts';

/** In the unit of the metric; NaN where there was nothing to measure. */
export function valueIn(interval: Interval, kind: SubjectKind, index: number, metric: string): number {
  return metricNamed(metric)?.valueOf(interval, { kind, index }) ?? Number.NaN;
}
