/** What a trace is made of: one span for each call, and one for each of its attempts. */
import { type Nanos, NEVER } from '../../base/time.ts';

interface SpanBase {
  /** Index of the span that started it, in the same trace; NONE for the request's own call. It moves when another joins above. */
  parent: number;
  readonly edge: number;
  /** The call began, or the attempt was sent; ns. */
  readonly began: Nanos;
  /** The caller had its ending or had left; NEVER while it waits. */
  ended: Nanos;
  /** The ending as the caller sees it, or NONE while it waits. */
  ending: number;
}

export interface CallSpan extends SpanBase {
  readonly kind: 'call';
}

export interface AttemptSpan extends SpanBase {
  readonly kind: 'attempt';
  /** Why it was sent (see outcomes.ts: causes), and the how manyth try of its call it is, from 1. */
  readonly cause: number;
  readonly nth: number;
  /** The operation at a replica that it reached, or NONE so far. */
  post: number;
  /** How long it waited for a slot, ns. */
  waited: Nanos;
  /** The callee began with it; NEVER when it did not. */
  started: Nanos;
  /** The callee was done with it, or turned it away; NEVER when not yet. */
  done: Nanos;
  /** The ending as the callee sees it, or NONE. */
  doneEnding: number;
  /** False when the caller had left by the time the callee was done. */
  wanted: boolean;
  /** True when it was turned away because no process listened at its replica. */
  metNobody: boolean;
}

export type Span = CallSpan | AttemptSpan;

/** Nothing more can happen to it: caller and callee are done. A try that never arrives stays open; nobody knows. */
export function isOver(span: Span): boolean {
  return span.ended !== NEVER && (span.kind === 'call' || span.done !== NEVER);
}
