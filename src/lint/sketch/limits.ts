/** How long a call waits, and how it goes on when nothing inside of it succeeds. */
import type { Nanos } from '../../base/time.ts';
import type { OutcomeName } from '../../sim/index.ts';
import type { CallSite, Wrap } from './call-site.ts';
import { type HedgeTrait, hedged } from './hedging.ts';
import type { Trait } from './policies.ts';
import type { RetryTrait, Where } from './retrying.ts';
import type { Service, Wiring } from './wiring.ts';

/** The longest that one attempt of this call is waited for: Infinity without a timeout, NaN where nobody can say. */
export function attemptLimit({ chain }: CallSite): Nanos {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...chain.map(({ trait }) => trait.timeout ?? Number.POSITIVE_INFINITY),
  );
}

/** True for what is asked of a service; messages are for brokers. */
export function isRequest({ verb }: CallSite): boolean {
  return verb === 'call' || verb === 'notify';
}

/** True where something ends this call though nobody answers. */
export function givesUp({ chain }: CallSite): boolean {
  return chain.some(({ trait }) => trait.timeout !== undefined);
}

/** True for a retry that tries again when nobody has answered in time. */
export function triesAgainAfterSilence({ trait: { retry } }: Wrap): boolean {
  return retry !== undefined && retry.attempts > 1 && retry.triesAgainOn('timed-out', 'here');
}

/** True where a caller's deadline ends this call too: then the call never outlasts whom it is for. */
export function endsWithItsCaller(site: CallSite, parent: CallSite): boolean {
  return site.caller.propagates && parent.caller.propagates;
}

/** Who waits longest for an answer of this service; undefined where somebody waits for ever, or nobody can say how long. */
export function longestWait(
  { into }: Wiring,
  service: Service,
): { readonly limit: Nanos; readonly site: CallSite } | undefined {
  let longest: { limit: Nanos; site: CallSite } | undefined;
  for (const site of service.operations.flatMap(({ name }) => into(name))) {
    const limit = attemptLimit(site);
    // a notice is to be worked on, whoever has stopped looking after it
    if (site.verb === 'notify' || !(limit < Number.POSITIVE_INFINITY)) return undefined;
    if (longest === undefined || limit > longest.limit) longest = { limit, site };
  }
  return longest;
}

/** What becomes of a call in which nothing succeeds. */
export interface Course {
  /** When each attempt begins, from the call's beginning. */
  readonly starts: readonly Nanos[];
  /** When the call is over; Infinity if nothing ends it. */
  readonly end: Nanos;
  readonly outcome: OutcomeName;
  /** How many attempts that is on average, with what the budgets on the way leave of them; NaN where one cannot be summed. */
  readonly tries: number;
  /** How long it lasts with so many. */
  readonly lasts: Nanos;
}

/** Retries inside retries multiply; more attempts than these are not worth a list. */
const MOST_ATTEMPTS = 10_000;

/**
 * The course of a call whose attempts all end like this; undefined where a policy may hold some back.
 * Layers are gone through as the call goes outward: the innermost first.
 */
export function courseOf(
  chain: readonly Wrap[],
  attempt: { readonly end: Nanos; readonly outcome: OutcomeName; readonly where?: Where },
  pauses: 'meanPause' | 'shortestPause' = 'meanPause',
): Course | undefined {
  let { where = 'here' } = attempt;
  let course: Course = {
    starts: [0],
    end: attempt.end,
    outcome: attempt.outcome,
    tries: 1,
    lasts: attempt.end,
  };
  for (const { trait } of chain.toReversed()) {
    const { timeout, retry, hedge } = trait;
    if (trait.restrains) return undefined;
    if (hedge !== undefined) {
      const beside = hedged(course, hedge);
      if (beside === undefined) return undefined;
      course = beside;
    }
    if (course.end < Number.POSITIVE_INFINITY && trait.standsInFor?.(course.outcome) === true)
      course = { ...course, outcome: 'degraded' };
    if (timeout !== undefined && !(course.end <= timeout)) {
      const starts = course.starts.filter((at) => at < timeout);
      where = 'here';
      course = {
        starts,
        end: timeout,
        outcome: 'timed-out',
        tries: Math.min(course.tries, starts.length),
        lasts: Math.min(course.lasts, timeout),
      };
    }
    if (
      retry !== undefined &&
      retry.attempts > 1 &&
      course.end < Number.POSITIVE_INFINITY &&
      retry.triesAgainOn(course.outcome, where)
    ) {
      if (course.starts.length * retry.attempts > MOST_ATTEMPTS) return undefined;
      const starts: Nanos[] = [];
      let end = 0;
      for (let tried = 0; tried < retry.attempts; tried++) {
        if (tried > 0) end += retry[pauses](tried);
        for (const at of course.starts) starts.push(end + at);
        end += course.end;
      }
      const idle = end - retry.attempts * course.end;
      course = {
        starts,
        end,
        outcome: course.outcome,
        tries: (1 + retry.retries) * course.tries,
        lasts: (1 + retry.retries) * course.lasts + (idle * retry.retries) / (retry.attempts - 1),
      };
    }
  }
  return course;
}

/** Attempts that reach the layer at this place of a chain for each call, while all of them fail. */
export function attemptsAround(chain: readonly Wrap[], at: number): number {
  return chain.slice(0, at).reduce((product, { trait }) => product * (repeatsOf(trait)?.attempts ?? 1), 1);
}

/** What makes more than one attempt of a call, if the policy does. */
export function repeatsOf({ retry, hedge }: Trait): RetryTrait | HedgeTrait | undefined {
  return retry ?? hedge;
}
