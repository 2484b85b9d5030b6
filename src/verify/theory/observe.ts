/** What a run says of a claim. */
import { type Interval, metricNamed, type SubjectKind, subjectsOf } from '../../sim/index.ts';
import type { ClaimUnit } from '../findings.ts';
import type { Claim } from './contract.ts';

export interface Observed {
  /** Durations in seconds. */
  readonly value: number;
  readonly unit: ClaimUnit;
}

/** The claim's metric over an interval. Throws where there is no such metric, or nobody of that name. */
export function observe(interval: Interval, { metric, of }: Pick<Claim, 'metric' | 'of'>): Observed {
  const [kind, ...words] = of.split(' ');
  const name = words.join(' ');
  const entry = metricNamed(metric);
  const subject = subjectsOf(interval.directory, kind as SubjectKind).find((each) => each.name === name);
  if (entry === undefined || subject === undefined) throw new Error(`there is no ${metric} of ${of}`);
  const value = entry.valueOf(interval, subject);
  return { value: entry.unit === 'duration' ? value / 1e9 : value, unit: entry.unit };
}

/** Histograms know a length to one part in 512; means are exact. */
export function bucketOf({ metric }: Pick<Claim, 'metric'>): number {
  return /-(p\d+|max)$/.test(metric) ? 1 / 512 : 0;
}
