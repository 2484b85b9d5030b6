/**
 * What the rules know of a policy, by its name: the only place that knows members of the catalog. A
 * policy that has no entry here may do anything, so that rules stay silent about what lies behind it.
 * To teach them one more, add an entry to `known`.
 */
import { type Nanos, NEVER } from '../../base/time.ts';
import { isMapping } from '../../fields/index.ts';
import {
  type CallerSpec,
  OUTCOMES,
  type OutcomeName,
  policies,
  type WrittenPolicy,
} from '../../sim/index.ts';
import { type HedgeTrait, hedgeTrait } from './hedging.ts';
import { type Limit, limiterLimit } from './limiting.ts';
import { type RetryTrait, retryTrait } from './retrying.ts';

export interface Trait {
  /** It stops waiting for what lies inside after so long; NaN when nobody can say how long. */
  readonly timeout?: Nanos;
  readonly retry?: RetryTrait;
  readonly hedge?: HedgeTrait;
  readonly breaker?: BreakerTrait;
  /** More than this it does not let through. */
  readonly limit?: Limit;
  /** It has an answer at once for calls that ended so. */
  readonly standsInFor?: (outcome: OutcomeName) => boolean;
  /** It may have an answer for calls that failed; nobody knows for which. */
  readonly mayStandIn?: true;
  /** It answers with the last good answer, if that is no older. */
  readonly staleFor?: Nanos;
  /** A call that it may make instead, with policies of its own. */
  readonly calls?: { readonly call: string } & CallerSpec;
  /** It answers from what it keeps, so that fewer calls go in; nobody knows how many. */
  readonly keeps?: CacheTrait;
  /** Calls about one key that are under way together go in as one. */
  readonly isOneForAll?: true;
  /** It lets every call through while nothing is wrong; one with a limit, as long as there is room in that. */
  readonly passes: boolean;
  /** It holds calls back while what lies inside fails. */
  readonly restrains: boolean;
}

export interface CacheTrait {
  /** One answer stands for all, whatever they ask about. */
  readonly isForAll: boolean;
  /** Other steps read and write the same. */
  readonly isShared: boolean;
}

export interface BreakerTrait {
  /** Calls it must have seen before it may open, and the parameter that says so. */
  readonly minimum: number;
  readonly needs: 'minimum' | 'consecutive';
  /** It forgets them after so long; undefined where it remembers a number of calls. */
  readonly span: Nanos | undefined;
  /** Once it has seen so many good calls, so many bad ones open it; undefined where that takes a time. */
  readonly opening: { readonly seen: number; readonly failures: number } | undefined;
  /** Once open, it turns everybody away for no less than this. */
  readonly stays: Nanos;
  /** A call that took longer counts against its callee, however it ended; Infinity where none does. */
  readonly slowAfter: Nanos;
  /** A call that ended so counts against its callee. */
  minds(outcome: OutcomeName): boolean;
}

/** May refuse, may wait, may try again: nothing can be said. */
const UNKNOWN: Trait = { passes: false, restrains: true };
const HARMLESS: Trait = { passes: true, restrains: false };
/** Acts only when something is wrong, or there is too much. */
const CAREFUL: Trait = { passes: true, restrains: true };

type Numbers = Readonly<Record<string, number>>;

interface Known {
  /** Keys of its parameters that are understood; with another one it is an unknown policy. */
  readonly keys: readonly string[];
  trait(settings: Numbers, written: Readonly<Record<string, unknown>>, isIdempotent: boolean): Trait;
}

const known: Readonly<Record<string, Known>> = {
  timeout: {
    keys: ['after', 'connect'],
    // one that only limits connecting waits for ever for a callee that has been reached
    trait: ({ length }) => ({ ...HARMLESS, ...(length > 0 ? { timeout: length } : {}) }),
  },
  retry: {
    keys: [
      ...[
        'attempts',
        'backoff',
        'on',
        'where',
        'elsewhere',
        'host-selection-attempts',
        'idempotent-only',
        'pushback',
      ],
      ...['transparent', 'budget', 'budget-scope'],
    ],
    trait: (settings, written, isIdempotent) => ({
      ...HARMLESS,
      retry: retryTrait(settings, written, isIdempotent),
    }),
  },
  breaker: {
    keys: [
      ...['failure-rate', 'slow-rate', 'slow', 'consecutive', 'window', 'buckets', 'minimum', 'evaluate'],
      ...['evaluate-every', 'open', 'open-factor', 'open-most', 'open-jitter', 'probes', 'probe-wait'],
      ...[
        'on',
        'ignore',
        'scope',
        'forced',
        'bucket',
        'buckets-begin',
        'open-ends',
        'half-open',
        'undecided',
      ],
    ],
    trait(settings, { scope, forced }) {
      if (forced === 'closed') return HARMLESS;
      if (forced === 'open') return UNKNOWN;
      // one that several calls share sees more than any of them
      const isShared = scope !== undefined && scope !== 'call';
      return { ...CAREFUL, ...(isShared ? {} : { breaker: breakerTrait(settings) }) };
    },
  },
  throttle: {
    keys: ['success-rate', 'window', 'memory', 'requests', 'aggression', 'most', 'minimum', 'on', 'scope'],
    trait: () => CAREFUL,
  },
  bulkhead: {
    keys: ['limit', 'queue', 'wait', 'scope'],
    trait: ({ limit, wait }) => ({
      ...CAREFUL,
      limit: { of: 'places', most: limit, ...(wait < NEVER ? { wait } : {}) },
    }),
  },
  hedge: {
    keys: ['delay', 'max', 'on', 'late-only', 'elsewhere', 'cancel-losers', 'budget', 'budget-scope'],
    // it leaves alone what must not be done twice
    trait: (settings, written, isIdempotent) =>
      isIdempotent ? { ...HARMLESS, hedge: hedgeTrait(settings, written) } : HARMLESS,
  },
  fallback: {
    keys: [
      ...['value', 'stale', 'per', 'entries', 'on', 'call'],
      // those around its own call say for themselves what they are
      ...['balancer', 'policies', ...Object.keys(policies)],
    ],
    trait: ({ on, stale }, { value, call, ...own }) => {
      if (value !== undefined)
        return { ...HARMLESS, standsInFor: (outcome) => (on & (1 << OUTCOMES.indexOf(outcome))) !== 0 };
      // how long an old answer is at hand, and what another operation says, nobody knows
      return {
        ...CAREFUL,
        mayStandIn: true,
        ...(stale > 0 ? { staleFor: stale } : {}),
        ...(typeof call === 'string' ? { calls: { call, ...own } } : {}),
      };
    },
  },
  coalesce: {
    keys: ['followers', 'leader-leaves'],
    // how many ask the same nobody knows; two charges are two charges
    trait: (_, __, isIdempotent) => (isIdempotent ? { ...UNKNOWN, isOneForAll: true } : HARMLESS),
  },
  cache: {
    keys: ['ttl', 'jitter', 'per', 'entries', 'scope'],
    // how many ask the same again nobody knows; two charges are two charges, and what is not kept is asked for
    trait: ({ ttl }, { per, scope }, isIdempotent) =>
      isIdempotent && ttl > 0
        ? { ...UNKNOWN, keeps: { isForAll: per === 'all', isShared: scope === 'edge' } }
        : HARMLESS,
  },
  limiter: {
    keys: [
      ...['preset', 'kind', 'rate', 'burst', 'interval', 'queue', 'limit', 'window', 'count', 'wait'],
      ...['rejects', 'scope'],
    ],
    trait: (settings, written) => ({ ...CAREFUL, limit: limiterLimit(settings, written) }),
  },
  'adaptive-concurrency': {
    keys: [
      ...['preset', 'kind', 'initial', 'min', 'max', 'timeout', 'backoff', 'probe', 'smoothing', 'headroom'],
      ...['tolerance', 'window', 'update', 'remeasure', 'jitter', 'requests', 'buffer', 'scope'],
    ],
    // what it has learned is no less than this
    trait: ({ min }) => ({ ...CAREFUL, limit: { of: 'places', most: min, isLearned: true } }),
  },
  'adaptive-rate': {
    keys: ['beta', 'scale', 'smoothing', 'minimum', 'burst', 'on', 'scope', 'waits'],
    // nobody waits before somebody was shed
    trait: () => CAREFUL,
  },
  shed: {
    keys: [
      ...['by', 'limit', 'target', 'above', 'all', 'interval', 'window', 'smoothing', 'requests'],
      ...['down', 'up', 'user-levels', 'levels'],
    ],
    // one that looks at how busy it is may do so on a good day
    trait: (_, { by }) => (by === 'utilisation' ? UNKNOWN : CAREFUL),
  },
};

/** By the settings of sim/policy/breaker.ts. */
function breakerTrait(settings: Numbers): BreakerTrait {
  const { consecutive, size, bucket, minimum, evaluate, open, on, ignore } = settings;
  const heard = {
    stays: Math.min(open, settings['open-most']),
    // those in a row count failures alone
    slowAfter: consecutive > 0 ? Number.POSITIVE_INFINITY : settings.slow,
    minds: (outcome: OutcomeName) => (on & ~ignore & (1 << OUTCOMES.indexOf(outcome))) !== 0,
  };
  if (consecutive > 0) {
    const opening = { seen: 0, failures: consecutive };
    return { ...heard, minimum: consecutive, needs: 'consecutive', span: undefined, opening };
  }
  const rate = Math.min(
    settings['failure-rate'],
    Number.isFinite(settings.slow) ? settings['slow-rate'] : Number.POSITIVE_INFINITY,
  );
  const isOfTime = bucket > 0;
  return {
    ...heard,
    // a window of calls cannot hold more than it holds
    minimum: isOfTime ? minimum : Math.min(minimum, size),
    needs: 'minimum',
    span: isOfTime ? size * bucket : undefined,
    opening: isOfTime || evaluate === AT_STEPS ? undefined : { seen: size, failures: Math.ceil(rate * size) },
  };
}

/** An `evaluate` of the breaker: at the end of each bucket of time. */
const AT_STEPS = 2;

/** `isIdempotent`: of the operation that is called. */
export function traitOf(
  { name, params }: Pick<WrittenPolicy, 'name' | 'params'>,
  isIdempotent = true,
): Trait {
  const catalog: Readonly<Record<string, unknown>> = policies;
  const definition = catalog[name] as Definition | undefined;
  const other: Trait =
    definition?.machine?.until === undefined ? UNKNOWN : { ...UNKNOWN, timeout: Number.NaN };
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (entry === undefined || definition === undefined) return other;
  const written: Readonly<Record<string, unknown>> = isMapping(params) ? params : {};
  if (Object.entries(written).some(([key, value]) => value !== undefined && !entry.keys.includes(key)))
    return other;
  const values = definition.settingsOf(params);
  const settings = Object.fromEntries(definition.settings.map((setting, at) => [setting, values[at]]));
  const trait = entry.trait(settings, written, isIdempotent);
  const isShared = (definition.scopeOf?.(params) ?? 'call') !== 'call';
  if (!isShared || trait.limit === undefined) return trait;
  return { ...trait, limit: { ...trait.limit, isShared } };
}

interface Definition {
  readonly settings: readonly string[];
  settingsOf(params: unknown): number[];
  scopeOf?(params: unknown): string;
  readonly machine?: { readonly until?: unknown };
}
