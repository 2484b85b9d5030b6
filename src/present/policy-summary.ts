/** What policies did, phase by phase, where they did anything: breakers that opened, tries turned back, retries withheld, caches, limits that moved. */
import { type Interval, metricNamed, type Run, type SubjectKind, subjectsOf } from '../sim/index.ts';
import { sayCount, sayShare } from './words.ts';

export interface PolicySummary {
  /** An edge, or a service at whose door the policies stand. */
  readonly who: string;
  /** By phase. */
  readonly rows: readonly PolicyRow[];
}

/** NaN where no such policy is. */
export interface PolicyRow {
  /** Of the time, over all breakers of the edge. */
  readonly openShare: number;
  /** Of the tries. */
  readonly turnedBackShare: number;
  /** Of the retries. */
  readonly withheldShare: number;
  /** Of the calls that came to a cache. */
  readonly hitShare: number;
  /** How many were allowed at a time, on average; NaN, too, where that never changed. */
  readonly limit: number;
}

/** Whoever has something to tell, the most first. */
export function policiesOf(run: Run, intervals: readonly Interval[]): PolicySummary[] {
  const { directory } = run.plan;
  return (['edge', 'service'] as const)
    .flatMap((kind) =>
      subjectsOf(directory, kind).map(({ name, index }) => ({
        who: name,
        rows: withoutStill(intervals.map((interval) => rowOf(interval, kind, index))),
      })),
    )
    .filter(({ rows }) => sayPolicies({ rows }) !== '')
    .toSorted((a, b) => weight(b) - weight(a));
}

function rowOf(interval: Interval, kind: SubjectKind, index: number): PolicyRow {
  const of = (metric: string) => metricNamed(metric)?.valueOf(interval, { kind, index }) ?? Number.NaN;
  const limit = of('limit');
  // what happens on the edges into a service is told of them
  if (kind === 'service')
    return { openShare: NaN, turnedBackShare: NaN, withheldShare: NaN, hitShare: NaN, limit };
  return {
    openShare: of('open'),
    turnedBackShare: of('turned-back'),
    withheldShare: of('retries-withheld'),
    hitShare: of('cache-hits'),
    limit,
  };
}

/** A limit that stays what it was written as is no news. */
function withoutStill(rows: readonly PolicyRow[]): readonly PolicyRow[] {
  const isStill = rows.every(({ limit }) => limit === rows[0].limit);
  return isStill ? rows.map((row) => ({ ...row, limit: Number.NaN })) : rows;
}

/** By what was kept from somebody; that a cache answers is no trouble. */
function weight({ rows }: PolicySummary): number {
  const shares = rows.flatMap(({ openShare, turnedBackShare, withheldShare }) => [
    openShare,
    turnedBackShare,
    withheldShare,
  ]);
  return Math.max(0, ...shares.filter(Number.isFinite));
}

/** Less than this was never missed. */
const NOTABLE = 0.0005;

/** `breaker open 0% → 62% → 0%, tries turned back 0% → 76% → 0%, limit 20 → 8.2 → 19`, phase after phase; nothing where all passed. */
export function sayPolicies({ rows }: Pick<PolicySummary, 'rows'>): string {
  const shares = (words: string, of: (row: PolicyRow) => number) =>
    rows.some((row) => of(row) > NOTABLE)
      ? `${words} ${rows.map((row) => said(of(row), sayShare)).join(' → ')}`
      : '';
  return [
    shares('breaker open', ({ openShare }) => openShare),
    shares('tries turned back', ({ turnedBackShare }) => turnedBackShare),
    shares('retries withheld', ({ withheldShare }) => withheldShare),
    shares('cache hits', ({ hitShare }) => hitShare),
    rows.some(({ limit }) => Number.isFinite(limit))
      ? `limit ${rows.map(({ limit }) => said(limit, sayCount)).join(' → ')}`
      : '',
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}

const said = (value: number, say: (value: number) => string): string =>
  Number.isFinite(value) ? say(value) : '–';
