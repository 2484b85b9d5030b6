/** What the rules know of a retry: its attempts, its pauses, what its budget leaves of them, and what it is for. */
import type { Nanos } from '../../base/time.ts';
import { isMapping } from '../../fields/index.ts';
import { OUTCOMES, type OutcomeName } from '../../sim/index.ts';

/** Where a failure began: at the callee or on the way to it, or at something that it calls. */
export type Where = 'here' | 'deeper';

export interface RetryTrait {
  /** In all, the first one included. */
  readonly attempts: number;
  /** It may not always use them. */
  readonly hasBudget: boolean;
  /** Retries for each call while all fail, on average and at most: NaN where its budget cannot be summed. */
  readonly retries: number;
  /** The pause after so many attempts: its mean, and the shortest and the longest that luck may draw. */
  meanPause(tried: number): Nanos;
  shortestPause(tried: number): Nanos;
  longestPause(tried: number): Nanos;
  triesAgainOn(outcome: OutcomeName, where: Where): boolean;
}

type Numbers = Readonly<Record<string, number>>;

/** What a callee has certainly not begun. */
const NOT_BEGUN: readonly OutcomeName[] = ['refused', 'rejected', 'shed', 'expired'];

/** Its `where`, as its settings number it. */
const HERE = 1;
const DEEPER = 2;

export function retryTrait(
  settings: Numbers,
  written: Readonly<Record<string, unknown>>,
  isIdempotent: boolean,
): RetryTrait {
  const { budget, 'budget-scope': scope = 'call' } = written;
  const { attempts, on, where } = settings;
  const mayRepeat = settings['idempotent-only'] === 0 || isIdempotent;
  const hasBudget = budget !== undefined && budget !== 'none';
  return {
    attempts,
    hasBudget,
    retries: hasBudget
      ? Math.min(attempts - 1, scope === 'call' ? shareOf(budget) : Number.NaN)
      : attempts - 1,
    ...pausesOf(settings),
    triesAgainOn: (outcome, began) =>
      (on & (1 << OUTCOMES.indexOf(outcome))) !== 0 &&
      (mayRepeat || NOT_BEGUN.includes(outcome)) &&
      where !== (began === 'here' ? DEEPER : HERE),
  };
}

/** Retries for each call that a budget of its own allows; NaN where that depends on more than the number of calls. */
function shareOf(budget: unknown): number {
  if (typeof budget === 'number') return budget;
  const finagle = isMapping(budget) && isMapping(budget.finagle) ? budget.finagle : undefined;
  return finagle?.minimum === 0 ? Number(finagle.ratio) : Number.NaN;
}

/** The jitters and kinds, as the settings number them. */
const [FULL, EQUAL, DECORRELATED, POLLY, AROUND] = [1, 2, 3, 4, 5];
const [FIXED, LINEAR, , ENVOY] = [0, 1, 2, 3];

/** Pauses by the formulas of sim/policy/backoff.ts. */
function pausesOf(settings: Numbers): Pick<RetryTrait, 'meanPause' | 'shortestPause' | 'longestPause'> {
  const { base, factor, max, jitter, kind, spread } = settings;
  const plain = (tried: number): Nanos => {
    if (kind === FIXED || kind === LINEAR) return Math.min(max, kind === FIXED ? base : base * tried);
    let pause = base;
    for (let i = 1; i < tried && pause < max; i++) pause = kind === ENVOY ? 2 * pause + base : pause * factor;
    return Math.min(max, pause);
  };
  return {
    meanPause(tried) {
      if (base === 0) return 0;
      if (jitter === FULL) return plain(tried) / 2;
      if (jitter === EQUAL) return (plain(tried) * 3) / 4;
      if (jitter === POLLY) return Math.min(max, (base * (grown(tried) - grown(tried - 1))) / 1.4);
      if (jitter !== DECORRELATED) return plain(tried);
      // each lies evenly between the base and three times the last one
      let pause = base;
      for (let i = 0; i < tried; i++) pause = Math.min(max, (base + Math.max(base, 3 * pause)) / 2);
      return pause;
    },
    shortestPause(tried) {
      if (base === 0 || jitter === FULL || jitter === POLLY) return 0;
      if (jitter === EQUAL) return plain(tried) / 2;
      if (jitter === AROUND) return plain(tried) * (1 - spread);
      return jitter === DECORRELATED ? Math.min(max, base) : plain(tried);
    },
    longestPause(tried) {
      if (base === 0) return 0;
      if (jitter === POLLY) return max;
      if (jitter === AROUND) return plain(tried) * (1 + spread);
      if (jitter !== DECORRELATED) return plain(tried);
      let pause = base;
      for (let i = 0; i < tried && pause < max; i++) pause *= 3;
      return Math.min(max, pause);
    },
  };
}

const STEPS = 100;

/** The mean of Polly's growth 2ᵗ · tanh √(4t) over t from n − 1 to n; before the first pause it is none. */
function grown(n: number): number {
  if (n === 0) return 0;
  let sum = 0;
  for (let i = 0; i < STEPS; i++) {
    const t = n - 1 + (i + 0.5) / STEPS;
    sum += 2 ** t * Math.tanh(Math.sqrt(4 * t));
  }
  return sum / STEPS;
}
