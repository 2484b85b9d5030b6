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
  trait(settings: Numbers, isShared: boolean): Trait;
}

const known: Readonly<Record<string, Known>> = {
  timeout: {
    keys: ['preset', 'after', 'connect'],
    // a limit for connecting alone does not end the wait for an answer
    trait: ({ length }) => ({ ...(length > 0 ? { timeout: length } : {}), passes: true, restrains: false }),
  },
  retry: {
    keys: [
      'preset',
      'attempts',
      'backoff',
      'on',
      'where',
      'elsewhere',
      'idempotent-only',
      'pushback',
      'transparent',
      'budget',
    ],
    trait: (settings, hasBudget) => ({
      retry: retryTrait(settings),
      passes: true,
      restrains: hasBudget || settings.where !== 0 || settings['idempotent-only'] !== 0,
    }),
  },
  breaker: {
    keys: [
      ...[
        'preset',
        'failure-rate',
        'slow-rate',
        'slow',
        'consecutive',
        'window',
        'buckets',
        'minimum',
        'evaluate',
      ],
      ...[
        'evaluate-every',
        'open',
        'open-factor',
        'open-most',
        'open-jitter',
        'probes',
        'probe-wait',
        'on',
        'ignore',
      ],
      ...['scope', 'forced'],
    ],
    trait: (settings) => breakerTrait(settings),
  },
  throttle: {
    keys: ['preset', 'success-rate', 'window', 'memory', 'requests', 'aggression', 'most', 'minimum', 'on'],
    trait: () => ({ passes: true, restrains: true }),
  },
};

/** The rates of failures count, or failures in a row; slow calls may open it sooner. */
function breakerTrait({ 'failure-rate': rate, consecutive, size, bucket, minimum, forced }: Numbers): Trait {
  // held open it lets nothing through
  const passes = forced !== 2;
  if (forced !== 0) return { passes, restrains: true };
  const isTimed = bucket > 0 && consecutive === 0;
  const failures = consecutive > 0 ? consecutive : Math.ceil(rate * size);
  return {
    breaker: {
      minimum: consecutive > 0 ? consecutive : minimum,
      span: isTimed ? size * bucket : undefined,
      opening: isTimed ? undefined : { seen: consecutive > 0 ? 0 : size, failures },
    },
    passes,
    restrains: true,
  };
}

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
  const settings = Object.fromEntries(definition.settings.map((setting, at) => [setting, values[at]]));
  const trait = entry.trait(settings, definition.sharedOf(params).length > 0);
  // who shares its state with other calls sees more of them than this one makes
  const isAlone = (definition.scopeOf?.(params) ?? 'call') === 'call';
  return isAlone || trait.breaker === undefined
    ? trait
    : { passes: trait.passes, restrains: trait.restrains };
}

interface Definition {
  readonly settings: readonly string[];
  settingsOf(params: unknown): number[];
  sharedOf(params: unknown): readonly number[];
  scopeOf?(params: unknown): string;
  readonly machine: { readonly until?: unknown };
}

/** The jitters and the growths, as the settings of a retry number them. */
const [NO_JITTER, FULL, EQUAL, DECORRELATED, POLLY] = [0, 1, 2, 3, 4];
const [FIXED, LINEAR, , ENVOY] = [0, 1, 2, 3];

/** Pauses by the formulas of sim/policy/backoff.ts. */
function retryTrait({ attempts, base, factor, max, jitter, kind, spread, on }: Numbers): RetryTrait {
  const plain = (tried: number): Nanos => {
    if (kind === FIXED) return Math.min(max, base);
    if (kind === LINEAR) return Math.min(max, base * tried);
    let pause = base;
    for (let i = 1; i < tried && pause < max; i++) pause = kind === ENVOY ? 2 * pause + base : pause * factor;
    return Math.min(max, pause);
  };
  return {
    attempts,
    meanPause(tried) {
      if (base === 0) return 0;
      switch (jitter) {
        case FULL:
          return plain(tried) / 2;
        case EQUAL:
          return (plain(tried) * 3) / 4;
        case DECORRELATED: {
          // each lies evenly between the base and three times the last one
          let pause = base;
          for (let i = 0; i < tried; i++) pause = Math.min(max, (base + Math.max(base, 3 * pause)) / 2);
          return pause;
        }
        default:
          // those of a share lie evenly around, and Polly's medians are near the plain ones
          return plain(tried);
      }
    },
    shortestPause(tried) {
      if (base === 0 || jitter === FULL || jitter === POLLY) return 0;
      if (jitter === NO_JITTER) return plain(tried);
      if (jitter === EQUAL) return plain(tried) / 2;
      return jitter === DECORRELATED ? Math.min(max, base) : plain(tried) * (1 - spread);
    },
    triesAgainOn: (outcome) => (on & (1 << OUTCOMES.indexOf(outcome))) !== 0,
  };
}
