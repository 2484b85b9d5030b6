/** Every number of a run by phase and subject, with its unit in its name: what machines read. */
import {
  type Interval,
  type MetricEntry,
  metricCatalog,
  type Run,
  type SubjectKind,
  subjectsOf,
} from '../sim/index.ts';
import { intervalOf, phaseSpans } from './phase-spans.ts';

/** Nothing where there was nothing to measure. */
export type Values = Readonly<Record<string, number | null>>;
/** Kind of subject → its name → values. */
export type BySubject = Readonly<Record<string, Readonly<Record<string, Values>>>>;
/** Phase → … */
export type Totals = Readonly<Record<string, BySubject>>;

/** The kinds of subject in the order in which they are told. */
const KINDS: readonly SubjectKind[] = [
  'run',
  'load',
  'service',
  'operation',
  'edge',
  'replica',
  'queue',
  'fault',
];

export function totalsOf(run: Run): Totals {
  return Object.fromEntries(phaseSpans(run).map((span) => [span.name, bySubject(intervalOf(run, span))]));
}

function bySubject(interval: Interval): BySubject {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const metrics = metricsOf(kind);
      const subjects = subjectsOf(interval.directory, kind).map((subject) => [
        subject.name,
        Object.fromEntries(
          metrics.map((metric) => [keyOf(metric), inUnit(metric.unit, metric.valueOf(interval, subject))]),
        ),
      ]);
      return [kind, Object.fromEntries(subjects)];
    }),
  );
}

function metricsOf(kind: SubjectKind): readonly MetricEntry[] {
  return metricCatalog.filter(({ subjects }) => subjects.includes(kind));
}

const SUFFIX = { share: 'Share', rate: 'PerSecond', duration: 'Ms', count: '', ratio: '' } as const;

/** The name of a metric in data, which tells its unit: `latencyP99Ms`, `goodputShare`, `offeredPerSecond`. */
export function keyOf({ name, unit }: Pick<MetricEntry, 'name' | 'unit'>): string {
  const words = unit === 'rate' ? name.replace(/-rate$/, '') : name;
  return camelCase(words) + SUFFIX[unit];
}

/** A value in the unit its key tells: durations in milliseconds. */
export function inUnit(unit: MetricEntry['unit'], value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return unit === 'duration' ? value / 1e6 : value;
}

export function camelCase(words: string): string {
  return words.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The keys that each kind of subject has, with their meaning. */
export const TOTAL_KEYS: Readonly<
  Record<string, readonly { readonly key: string; readonly sentence: string }[]>
> = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    metricsOf(kind).map((metric) => ({ key: keyOf(metric), sentence: metric.sentence })),
  ]),
);
