/** How the numbers of a run moved, window by window, with the unit in each name. */
import { MORE_SERIES, type Run, type WindowedKind } from '../sim/index.ts';
import { camelCase } from './totals.ts';

export interface SeriesOfRun {
  readonly windowMs: number;
  /** Ends of the windows. */
  readonly endsMs: readonly number[];
  /** Kind of subject → its name → series, one number a window; nothing where there was nothing to measure. */
  readonly of: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>>
  >;
}

/** How a window's number is told: a count becomes a rate, a length milliseconds, a level stays. */
type How = 'perSecond' | 'ms' | 'share' | 'level';

const CALLS: Readonly<Record<string, How>> = {
  offered: 'perSecond',
  answered: 'perSecond',
  failed: 'perSecond',
  attempts: 'perSecond',
  retries: 'perSecond',
  'turned-away': 'perSecond',
  'in-flight': 'level',
  'latency-p50': 'ms',
  'latency-p99': 'ms',
};

const FRAMES: Readonly<Record<string, How>> = {
  started: 'perSecond',
  ended: 'perSecond',
  unwanted: 'perSecond',
};

const PLACE: Readonly<Record<string, How>> = {
  utilisation: 'share',
  'cores-utilisation': 'share',
  'wasted-slots': 'level',
  'queue-depth': 'level',
};

const SERIES: Readonly<Record<WindowedKind, Readonly<Record<string, How>>>> = {
  load: { ...CALLS, good: 'perSecond' },
  edge: CALLS,
  service: { ...FRAMES, 'turned-away': 'perSecond', ...PLACE, 'wait-p99': 'ms' },
  health: {
    'in-service': 'level',
    healthy: 'share',
    ejected: 'level',
    panic: 'share',
    ejections: 'perSecond',
    restarts: 'perSecond',
  },
  queue: {
    published: 'perSecond',
    delivered: 'perSecond',
    redelivered: 'perSecond',
    acknowledged: 'perSecond',
    'dead-letters': 'perSecond',
    depth: 'level',
    lag: 'level',
    age: 'ms',
  },
  operation: { ...CALLS, ...FRAMES },
  replica: { ...FRAMES, 'in-service': 'share', ...PLACE },
  policy: {
    open: 'share',
    'half-open': 'share',
    openings: 'perSecond',
    limit: 'level',
    'turned-back': 'perSecond',
    'retries-withheld': 'perSecond',
    fallbacks: 'perSecond',
  },
};

const SUFFIX: Readonly<Record<How, string>> = { perSecond: 'PerSecond', ms: 'Ms', share: 'Share', level: '' };

/** Keys of the series of each kind of subject. */
export const SERIES_KEYS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(SERIES).map(([kind, columns]) => [
    kind,
    Object.entries(columns).map(([name, how]) => seriesKey(name, how)),
  ]),
);

/** Kinds that there are only where they are asked for. */
export const ASKED_SERIES: readonly string[] = MORE_SERIES;

function seriesKey(name: string, how: How): string {
  return camelCase(name) + SUFFIX[how];
}

const SERIES_KINDS = Object.keys(SERIES) as WindowedKind[];

export function seriesOf(run: Run): SeriesOfRun {
  const { windows } = run;
  if (windows === undefined) return { windowMs: 0, endsMs: [], of: {} };
  // the table above names columns that exist; their types are per kind and would need a line each here
  const read = windows.series.bind(windows) as (kind: string, subject: number, name: string) => Float64Array;
  const perWindow = windows.width / 1e9;
  const told = (values: Float64Array, how: How) =>
    Array.from(values, (value) => {
      if (!Number.isFinite(value)) return null;
      return how === 'perSecond' ? value / perWindow : how === 'ms' ? value / 1e6 : value;
    });
  const of = SERIES_KINDS.filter((kind) => windows.keeps(kind)).map((kind) => [
    kind,
    Object.fromEntries(
      windows
        .of(kind)
        .map(({ name }, index) => [
          name,
          Object.fromEntries(
            Object.entries(SERIES[kind]).map(([column, how]) => [
              seriesKey(column, how),
              told(read(kind, index, column), how),
            ]),
          ),
        ]),
    ),
  ]);
  return {
    windowMs: windows.width / 1e6,
    endsMs: Array.from(windows.ends(), (end) => end / 1e6),
    of: Object.fromEntries(of),
  };
}
