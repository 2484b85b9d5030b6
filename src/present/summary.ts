/**
 * A run told in a dozen numbers: what users got in each phase and why not, how often was tried, where
 * it hurts, and how goodput and attempts moved. For a page of text or the end of a session.
 */
import {
  type Interval,
  isDivided,
  metricNamed,
  OUTCOMES,
  type PhaseName,
  type Run,
  type SubjectKind,
  subjectsOf,
} from '../sim/index.ts';
import { type Amplification, amplificationOf } from './amplification.ts';
import { type FaultSpan, faultSpans } from './fault-spans.ts';
import { type HealthSummary, healthOf } from './health-summary.ts';
import { userSeries } from './live-series.ts';
import { intervalOf, type PhaseSpan, phaseSpans } from './phase-spans.ts';
import { type PolicySummary, policiesOf } from './policy-summary.ts';
import { type QueueSummary, queuesOf } from './queue-summary.ts';

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
  /** Services under strain in the worst phase, the worst first. */
  readonly hotSpots: readonly HotSpot[];
  readonly worstPhase: PhaseName | undefined;
  /** The queues that somebody takes from. */
  readonly queues: readonly QueueSummary[];
  /** The services whose health somebody minds. */
  readonly health: readonly HealthSummary[];
  /** Where policies did something, the most first. */
  readonly policies: readonly PolicySummary[];
  readonly faults: readonly FaultSpan[];
  readonly curves: Curves;
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

export interface FailureReason {
  /** Of the requests that began or ended in the phase, whichever are more. */
  readonly share: number;
  /** An outcome; `late`: ok, but beyond the limit of the load; `still waiting`: no ending by the end of the phase. */
  readonly cause: string;
  /** Name of the edge where it began. */
  readonly place: string | undefined;
  /** True where the request was answered all the same, by a fallback or in part, after this had gone wrong. */
  readonly isDegraded?: boolean;
}

export interface HotSpot {
  readonly service: string;
  readonly utilisationShare: number;
  /** Attempts waiting at all its replicas, on average. */
  readonly queueDepth: number;
  readonly turnedAwayShare: number;
  /** Of all attempts, as those turned away, of which these are: they came where nobody listened. */
  readonly metNobodyShare: number;
  /** It was asked, nobody was there, and it did nothing. */
  readonly isDown: boolean;
  readonly wastedShare: number;
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
  const worst = worstOf(intervals.map((interval) => value(interval, 'run', 0, 'goodput')));
  return {
    reached: run.now,
    length: run.plan.length,
    requests: requestsOf(run, all),
    phases,
    loads,
    amplification: amplificationOf(run, intervals),
    hotSpots: worst === undefined ? [] : hotSpotsOf(intervals[worst]),
    worstPhase: worst === undefined ? undefined : phases[worst].name,
    queues: queuesOf(run, intervals),
    health: healthOf(run, intervals),
    policies: policiesOf(run, intervals),
    faults: faultSpans(run),
    curves: curvesOf(run),
  };
}

function value(interval: Interval, kind: SubjectKind, index: number, metric: string): number {
  return metricNamed(metric)?.valueOf(interval, { kind, index }) ?? Number.NaN;
}

/** What began in the warm-up and after it. */
function requestsOf(run: Run, spans: readonly PhaseSpan[]): number {
  let requests = 0;
  for (const span of spans.filter(({ name }) => name === 'warm-up' || name === 'whole')) {
    const interval = intervalOf(run, span);
    for (const { index } of subjectsOf(run.plan.directory, 'load')) {
      const began = value(interval, 'load', index, 'offered') * ((span.to - span.from) / 1e9);
      // nothing is offered a second where no time has passed
      requests += Math.round(began) || 0;
    }
  }
  return requests;
}

function loadRow(interval: Interval, index: number): LoadRow {
  const of = (metric: string) => value(interval, 'load', index, metric);
  return {
    offeredPerSecond: of('offered'),
    goodputShare: of('goodput'),
    latencyP50: of('latency-p50'),
    latencyP99: of('latency-p99'),
    failures: failuresOf(interval, index),
  };
}

/** Requests that were answered in a degraded way, by what had gone wrong. */
export function degradedOf({ failures }: Pick<LoadRow, 'failures'>): readonly FailureReason[] {
  return failures.filter(({ isDegraded }) => isDegraded === true);
}

/** Share of the requests that were answered in a degraded way, whatever had gone wrong. */
export function degradedShareOf(failures: readonly FailureReason[]): number {
  const degraded = degradedOf({ failures });
  return Math.min(
    1,
    degraded.reduce((sum, { share }) => sum + share, 0),
  );
}

/** Share of a phase's requests that have no ending at its end, from which it is worth a word. */
const NOTABLY_MANY = 0.1;

/** What a page has a word for: a few are always on their way, and only many are a reason of their own. */
export function worthAWord(failures: readonly FailureReason[]): readonly FailureReason[] {
  return failures.filter(({ cause, share }) => cause !== STILL_WAITING || share >= NOTABLY_MANY);
}

const STILL_WAITING = 'still waiting';

/** With the goodput they make a whole. */
function failuresOf(interval: Interval, load: number): FailureReason[] {
  const { begun, ended, late, asked } = interval.requests(load);
  if (asked === 0) {
    const isStuck = interval.openRequests(load) > 0;
    return isStuck ? [{ share: 1, cause: STILL_WAITING, place: undefined }] : [];
  }
  const reasons: FailureReason[] = interval.failures(load).map(({ cause, origin, count, isDegraded }) => ({
    isDegraded,
    share: count / asked,
    cause: OUTCOMES[cause],
    place: interval.directory.edges[origin]?.name,
  }));
  if (late > 0) reasons.push({ share: late / asked, cause: 'late', place: undefined });
  const waiting = begun - ended;
  if (waiting > 0) reasons.push({ share: waiting / asked, cause: STILL_WAITING, place: undefined });
  return reasons.sort((a, b) => b.share - a.share);
}

/** The phase in which users got least; the later one of two alike. */
function worstOf(goodputs: readonly number[]): number | undefined {
  let worst: number | undefined;
  for (const [at, goodput] of goodputs.entries()) {
    if (Number.isFinite(goodput) && (worst === undefined || goodput <= goodputs[worst])) worst = at;
  }
  return worst;
}

/** Share from which slots are scarce, work is mostly in vain, or callers are turned away: worth a line. */
const BUSY = 0.85;
const NOTABLE = 0.02;

function hotSpotsOf(interval: Interval): HotSpot[] {
  return subjectsOf(interval.directory, 'service')
    .map(({ name, index }) => {
      const of = (metric: string) => value(interval, 'service', index, metric);
      const slots = of('utilisation');
      const cores = of('cores-utilisation');
      return {
        service: name,
        utilisationShare: cores > slots || Number.isNaN(slots) ? cores : slots,
        queueDepth: of('queue-depth'),
        turnedAwayShare: of('turned-away'),
        metNobodyShare: of('met-nobody'),
        isDown: of('met-nobody') > 0 && of('in-flight') === 0,
        wastedShare: of('wasted'),
      };
    })
    .filter(
      (spot) =>
        spot.utilisationShare >= BUSY || spot.turnedAwayShare >= NOTABLE || spot.wastedShare >= NOTABLE,
    )
    .sort((a, b) => strain(b) - strain(a));
}

function strain(spot: HotSpot): number {
  return (spot.utilisationShare || 0) + (spot.turnedAwayShare || 0) + (spot.wastedShare || 0);
}

function curvesOf(run: Run): Curves {
  const { windows } = run;
  const series = userSeries(run);
  if (windows === undefined || series === undefined)
    return { ends: new Float64Array(), goodput: new Float64Array(), attempts: new Float64Array() };
  return { ends: windows.ends(), goodput: series.goodput, attempts: series.attempts };
}
