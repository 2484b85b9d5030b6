/** The kept traces of a run as data: names instead of numbers, milliseconds, and null for what is not known. */
import { CAUSES, partsOf, type Run, type Trace } from '../sim/index.ts';

/** How something ended; all three are null together, while nobody has seen its end. */
interface Ending {
  readonly outcome: string | null;
  /** What first went wrong, and the edge on which it did; null also where nothing went wrong. */
  readonly firstCause: string | null;
  readonly origin: string | null;
}

export interface TraceData extends Ending {
  /** Ordinal of the request among all of the run. */
  readonly request: number;
  readonly load: string;
  readonly why: Trace['why'];
  readonly beganMs: number;
  readonly endedMs: number;
  /** False when it has more spans than are kept. */
  readonly isWhole: boolean;
  /** Parents before children, children in the order they began. */
  readonly spans: readonly SpanData[];
}

/** A call: one caller asking one callee, however many tries. An attempt: one try of the call above it. */
export type SpanData = CallData | AttemptData;

interface SpanBase extends Ending {
  /** Index of the span that started it (of a delivery: the attempt that brought the message); null for the request's own call. */
  readonly parent: number | null;
  readonly edge: string;
  readonly beganMs: number;
  /** When the caller had its ending, or left. */
  readonly endedMs: number | null;
}

export interface CallData extends SpanBase {
  readonly kind: 'call';
}

export interface AttemptData extends SpanBase {
  readonly kind: 'attempt';
  /** Why it was sent: arrival, retry, hedge, redelivery. */
  readonly startCause: string;
  /** The how manyth of its call, from 1. */
  readonly tryNumber: number;
  /** The replica that took it up or turned it away. */
  readonly replica: string | null;
  /** For a slot, until it was taken up or turned away. */
  readonly waitedMs: number | null;
  readonly startedMs: number | null;
  /** When the callee was done with it, and how it ended there; the caller may long have left. */
  readonly doneMs: number | null;
  readonly doneOutcome: string | null;
  /** Whether the caller was still waiting then. */
  readonly isWanted: boolean;
  /** Whether it was turned away because no process listened at its replica. */
  readonly metNobody: boolean;
}

export function tracesOf(run: Run): TraceData[] | undefined {
  const { traces } = run;
  if (traces === undefined) return undefined;
  const { directory } = run.plan;
  const edgeOf = (edge: number) => directory.edges[edge].name;
  const endingOf = (packed: number): Ending => {
    // What has not ended.
    if (packed < 0) return { outcome: null, firstCause: null, origin: null };
    const { outcome, cause, origin } = partsOf(packed);
    if (cause === 'ok') return { outcome, firstCause: null, origin: null };
    return { outcome, firstCause: cause, origin: edgeOf(origin) };
  };
  const spanOf = (span: Trace['spans'][number]): SpanData => {
    const base = {
      parent: span.parent < 0 ? null : span.parent,
      edge: edgeOf(span.edge),
      beganMs: span.began / 1e6,
      endedMs: inMs(span.ended),
      ...endingOf(span.ending),
    };
    if (span.kind === 'call') return { kind: 'call', ...base };
    return {
      kind: 'attempt',
      ...base,
      startCause: CAUSES[span.cause],
      tryNumber: span.nth,
      replica: span.post < 0 ? null : directory.replicas[directory.postReplica[span.post]].name,
      waitedMs: span.post < 0 ? null : span.waited / 1e6,
      startedMs: inMs(span.started),
      doneMs: inMs(span.done),
      doneOutcome: endingOf(span.doneEnding).outcome,
      isWanted: span.wanted,
      metNobody: span.metNobody,
    };
  };
  return traces.traces().map((trace) => ({
    request: trace.request,
    load: directory.loads[trace.load].name,
    why: trace.why,
    beganMs: trace.began / 1e6,
    endedMs: trace.ended / 1e6,
    ...endingOf(trace.ending),
    isWhole: trace.isWhole,
    spans: trace.spans.map(spanOf),
  }));
}

function inMs(instant: number): number | null {
  return Number.isFinite(instant) ? instant / 1e6 : null;
}
