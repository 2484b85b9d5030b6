/**
 * What the rules know of a policy, by its name: the only place that knows members of the catalog. A
 * policy that has no entry here may do anything, so that rules stay silent about what lies behind it.
 * To teach them one more, add an entry to `known`.
 */
import type { Nanos } from '../../base/time.ts';
import { isMapping } from '../../fields/index.ts';
import { OUTCOMES, type OutcomeName, policies, type WrittenPolicy } from '../../sim/index.ts';

export interface Trait {
  /** It stops waiting for what lies inside after so long; NaN when nobody can say how long. */
  readonly timeout?: Nanos;
  readonly retry?: RetryTrait;
  readonly breaker?: BreakerTrait;
  /** It lets every call through while nothing is wrong. */
  readonly passes: boolean;
  /** It holds calls back while what lies inside fails. */
  readonly restrains: boolean;
}

export interface RetryTrait {
  /** In all, the first one included. */
  readonly attempts: number;
  /** The pause after so many attempts: its mean, and the shortest that luck may draw. */
  meanPause(tried: number): Nanos;
  shortestPause(tried: number): Nanos;
  triesAgainOn(outcome: OutcomeName): boolean;
}

export interface BreakerTrait {
  /** Calls it must have seen before it may open. */
  readonly minimum: number;
  /** It forgets them after so long; undefined where it remembers a number of calls. */
  readonly span: Nanos | undefined;
  /** Once it has seen so many good calls, so many failures open it; undefined where that takes a time. */
  readonly opening: { readonly seen: number; readonly failures: number } | undefined;
}

/** May refuse, may wait, may try again: nothing can be said. */
const UNKNOWN: Trait = { passes: false, restrains: true };

type Numbers = Readonly<Record<string, number>>;

interface Known {
  /** Keys of its parameters that are understood; with another one it is an unknown policy. */
  readonly keys: readonly string[];
  trait(settings: Numbers): Trait;
}

const known: Readonly<Record<string, Known>> = {
  timeout: {
    keys: [],
    trait: ({ length }) => ({ timeout: length, passes: true, restrains: false }),
  },
  retry: {
    keys: ['attempts', 'backoff', 'on'],
    trait: (settings) => ({ retry: retryTrait(settings), passes: true, restrains: false }),
  },
  breaker: {
    keys: ['failure-rate', 'window', 'minimum', 'open', 'probes'],
    trait: ({ 'failure-rate': rate, window, minimum }) => ({
      breaker: {
        minimum: Math.min(minimum, window),
        span: undefined,
        opening: { seen: window, failures: Math.ceil(rate * window) },
      },
      passes: true,
      restrains: true,
    }),
  },
};

export function traitOf({ name, params }: Pick<WrittenPolicy, 'name' | 'params'>): Trait {
  const catalog: Readonly<Record<string, unknown>> = policies;
  const definition = catalog[name] as Definition | undefined;
  const other: Trait =
    definition?.machine.until === undefined ? UNKNOWN : { ...UNKNOWN, timeout: Number.NaN };
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (entry === undefined || definition === undefined) return other;
  const written = isMapping(params) ? Object.entries(params) : [];
  if (written.some(([key, value]) => value !== undefined && !entry.keys.includes(key))) return other;
  const values = definition.settingsOf(params);
  return entry.trait(Object.fromEntries(definition.settings.map((setting, at) => [setting, values[at]])));
}

interface Definition {
  readonly settings: readonly string[];
  settingsOf(params: unknown): number[];
  readonly machine: { readonly until?: unknown };
}

/** The jitters, as the settings of a retry number them. */
const NO_JITTER = 0;
const FULL = 1;
const EQUAL = 2;

/** Pauses by the formulas of sim/policy/retry.ts. */
function retryTrait({ attempts, base, factor, max, jitter, on }: Numbers): RetryTrait {
  const plain = (tried: number): Nanos => {
    let pause = base;
    for (let i = 1; i < tried && pause < max; i++) pause *= factor;
    return Math.min(max, pause);
  };
  return {
    attempts,
    meanPause(tried) {
      if (jitter === NO_JITTER) return plain(tried);
      if (jitter === FULL) return plain(tried) / 2;
      if (jitter === EQUAL) return (plain(tried) * 3) / 4;
      // decorrelated: each lies evenly between the base and three times the last one
      let pause = base;
      for (let i = 0; i < tried; i++) pause = Math.min(max, (base + Math.max(base, 3 * pause)) / 2);
      return pause;
    },
    shortestPause(tried) {
      if (jitter === NO_JITTER) return plain(tried);
      if (jitter === FULL) return 0;
      return jitter === EQUAL ? plain(tried) / 2 : Math.min(max, base);
    },
    triesAgainOn: (outcome) => (on & (1 << OUTCOMES.indexOf(outcome))) !== 0,
  };
}
