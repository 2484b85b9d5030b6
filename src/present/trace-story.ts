/** One failed request as a story: the most typical of those kept, whom it asked when, and where it was stuck. */
import type { Summary } from './summary.ts';
import type { AttemptData, CallData, SpanData, TraceData } from './traces.ts';
import { sayLength, sayOutcome } from './words.ts';

export interface TraceStory {
  readonly trace: TraceData;
  /** The request itself did not fail: a delivery of a message did that it had sent, or a notify. */
  readonly isAside: boolean;
  /** Callers before callees, tries in their order. */
  readonly steps: readonly StoryStep[];
  /** Steps that there was no room for. */
  readonly untold: number;
  /** A sentence; undefined where the place is not among the spans. */
  readonly stuck: string | undefined;
}

/** A try, or a call that ended with none of its tries. */
export interface StoryStep {
  /** How many callers stand above it. */
  readonly depth: number;
  /** ns since the request began. */
  readonly sent: number;
  /** For a slot, ns; NaN where nobody knows. */
  readonly waited: number;
  readonly who: string;
  /** `timed out after 1s` */
  readonly end: string;
  readonly hasFailed: boolean;
}

/**
 * The story of the most typical failure since the faults began; where no request has failed, of one that has started
 * something else that did. Undefined when neither was kept.
 */
export function traceStory(
  traces: readonly TraceData[],
  summary: Summary,
  most: number,
): TraceStory | undefined {
  const since = faultsBegan(summary);
  const failure = typicalFailure(traces, summary, since);
  const trace = failure ?? failureAside(traces, since);
  if (trace === undefined) return undefined;
  const stuck = failure === undefined ? stuckAside(trace) : stuckAttempt(trace);
  const all = stepsOf(trace);
  const told = new Set(byWeight(all, trace, stuck).slice(0, most));
  return {
    trace,
    isAside: failure === undefined,
    steps: all.filter((step) => told.has(step)).map(({ step }) => step),
    untold: all.length - Math.min(most, all.length),
    stuck: stuck === undefined ? undefined : sayStuck(trace, stuck),
  };
}

// ---- which one --------------------------------------------------------------------------------------

/** ms; the beginning of the run where none began. */
function faultsBegan({ faults, reached }: Summary): number {
  const begun = faults.filter(({ from }) => from < reached);
  return begun.length === 0 ? 0 : Math.min(...begun.map(({ from }) => from)) / 1e6;
}

/** Of the most frequent way to fail that was kept, the one of middle length. */
function typicalFailure(
  traces: readonly TraceData[],
  summary: Summary,
  since: number,
): TraceData | undefined {
  const counts = failureCounts(summary);
  const ways = new Map<string, TraceData[]>();
  for (const trace of traces) {
    if (trace.beganMs < since || !hasFailed(trace)) continue;
    const way = wayKey(trace.load, trace.firstCause, trace.origin);
    ways.set(way, [...(ways.get(way) ?? []), trace]);
  }
  let typical: readonly TraceData[] = [];
  let largest = -1;
  for (const [way, members] of ways) {
    const count = counts.get(way) ?? 0;
    if (count <= largest) continue;
    largest = count;
    typical = members;
  }
  const lengthOf = ({ beganMs, endedMs }: TraceData) => endedMs - beganMs;
  return typical.toSorted((a, b) => lengthOf(a) - lengthOf(b))[(typical.length - 1) >> 1];
}

/** Of the requests that fared well and have started what did not, the one in the middle. */
function failureAside(traces: readonly TraceData[], since: number): TraceData | undefined {
  const found = traces.filter(
    (trace) =>
      !hasFailed(trace) && trace.spans.some((span) => span.beganMs >= since && failedAside(trace, span)),
  );
  return found[(found.length - 1) >> 1];
}

function failedAside(trace: TraceData, span: SpanData): boolean {
  return hasFailed(span) && isAside(trace, span);
}

/** How many requests failed in which way, in the phases since the faults began. */
function failureCounts({ loads, phases }: Summary): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, rows } of loads) {
    for (const [at, { failures, offeredPerSecond }] of rows.entries()) {
      if (phases[at].name === 'before-faults') continue;
      const offered = (offeredPerSecond * (phases[at].to - phases[at].from)) / 1e9;
      for (const { share, cause, place } of failures) {
        const key = wayKey(name, cause, place ?? null);
        counts.set(key, (counts.get(key) ?? 0) + share * offered);
      }
    }
  }
  return counts;
}

function wayKey(load: string, cause: string | null, edge: string | null): string {
  return `${load}\n${cause}\n${edge}`;
}

function hasFailed({ outcome }: { readonly outcome: string | null }): boolean {
  return outcome !== 'ok' && outcome !== 'degraded' && outcome !== null;
}

// ---- what happened ----------------------------------------------------------------------------------

interface Told {
  readonly step: StoryStep;
  readonly span: SpanData;
}

function stepsOf({ spans, beganMs }: TraceData): Told[] {
  const callers: number[] = [];
  const told: Told[] = [];
  const tell = (span: SpanData, depth: number, waited: number, who: string, end = sayEnding(span)) =>
    told.push({
      span,
      step: {
        depth,
        sent: (span.beganMs - beganMs) * 1e6,
        waited,
        who,
        end,
        hasFailed: hasFailed(span),
      },
    });
  for (const [at, span] of spans.entries()) {
    // a call is its tries, and told of only where it ended otherwise, or later; depth counts the attempts above
    const above =
      span.parent === null ? 0 : callers[span.parent] + (spans[span.parent].kind === 'call' ? 0 : 1);
    callers[at] = above;
    if (span.kind === 'attempt') {
      const attempt = sayTry(span);
      const replica = span.replica === null ? '' : `, ${span.replica}`;
      tell(
        span,
        above,
        span.waitedMs === null ? Number.NaN : span.waitedMs * 1e6,
        `${calleeOf(span.edge)}${attempt}${replica}`,
      );
      continue;
    }
    const tries = triesOf(spans, span);
    if (tries.some((one) => one.endedMs === span.endedMs && endsAlike(one, span))) continue;
    const instead = insteadOf(spans, span);
    if (tries.length === 0 && instead !== undefined) {
      tell(span, above, Number.NaN, `${calleeOf(span.edge)}, not sent`, sayLeft(span, instead));
      continue;
    }
    const what = tries.length === 0 ? 'not sent' : 'all in all';
    tell(span, above, Number.NaN, `${calleeOf(span.edge)}, ${what}`);
  }
  return told;
}

/** A call that is left while it is tried ends with its try, whatever that is told of. */
function endsAlike(attempt: SpanData, call: SpanData): boolean {
  return attempt.outcome === call.outcome || call.outcome === 'cancelled';
}

/** `, try 2`; `, redelivery` of the first try for a message that comes again. */
function sayTry({ startCause, tryNumber }: AttemptData): string {
  if (tryNumber > 1) return `, ${startCause === 'retry' ? 'try' : startCause} ${tryNumber}`;
  return startCause === 'redelivery' ? ', redelivery' : '';
}

/** The call that a fallback made in place of this one; undefined where none did. */
function insteadOf(spans: readonly SpanData[], call: SpanData): CallData | undefined {
  const at = spans.indexOf(call);
  return spans.filter((span) => span.kind === 'call').find(({ parent }) => parent === at);
}

/** `rejected at once, b.q instead`: it ends only with what was asked instead, but that is not its own doing. */
function sayLeft(span: SpanData, instead: CallData): string {
  const { outcome, firstCause, beganMs } = span;
  const cause = firstCause ?? outcome;
  if (cause === null) return 'no end yet';
  const end = wasLeft(span, instead) ? sayEnding(span) : sayOutcomeAfter(cause, instead.beganMs - beganMs);
  return `${end}, ${calleeOf(instead.edge)} instead`;
}

/** A policy outside of the fallback stopped waiting while it asked: the ending is that policy's, and how it began is not known. */
function wasLeft(call: SpanData, { outcome, endedMs }: CallData): boolean {
  return outcome === 'cancelled' && endedMs === call.endedMs;
}

/** The attempts of a call, in their order. */
function triesOf(spans: readonly SpanData[], call: SpanData): AttemptData[] {
  const at = spans.indexOf(call);
  return spans.filter((span) => span.kind === 'attempt').filter(({ parent }) => parent === at);
}

function sayEnding({ outcome, beganMs, endedMs }: SpanData): string {
  if (outcome === null || endedMs === null) return 'no end yet';
  return sayOutcomeAfter(outcome, endedMs - beganMs);
}

/** `timed out after 1s`, `refused at once` */
export function sayOutcomeAfter(outcome: string, lengthMs: number): string {
  return `${sayOutcome(outcome)} ${lengthMs === 0 ? 'at once' : `after ${sayLength(lengthMs * 1e6)}`}`;
}

/** What must be told first: where it was stuck and who called there, then other failures, then the rest. */
function byWeight(all: readonly Told[], { spans }: TraceData, stuck: SpanData | undefined): Told[] {
  const path = new Set<SpanData>();
  for (let span = stuck; span !== undefined; span = span.parent === null ? undefined : spans[span.parent])
    path.add(span);
  const weight = ({ span, step }: Told) => (path.has(span) ? 0 : step.hasFailed ? 1 : 2);
  return all.toSorted((a, b) => weight(a) - weight(b));
}

// ---- where it was stuck -----------------------------------------------------------------------------

/** Where it first went wrong: the longest try there. */
function stuckAttempt(trace: TraceData): SpanData | undefined {
  const { spans, firstCause, origin } = trace;
  const there = spans.filter(
    (span) =>
      span.edge === origin &&
      span.firstCause === firstCause &&
      span.outcome === firstCause &&
      !isAside(trace, span),
  );
  return longestTry(there);
}

function stuckAside(trace: TraceData): SpanData | undefined {
  const failed = trace.spans.filter((span) => failedAside(trace, span));
  return longestTry(
    failed.filter(({ edge, origin, outcome, firstCause }) => edge === origin && outcome === firstCause),
  );
}

/** Of calls, where there were no tries. */
function longestTry(there: readonly SpanData[]): SpanData | undefined {
  const tries = there.filter(({ kind }) => kind === 'attempt');
  const lengthOf = ({ beganMs, endedMs }: SpanData) => (endedMs ?? beganMs) - beganMs;
  return (tries.length === 0 ? there : tries).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}

/** Below a notify or the delivery of a message: the request never waited for it. */
function isAside({ spans }: TraceData, span: SpanData): boolean {
  for (let each = span; each.parent !== null; each = spans[each.parent]) {
    const above = spans[each.parent];
    // Only a queue brings about calls without having been started.
    const isDelivery = each.kind === 'call' && above.kind === 'attempt' && above.startedMs === null;
    if (isDelivery || each.edge.includes(' ~> ')) return true;
  }
  return false;
}

function sayStuck(trace: TraceData, span: SpanData): string {
  const call = span.kind === 'call' ? span : trace.spans[span.parent ?? 0];
  const instead = insteadOf(trace.spans, call);
  if (instead !== undefined && span === call && wasLeft(call, instead)) {
    const before = `${calleeOf(instead.edge)} had answered instead`;
    return `${calleeOf(call.edge)} had failed; ${sayGivenUp(call, before)}`;
  }
  const own = sayStuckHere(trace, span);
  if (instead === undefined || !hasFailed(instead)) return own;
  const last = longestTry([instead, ...triesOf(trace.spans, instead)].filter(hasFailed)) ?? instead;
  return `${own}; instead of it ${calleeOf(instead.edge)}: ${sayStuckHere(trace, last)}`;
}

function sayStuckHere({ spans }: TraceData, span: SpanData): string {
  const callee = calleeOf(span.edge);
  if (span.kind === 'call') return sayStuckCall(span, callee, triesOf(spans, span).length);
  const place = span.replica ?? callee;
  const others = spans.filter(
    (each) =>
      each !== span &&
      each.kind === 'attempt' &&
      each.parent === span.parent &&
      each.outcome === span.outcome,
  );
  const rest =
    others.length === 0 ? '' : `; ${others.length} more ${others.length === 1 ? 'try' : 'tries'} fared alike`;
  switch (span.outcome) {
    case 'timed-out':
    case 'expired':
      return `${sayWaiting(span, place)}${rest}`;
    case 'refused':
      return `${sayRefused(span, place)}${rest}`;
    case 'shed':
      return `shed by ${place} under load${rest}`;
    case 'lost':
      return `lost on the way to ${place} or back: no answer ever came${rest}`;
    default:
      return `failed in ${place}${rest}`;
  }
}

function sayRefused({ doneOutcome, metNobody, edge }: AttemptData, place: string): string {
  if (metNobody) return `nobody listened at ${place}: it was down or closed`;
  if (doneOutcome === 'refused') return `turned away by ${place}: its queue was full`;
  // to a queue it is a message, `->` as to an operation; an operation has a dot in its name
  return calleeOf(edge).includes('.')
    ? `refused on the way: nobody of ${place} took the connection`
    : `refused by the broker of ${place}: it was full, or down`;
}

/** The caller ended it itself: before the first try, or between two. */
function sayStuckCall(call: CallData, callee: string, tries: number): string {
  if (call.outcome === 'rejected')
    return `stuck before ${callee}: a policy of ${callerOf(call.edge)} let nothing ${tries === 0 ? '' : 'more '}through`;
  return sayGivenUp(call, `${callee} was asked ${tries === 0 ? 'at all' : 'again'}`);
}

function sayGivenUp({ edge, beganMs, endedMs }: SpanData, before: string): string {
  const patience = sayLength(((endedMs ?? beganMs) - beganMs) * 1e6);
  return `given up before ${before}: ${callerOf(edge)} waited ${patience} in all`;
}

function callerOf(edge: string): string {
  return edge.slice(0, edge.indexOf(' -> '));
}

function sayWaiting({ startedMs, waitedMs, doneMs, endedMs }: AttemptData, place: string): string {
  const left = endedMs ?? Number.POSITIVE_INFINITY;
  const say = (ms: number) => sayLength(ms * 1e6);
  if (startedMs === null) {
    return doneMs === null
      ? `stuck on the way to ${place}, or in its queue: nobody had begun with it when the run ended`
      : `stuck in the queue of ${place}: ${say(waitedMs ?? 0)}, and nobody ever began with it`;
  }
  if (startedMs >= left) {
    return `stuck in the queue of ${place}: it waited ${say(waitedMs ?? 0)} for a slot, ${say(startedMs - left)} longer than its caller did`;
  }
  const end =
    doneMs === null
      ? 'which did not end'
      : `done ${say(Math.max(0, doneMs - left))} after its caller had left`;
  return `stuck in ${place}: it waited ${say(waitedMs ?? 0)} for a slot, then was worked on, ${end}`;
}

function calleeOf(edge: string): string {
  return edge.slice(edge.lastIndexOf('>') + 1).trim();
}
