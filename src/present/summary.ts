/**
 * A run told in a dozen numbers: what users got in each phase and why not, how often was tried, where
 * it hurts, and how goodput and attempts moved. For a page of text or the end of a session.
 */
import { type Interval, isDivided, type PhaseName, type Run, subjectsOf } from '../sim/index.ts';
import { type Amplification, amplificationOf } from './amplification.ts';
import { type FailureReason, failuresOf } from './failures.ts';
import { type FaultSpan, faultSpans } from './fault-spans.ts';
import { type HealthSummary, healthOf } from './health-summary.ts';
import { type HotSpot, hotSpotsOf } from './hot-spots.ts';
import { userSeries } from './live-series.ts';
import { intervalOf, type PhaseSpan, phaseSpans } from './phase-spans.ts';
import { type PolicySummary, policiesOf } from './policy-summary.ts';
import { type QueueSummary, queuesOf } from './queue-summary.ts';
import { valueIn } from './value-in.ts';

export interface Summary {
  /** Instant the run has come to, and its planned length; ns. */
  readonly reached: number;
  readonly length: number;
  /** Requests that began since the start, whatever their load and phase. */
  readonly requests: number;
  /** Before, during and after the faults; one that is `whole` where there are none. */
  readonly phases: readonly PhaseSpan[];
  readonly loads: readonly LoadSummary[];
  readonly amplification: Amplification;
  /** Phases in which services were under strain: what began a failure may be others than what keeps it going. */
  readonly hot: readonly HotPhase[];
  /** The queues that somebody takes from. */
  readonly queues: readonly QueueSummary[];
  /** The services whose health somebody minds. */
  readonly health: readonly HealthSummary[];
  /** Where policies did something, the most first. */
  readonly policies: readonly PolicySummary[];
  readonly faults: readonly FaultSpan[];
  readonly curves: Curves;
}

export interface HotPhase {
  readonly phase: PhaseName;
  /** The worst first. */
  readonly spots: readonly HotSpot[];
}

export interface LoadSummary {
  readonly name: string;
  /** By phase. */
  readonly rows: readonly LoadRow[];
}

export interface LoadRow {
  readonly offeredPerSecond: number;
  readonly goodputShare: number;
  /** ns; NaN where nothing was answered. */
  readonly latencyP50: number;
  readonly latencyP99: number;
  readonly failures: readonly FailureReason[];
}

/** A second, by window. */
export interface Curves {
  /** ns, ends of the windows. */
  readonly ends: Float64Array;
  readonly goodput: Float64Array;
  /** As on the live screen: the requests of all loads, and every try anywhere that was not the first of its call. */
  readonly attempts: Float64Array;
}

export function summarise(run: Run): Summary {
  const all = phaseSpans(run);
  const byFaults = all.filter(({ name }) => name !== 'warm-up' && name !== 'whole');
  // without faults there is nothing to be before of
  const phases = isDivided(run.plan) ? byFaults : all.filter(({ name }) => name === 'whole');
  const intervals = phases.map((span) => intervalOf(run, span));
  const loads = subjectsOf(run.plan.directory, 'load').map(({ name, index }) => ({
    name,
    rows: intervals.map((interval) => loadRow(interval, index)),
  }));
  const hot = phases.map(({ name }, at) => ({ phase: name, spots: hotSpotsOf(intervals[at]) }));
  return {
    reached: run.now,
    length: run.plan.length,
    requests: requestsOf(run, all),
    phases,
    loads,
    amplification: amplificationOf(run, intervals),
    hot: hot.filter(({ spots }) => spots.length > 0),
    queues: queuesOf(run, intervals),
    health: healthOf(run, intervals),
    policies: policiesOf(run, intervals),
    faults: faultSpans(run),
    curves: curvesOf(run),
  };
}

/** What began in the warm-up and after it. */
function requestsOf(run: Run, spans: readonly PhaseSpan[]): number {
  let requests = 0;
  for (const span of spans.filter(({ name }) => name === 'warm-up' || name === 'whole')) {
    const interval = intervalOf(run, span);
    for (const { index } of subjectsOf(run.plan.directory, 'load')) {
      const began = valueIn(interval, 'load', index, 'offered') * ((span.to - span.from) / 1e9);
      // nothing is offered a second where no time has passed
      requests += Math.round(began) || 0;
    }
  }
  return requests;
}

function loadRow(interval: Interval, index: number): LoadRow {
  const of = (metric: string) => valueIn(interval, 'load', index, metric);
  return {
    offeredPerSecond: of('offered'),
    goodputShare: of('goodput'),
    latencyP50: of('latency-p50'),
    latencyP99: of('latency-p99'),
    failures: failuresOf(interval, index),
  };
}

function curvesOf(run: Run): Curves {
  const { windows } = run;
  const series = userSeries(run);
  if (windows === undefined || series === undefined)
    return { ends: new Float64Array(), goodput: new Float64Array(), attempts: new Float64Array() };
  return { ends: windows.ends(), goodput: series.goodput, attempts: series.attempts };
}
