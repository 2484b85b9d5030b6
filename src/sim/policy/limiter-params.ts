/**
 * How a limiter is written: a kind with what that kind needs, or a preset, whose numbers hold unless
 * others are given. Each side has its own form, for not all of it makes sense at both.
 */
import { z } from 'zod';
import {
  type ChosenUnion,
  chosenUnion,
  countBetween,
  duration,
  isMapping,
  mapping,
  nearestWord,
  positiveDuration,
  positiveRate,
  type Refusal,
  sayValue,
} from '../../fields/index.ts';
import type { Presets } from './presets.ts';
import { type Scope, scopeField } from './scope.ts';

export const KINDS = [
  'token-bucket',
  'gcra',
  'leaky-bucket',
  'fixed-window',
  'sliding-window',
  'concurrency',
] as const;
export type Kind = (typeof KINDS)[number];

// The presets in ns, as they are parsed.
const WINDOW_PRESETS = {
  resilience4j: { kind: 'fixed-window', limit: 50, window: 500, wait: 5e9, rejects: 'after-wait' },
} as const;
const AT_A_TIME_PRESETS = {
  envoy: { kind: 'concurrency', limit: 1024, scope: 'service' },
  polly: { kind: 'concurrency', limit: 1000 },
  hystrix: { kind: 'concurrency', limit: 10, scope: 'edge' },
} as const;
const PRESETS = { ...WINDOW_PRESETS, ...AT_A_TIME_PRESETS };
type Preset = keyof typeof PRESETS;

/**
 * Defaults of real limiters, with their sources: resilience4j RateLimiterConfig 2.x; Envoy circuit
 * breakers, max_requests, of a cluster; Polly v8 ConcurrencyLimiter; Hystrix semaphore isolation, of a command.
 */
export const presets: Presets = {
  resilience4j: { ...WINDOW_PRESETS.resilience4j, window: '500ns', wait: '5s' },
  ...AT_A_TIME_PRESETS,
};

/** What all forms come to. Times are ns, rates per second. */
export interface LimiterParams {
  kind?: Kind;
  preset?: Preset;
  rate?: number;
  burst?: number;
  interval?: number;
  queue?: number;
  limit?: number;
  window?: number;
  count?: 'log' | 'counter';
  wait?: number;
  rejects?: 'at-once' | 'after-wait';
  per?: 'key';
  buckets?: number;
  scope?: Scope;
}

/** Keys that are told apart one by one; with more than this many some share a limit. */
const BUCKETS = 256;

const rate = positiveRate.meta({ description: 'Permits per time.' });
const limit = countBetween(1, 1e6);
const window = positiveDuration.meta({ description: 'Length of a window.' });
const perKey = {
  per: z.literal('key').optional().meta({
    description: 'key: each of the keys of the load has a limit of its own. Without it all share one.',
  }),
  buckets: countBetween(1, 4096)
    .optional()
    .meta({
      description: `per: key: so many limits are kept; with more keys than that some share one. Default ${BUCKETS}.`,
    }),
};
const wait = {
  wait: duration.optional().meta({
    description: 'Longest wait for a permit that comes later; it is reserved. Default none.',
  }),
};
const rejects = {
  rejects: z.enum(['at-once', 'after-wait']).optional().meta({
    description:
      'Whom it cannot let in within `wait`: at-once is told so, after-wait is let wait all the same and told then (the blocking call of resilience4j). Default at-once; always at the door of a callee.',
  }),
};

function kindOf(kind: Kind) {
  return z.literal(kind).meta({ description: 'The kind of limiter.' });
}

/** What a side has beside the keys that make a limiter. */
type More = { readonly scope?: typeof scopeField };

/** The forms of one side: `waiting` are the keys of those kinds that let wait, `more` those of all. */
function formsOf(waiting: typeof wait & Partial<typeof rejects>, more: More) {
  return {
    'token-bucket': mapping({
      kind: kindOf('token-bucket'),
      rate,
      burst: countBetween(1, 1e6).meta({
        description: 'Permits that may be saved up; it starts with all of them.',
      }),
      interval: positiveDuration.optional().meta({
        description: 'Permits come in portions, at the end of each interval; without it evenly.',
      }),
      ...waiting,
      ...perKey,
      ...more,
    }).meta({ description: 'A bucket that fills at a rate and holds so many permits.' }),
    gcra: mapping({
      kind: kindOf('gcra'),
      rate,
      burst: countBetween(1, 1e6).default(1).meta({ description: 'So many may come at once after a pause.' }),
      ...waiting,
      ...perKey,
      ...more,
    }).meta({
      description: 'Generic cell rate algorithm: lets in whom a token bucket of that burst lets in.',
    }),
    'leaky-bucket': mapping({
      kind: kindOf('leaky-bucket'),
      rate: positiveRate.meta({ description: 'Requests leave it evenly, at this rate.' }),
      queue: countBetween(0, 1e6).meta({
        description: 'How many may wait for their turn; one more is turned away.',
      }),
      ...perKey,
      ...more,
    }).meta({ description: 'A queue that drains evenly: who comes too early waits.' }),
    'fixed-window': mapping({
      kind: kindOf('fixed-window'),
      limit: limit.meta({ description: 'Permits in each window.' }),
      window,
      ...waiting,
      ...perKey,
      ...more,
    }).meta({
      description: 'So many in each window from the start of the run; around an edge twice as many.',
    }),
    'sliding-window': mapping({
      kind: kindOf('sliding-window'),
      limit: limit.meta({ description: 'Permits in any window of that length.' }),
      window,
      count: z.enum(['log', 'counter']).default('log').meta({
        description:
          'log remembers each, at most 10000 of them. counter estimates prev·(1 − x) + cur when x of the present window is over, and knows no `wait`.',
      }),
      ...waiting,
      ...perKey,
      ...more,
    }).meta({ description: 'So many in any window of that length.' }),
    concurrency: mapping({
      kind: kindOf('concurrency'),
      limit: limit.meta({ description: 'How many at a time.' }),
      ...perKey,
      ...more,
    }).meta({ description: 'So many at a time, whatever the rate.' }),
  };
}

function presetForms(waiting: typeof wait & Partial<typeof rejects>, more: More) {
  return {
    window: mapping({
      preset: z.enum(['resilience4j']).meta({ description: 'Whose defaults.' }),
      limit: limit.optional().meta({ description: 'Permits in each window; resilience4j: 50.' }),
      window: positiveDuration.optional().meta({ description: 'Length of a window; resilience4j: 500ns.' }),
      ...waiting,
      ...perKey,
      ...more,
    }).meta({
      description:
        'The defaults of a real limiter of the kind fixed-window. resilience4j: 50 in 500ns, wait 5s, around a call rejects after-wait.',
    }),
    'at-a-time': mapping({
      preset: z.enum(['envoy', 'polly', 'hystrix']).meta({ description: 'Whose defaults.' }),
      limit: limit
        .optional()
        .meta({ description: 'How many at a time; envoy 1024, polly 1000, hystrix 10.' }),
      ...perKey,
      ...more,
    }).meta({ description: 'The defaults of a real limiter of the kind concurrency.' }),
  };
}

function unionOf(waiting: typeof wait & Partial<typeof rejects>, more: More): z.ZodType<LimiterParams> {
  const byKind = formsOf(waiting, more);
  const ofPresets = presetForms(waiting, more);
  const branches = [...Object.values(byKind), ...Object.values(ofPresets)];
  type Branch = (typeof branches)[number];
  const union: ChosenUnion<Branch> = chosenUnion<Branch>(branches, (raw): Branch | Refusal => {
    if (!isMapping(raw)) return { sentence: `${sayValue(raw)} is not a limiter; ${EXPECTED}` };
    if (raw.preset !== undefined && raw.kind === undefined) {
      if (Object.hasOwn(WINDOW_PRESETS, String(raw.preset))) return ofPresets.window;
      if (Object.hasOwn(AT_A_TIME_PRESETS, String(raw.preset))) return ofPresets['at-a-time'];
      return unknown('preset', raw.preset, Object.keys(PRESETS));
    }
    const kind = KINDS.find((each) => each === raw.kind);
    return kind === undefined ? unknown('kind', raw.kind, KINDS) : byKind[kind];
  });
  return union.superRefine(checkTogether) as unknown as z.ZodType<LimiterParams>;
}

const EXPECTED = `write one such as { kind: token-bucket, rate: 100/s, burst: 20 }, with a kind (${KINDS.join(', ')}) or a preset`;

function unknown(key: 'kind' | 'preset', word: unknown, known: readonly string[]): Refusal {
  if (word === undefined) return { sentence: `nothing here says which kind of limiter this is; ${EXPECTED}` };
  const meant = typeof word === 'string' ? nearestWord(word, known) : undefined;
  const advice = meant === undefined ? `expected one of: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { sentence: `${sayValue(word)} is not a ${key} of limiter; ${advice}`, key };
}

/** A log remembers each one it lets in, so it has to end somewhere. */
const LONGEST_LOG = 10_000;
/** A limiter with logs remembers no more instants than this, over all its keys. */
export const MOST_NUMBERS = 65_536;

function checkTogether(params: unknown, context: z.RefinementCtx): void {
  const { kind, limit: most = 0, count, wait: longest, per, buckets } = params as LimiterParams;
  const say = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  if (buckets !== undefined && per === undefined)
    say('buckets', '`buckets` only means something with per: key');
  if (kind !== 'sliding-window') return;
  if (count === 'counter') {
    if (longest !== undefined) say('wait', 'a counter knows no wait; write count: log');
  } else if (most > LONGEST_LOG) {
    say('limit', `a log remembers at most ${LONGEST_LOG}; write count: counter`);
  } else if (per === 'key' && most * ((buckets ?? BUCKETS) + 1) > MOST_NUMBERS) {
    say(
      'limit',
      `logs of ${most} for ${buckets ?? BUCKETS} keys are too much to remember; write count: counter`,
    );
  }
}

/** Around a call. */
export const callerParams = unionOf({ ...wait, ...rejects }, { scope: scopeField });
/** At the callee's door, where nobody is let wait for a no. */
export const calleeParams = unionOf(wait, {});

/** The parameters with a preset's numbers where none are given. */
export function completed(params: LimiterParams): LimiterParams & { kind: Kind } {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
  const base = params.preset === undefined ? {} : PRESETS[params.preset];
  const all: LimiterParams = { ...base, ...given };
  return { ...all, kind: all.kind as Kind, buckets: all.per === undefined ? 0 : (all.buckets ?? BUCKETS) };
}
