/** What windows keep of whom: the columns of the table, and whose they are. */
import type { Directory } from '../terms/directory.ts';
import {
  CONCURRENCY_LIMIT,
  FELL_BACK,
  HALF_OPEN_BREAKERS,
  OPEN_BREAKERS,
  RETRY_WITHHELD,
  TURNED_BACK,
} from '../terms/policies.ts';
import { health } from './needs.ts';
import { actsOf, gaugesOf } from './policy-subjects.ts';
import type { NamedSubject } from './subjects.ts';
import { subjectsOf } from './subjects.ts';

/**
 * total: how many in the window. mean: average level in it. level: at its end. shareOf: of what the
 * named column came to in it. quantile: ns, over those counted by the named column.
 */
export type ColumnKind =
  | 'total'
  | 'mean'
  | 'level'
  | { readonly shareOf: string }
  | { readonly quantileOver: string };

const CALL_COLUMNS = {
  offered: 'total',
  answered: 'total',
  failed: 'total',
  attempts: 'total',
  /** Attempts that were not the first of their call: retries and hedges. A redelivery is another call's first. */
  retries: 'total',
  'turned-away': 'total',
  'in-flight': 'mean',
  'latency-p50': { quantileOver: 'answered' },
  'latency-p99': { quantileOver: 'answered' },
} as const satisfies Record<string, ColumnKind>;

const FRAME_COLUMNS = {
  started: 'total',
  ended: 'total',
  unwanted: 'total',
} as const satisfies Record<string, ColumnKind>;

const PLACE_COLUMNS = {
  /** Replicas in service; of a replica, whether it is. */
  'in-service': 'mean',
  /** Slots and shared cores of those. */
  slots: 'mean',
  cores: 'mean',
  utilisation: { shareOf: 'slots' },
  'cores-utilisation': { shareOf: 'cores' },
  /** Slots taken by futile work. */
  'wasted-slots': 'mean',
  'queue-depth': 'mean',
} as const satisfies Record<string, ColumnKind>;

const COLUMNS = {
  load: { ...CALL_COLUMNS, good: 'total' },
  edge: CALL_COLUMNS,
  service: {
    ...FRAME_COLUMNS,
    'turned-away': 'total',
    ...PLACE_COLUMNS,
    'wait-p99': { quantileOver: 'started' },
  },
  /** Of a service whose health somebody minds; on average over its caller replicas. */
  health: {
    'in-service': 'mean',
    healthy: { shareOf: 'in-service' },
    ejected: 'mean',
    /** The part of the window in which callers disregard health. */
    panic: 'mean',
    ejections: 'total',
    restarts: 'total',
  },
  queue: {
    published: 'total',
    delivered: 'total',
    redelivered: 'total',
    acknowledged: 'total',
    'dead-letters': 'total',
    depth: 'mean',
    lag: 'level',
    /** Of the oldest message still in the queue, ns. */
    age: 'level',
  },
  operation: { ...CALL_COLUMNS, ...FRAME_COLUMNS },
  replica: { ...FRAME_COLUMNS, ...PLACE_COLUMNS },
  /** Of the policies around the calls of an edge, or at the door of a replica; on average over all of them. */
  policy: {
    open: 'mean',
    'half-open': 'mean',
    openings: 'total',
    limit: 'mean',
    /** Tries that were not sent, and calls that were answered instead: what policies did, in all. */
    'turned-back': 'total',
    'retries-withheld': 'total',
    fallbacks: 'total',
  },
} as const satisfies Record<string, Record<string, ColumnKind>>;

export type WindowedKind = keyof typeof COLUMNS;
export type SeriesName<K extends WindowedKind> = keyof (typeof COLUMNS)[K] & string;

/** Kept in every run, and only where somebody asks for them: there may be thousands. */
export const USUAL_SERIES = ['load', 'edge', 'service', 'health', 'queue'] as const satisfies WindowedKind[];
export const MORE_SERIES = ['operation', 'replica', 'policy'] as const satisfies WindowedKind[];
export type MoreSeries = (typeof MORE_SERIES)[number];

export function columnsOf(kind: WindowedKind): [string, ColumnKind][] {
  return Object.entries(COLUMNS[kind]);
}

/** What policies do that series tell of, in the order of the columns. */
export const TOLD_ACTS = [TURNED_BACK, RETRY_WITHHELD, FELL_BACK] as const;

/** Those of a kind that have series, in their order. Of policies: the edges and replicas where there is one to tell of. */
export function windowedOf(directory: Directory, kind: WindowedKind): readonly NamedSubject[] {
  if (kind === 'health')
    return subjectsOf(directory, 'service').filter((service) => health.isMet(directory, service));
  if (kind !== 'policy') return subjectsOf(directory, kind);
  const places = [...subjectsOf(directory, 'edge'), ...subjectsOf(directory, 'replica')];
  return places.filter(
    (place) =>
      [OPEN_BREAKERS, HALF_OPEN_BREAKERS, CONCURRENCY_LIMIT].some(
        (gauge) => gaugesOf(directory, place, gauge).length > 0,
      ) || TOLD_ACTS.some((act) => actsOf(directory, place, act).length > 0),
  );
}

/** Bytes of one row of the table, with these kinds besides the usual ones. */
export function bytesOfWindow(directory: Directory, more: readonly MoreSeries[]): number {
  return [...USUAL_SERIES, ...more].reduce(
    (sum, kind) => sum + windowedOf(directory, kind).length * columnsOf(kind).length * 8,
    0,
  );
}
