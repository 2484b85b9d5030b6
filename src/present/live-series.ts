/** What users got, over the whole run: rates by window, and the same spread over the columns of a chart. */
import { callsOf, type Run } from '../sim/index.ts';

type Windows = NonNullable<Run['windows']>;

/** Rates a second, one for each complete window. */
export interface UserSeries {
  /** ns */
  readonly width: number;
  /** Ended ok and in time. */
  readonly goodput: Float64Array;
  /** Answered, in time or not. */
  readonly throughput: Float64Array;
  /** Attempts of the users, and every attempt anywhere that was not the first of its call: what is asked of the system because of them. */
  readonly attempts: Float64Array;
}

export function userSeries(run: Run): UserSeries | undefined {
  const { windows } = run;
  if (windows === undefined) return undefined;
  const { loads, edges } = run.plan.directory;
  const ofLoads = (name: 'good' | 'answered' | 'attempts') =>
    loads.map((_, load) => windows.series('load', load, name));
  const again = edges.flatMap(({ callerKind }, edge) =>
    callerKind === 'load' ? [] : [windows.series('edge', edge, 'retries')],
  );
  return {
    width: windows.width,
    goodput: perSecond(windows, ofLoads('good')),
    throughput: perSecond(windows, ofLoads('answered')),
    attempts: perSecond(windows, [...ofLoads('attempts'), ...again]),
  };
}

/** What one service was asked for and gave: the same three, of the calls into it. */
export function serviceSeries(run: Run, service: number): UserSeries | undefined {
  const { windows } = run;
  if (windows === undefined) return undefined;
  const edges = callsOf(run.plan.directory, { kind: 'service', index: service });
  const ofCalls = (name: 'answered' | 'attempts') => edges.map((edge) => windows.series('edge', edge, name));
  return {
    width: windows.width,
    goodput: perSecond(windows, ofCalls('answered')),
    throughput: perSecond(windows, [windows.series('service', service, 'ended')]),
    attempts: perSecond(windows, ofCalls('attempts')),
  };
}

/** The sum of series that count by window, as a rate a second. */
function perSecond(windows: Windows, counts: readonly Float64Array[]): Float64Array {
  const seconds = windows.width / 1e9;
  const sum = new Float64Array(windows.count);
  for (const count of counts) for (let i = 0; i < sum.length; i++) sum[i] += count[i] / seconds;
  return sum;
}

/**
 * Windows spread evenly over `columns` that stand for the time from 0 to `length` (ns): the mean of
 * what falls into a column, NaN where nothing has been measured yet.
 */
export function spread(
  values: ArrayLike<number>,
  width: number,
  length: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(columns).fill(Number.NaN);
  const windows = length / width;
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * windows) / columns);
    const end = Math.min(
      Math.max(first + 1, Math.floor(((column + 1) * windows) / columns)),
      Math.max(first + 1, Math.ceil(windows)),
    );
    if (end > values.length) break;
    let sum = 0;
    for (let i = first; i < end; i++) sum += values[i];
    out[column] = sum / (end - first);
  }
  return out;
}
