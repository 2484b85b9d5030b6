/**
 * The spans of one kept trace: each parent is followed by what it started, in the order that began. What
 * begins after the trace was kept (a consumer takes the message, a callee works on) joins below its parent.
 */
import { NEVER } from '../../base/time.ts';
import { NONE } from '../terms/columns.ts';
import type { Span } from './spans.ts';

export class KeptTree {
  readonly spans: Span[] = [];
  /** False when it has more spans than are kept. */
  isWhole = true;
  /** True when nobody keeps it any more. */
  isDropped = false;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Takes a span as the last of what `parent` has started; false when there is no room. */
  join(span: Span, parent: Span | undefined): boolean {
    const { spans } = this;
    if (spans.length >= this.most) {
      this.isWhole = false;
      return false;
    }
    const above = parent === undefined ? NONE : spans.indexOf(parent);
    // All that is below the parent follows it without a gap.
    let at = above + 1;
    while (at < spans.length && spans[at].parent >= above) at += 1;
    span.parent = above;
    spans.splice(at, 0, span);
    for (let i = at + 1; i < spans.length; i++) if (spans[i].parent >= at) spans[i].parent += 1;
    return true;
  }

  /** Forgets whatever has happened since an instant. */
  takeBack(instant: number): void {
    const { spans } = this;
    const places = new Map<number, number>([[NONE, NONE]]);
    let left = 0;
    for (const [at, span] of spans.entries()) {
      if (span.began > instant) continue;
      places.set(at, left);
      // Who began in time was begun by somebody who did.
      span.parent = places.get(span.parent) as number;
      takeBackSpan(span, instant);
      spans[left] = span;
      left += 1;
    }
    spans.length = left;
  }
}

function takeBackSpan(span: Span, instant: number): void {
  if (span.ended > instant) {
    span.ended = NEVER;
    span.ending = NONE;
  }
  if (span.kind === 'call') return;
  if (span.done > instant) {
    span.done = NEVER;
    span.doneEnding = NONE;
    span.wanted = true;
    span.metNobody = false;
    if (span.started > instant) {
      span.started = NEVER;
      span.post = NONE;
      span.waited = 0;
    }
  }
}
