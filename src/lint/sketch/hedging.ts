/** What the rules know of a hedge: how many tries it may send, when, and what becomes of a call while none succeeds. */
import type { Nanos } from '../../base/time.ts';
import { OUTCOMES, type OutcomeName } from '../../sim/index.ts';
import type { Course } from './limits.ts';

export interface HedgeTrait {
  /** In all, the first one included. */
  readonly attempts: number;
  /** It may not always use them. */
  readonly hasBudget: boolean;
  /** Hedges for each call while none succeeds, on average and at most: NaN where its budget cannot be summed. */
  readonly retries: number;
  /** From one try to the next; NaN where it is learned. */
  readonly delay: Nanos;
  /** The next try is sent at once; after other failures there is none. */
  triesAgainOn(outcome: OutcomeName): boolean;
}

type Numbers = Readonly<Record<string, number>>;

/** By the settings of sim/policy/hedge.ts. */
export function hedgeTrait(settings: Numbers, written: Readonly<Record<string, unknown>>): HedgeTrait {
  const { delay, quantile, max, on, budget, tokens, ttl, 'late-only': lateOnly } = settings;
  // a budget that several calls share may be spent by the others
  const isOwn = (written['budget-scope'] ?? 'call') === 'call';
  return {
    attempts: max,
    hasBudget: budget >= 0 || tokens >= 0 || ttl >= 0,
    retries:
      tokens >= 0 || ttl >= 0 || !isOwn ? Number.NaN : Math.min(max - 1, budget >= 0 ? budget : max - 1),
    delay: quantile > 0 ? Number.NaN : delay,
    triesAgainOn: (outcome) => lateOnly !== 1 && (on & (1 << OUTCOMES.indexOf(outcome))) !== 0,
  };
}

/** The course of a call with a hedge around what takes this course each time; undefined where the delay is not known. */
export function hedged(
  inside: Course,
  { attempts, delay, retries, triesAgainOn }: HedgeTrait,
): Course | undefined {
  if (Number.isNaN(delay)) return undefined;
  const isFatal = !triesAgainOn(inside.outcome);
  const begins = [0];
  let failed = 0;
  let due = delay;
  while (begins.length < attempts) {
    const failure = begins[failed] + inside.end;
    if (failure <= due && isFatal) break;
    if (failure <= due) failed++;
    begins.push(Math.min(failure, due));
    due = Math.min(failure, due) + delay;
  }
  const end = (isFatal ? 0 : begins[begins.length - 1]) + inside.end;
  const more = begins.length - 1;
  const extra = Math.min(more, retries);
  const longer = inside.end < Number.POSITIVE_INFINITY && more > 0 ? (end - inside.end) / more : 0;
  return {
    starts: begins.flatMap((at) => inside.starts.map((start) => at + start)).sort((a, b) => a - b),
    end,
    outcome: inside.outcome,
    tries: (1 + extra) * inside.tries,
    lasts: inside.lasts + extra * longer,
  };
}
