/** What users got, over the whole run: rates by window, and the same spread over the columns of a chart. */
import type { Run } from '../sim/index.ts';

type Windows = NonNullable<Run['windows']>;

/** Rates a second, one for each complete window. */
export interface UserSeries {
  /** ns */
  readonly width: number;
  /** Ended ok and in time. */
  readonly goodput: Float64Array;
  /** Answered, in time or not. */
  readonly throughput: Float64Array;
  /** Attempts of the users, and every attempt anywhere that was no first try: what is asked of the system because of them. */
  readonly attempts: Float64Array;
}

export function userSeries(run: Run): UserSeries | undefined {
  const { windows } = run;
  if (windows === undefined) return undefined;
  const { directory } = run.plan;
  const goodput = new Float64Array(windows.count);
  const throughput = new Float64Array(windows.count);
  const attempts = new Float64Array(windows.count);
  directory.loads.forEach((_, load) => {
    addTo(goodput, windows, windows.series('load', load, 'good'));
    addTo(throughput, windows, windows.series('load', load, 'answered'));
    addTo(attempts, windows, windows.series('load', load, 'attempts'));
  });
  directory.edges.forEach((edge, number) => {
    if (edge.callerKind !== 'load') addTo(attempts, windows, windows.series('edge', number, 'retries'));
  });
  return { width: windows.width, goodput, throughput, attempts };
}

/** What one service was asked for and gave: the same three, of the calls into it. */
export function serviceSeries(run: Run, service: number): UserSeries | undefined {
  const { windows } = run;
  if (windows === undefined) return undefined;
  const { directory } = run.plan;
  const goodput = new Float64Array(windows.count);
  const throughput = new Float64Array(windows.count);
  const attempts = new Float64Array(windows.count);
  directory.edges.forEach((edge, number) => {
    if (edge.calleeKind !== 'operation' || directory.operations[edge.callee].service !== service) return;
    addTo(goodput, windows, windows.series('edge', number, 'answered'));
    addTo(attempts, windows, windows.series('edge', number, 'attempts'));
  });
  addTo(throughput, windows, windows.series('service', service, 'ended'));
  return { width: windows.width, goodput, throughput, attempts };
}

function addTo(sum: Float64Array, windows: Windows, totals: Float64Array): void {
  const seconds = windows.width / 1e9;
  for (let i = 0; i < sum.length; i++) sum[i] += totals[i] / seconds;
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
