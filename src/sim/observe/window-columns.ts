/** What windows keep of whom: the columns of the table, and whose they are. */
import type { Directory } from '../terms/directory.ts';
import { CONCURRENCY_LIMIT, HALF_OPEN_BREAKERS, OPEN_BREAKERS } from '../terms/policies.ts';
import { gaugesOf } from './policy-subjects.ts';
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
  wasted: 'mean',
  depth: 'mean',
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
  },
} as const satisfies Record<string, Record<string, ColumnKind>>;

export type WindowedKind = keyof typeof COLUMNS;
export type SeriesName<K extends WindowedKind> = keyof (typeof COLUMNS)[K] & string;

/** Kept in every run, and only where somebody asks for them: there may be thousands. */
export const USUAL_SERIES = ['load', 'edge', 'service', 'queue'] as const satisfies WindowedKind[];
export const MORE_SERIES = ['operation', 'replica', 'policy'] as const satisfies WindowedKind[];
export type MoreSeries = (typeof MORE_SERIES)[number];

export function columnsOf(kind: WindowedKind): [string, ColumnKind][] {
  return Object.entries(COLUMNS[kind]);
}

/** Those of a kind that have series, in their order. Of policies: the edges and replicas that have a breaker or a limit. */
export function windowedOf(directory: Directory, kind: WindowedKind): readonly NamedSubject[] {
  if (kind !== 'policy') return subjectsOf(directory, kind);
  const places = [...subjectsOf(directory, 'edge'), ...subjectsOf(directory, 'replica')];
  return places.filter((place) =>
    [OPEN_BREAKERS, HALF_OPEN_BREAKERS, CONCURRENCY_LIMIT].some(
      (gauge) => gaugesOf(directory, place, gauge).length > 0,
    ),
  );
}

/** Bytes of one row of the table, with these kinds besides the usual ones. */
export function bytesOfWindow(directory: Directory, more: readonly MoreSeries[]): number {
  return [...USUAL_SERIES, ...more].reduce(
    (sum, kind) => sum + windowedOf(directory, kind).length * columnsOf(kind).length * 8,
    0,
  );
}
