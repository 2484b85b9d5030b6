/** What a breaker can be told, and what known libraries tell theirs. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  duration,
  mapping,
  numberBetween,
  positiveDuration,
  share,
} from '../../fields/index.ts';
import type { OutcomeName } from '../terms/outcomes.ts';
import { FAILURES, failures } from './failures.ts';
import { type Presets, withPresets } from './presets.ts';
import { SCOPES, type Scope } from './scope.ts';

export const STATES = ['closed', 'open'] as const;
const EVALUATIONS = ['always', 'failure'] as const;

/** Whence the buckets of a window of time are counted. */
export const BEGINNINGS = ['clock', 'first-call', 'each-call'] as const;
/** Is it still open `after` no more than its time, at the very end of it, or half-open `at` it? */
export const ENDS = ['after', 'at'] as const;
/** What makes it half-open when its time is over. */
export const WAKERS = ['next-call', 'time'] as const;

/** What a call means, half-open, that is neither a failure nor a success. */
export const UNDECIDED = ['another', 'opens', 'closes'] as const;

/** Calls, or buckets of time, that a window can hold. */
export const WINDOW_MOST = 1000;
/** A window of time has this many buckets unless told otherwise. */
export const BUCKETS = 10;

export interface BreakerParams {
  'failure-rate': number;
  'slow-rate'?: number;
  slow?: number;
  consecutive?: number;
  window: number | { readonly time: number };
  buckets?: number;
  bucket?: number;
  'buckets-begin': (typeof BEGINNINGS)[number];
  minimum: number;
  evaluate: (typeof EVALUATIONS)[number];
  'evaluate-every'?: number;
  open: number;
  'open-factor': number;
  'open-most'?: number;
  'open-jitter': number;
  'open-ends': (typeof ENDS)[number];
  'half-open': (typeof WAKERS)[number];
  undecided: (typeof UNDECIDED)[number];
  probes: number;
  'probe-wait'?: number;
  on?: OutcomeName[];
  ignore?: OutcomeName[];
  scope: Scope;
  forced?: (typeof STATES)[number];
}

/** resilience4j takes no threshold of 0 either (CircuitBreakerConfig.Builder): a breaker that nothing keeps closed. */
const threshold = share.refine(
  (rate) => rate > 0,
  'at 0% it opens though nothing is wrong; write 1%, or more',
);

const written = mapping({
  'failure-rate': threshold
    .default(0.5)
    .meta({ description: 'Share of failures in the window at which it opens.' }),
  'slow-rate': threshold
    .optional()
    .meta({ description: 'Share of slow calls in the window at which it opens; without it none is slow.' }),
  slow: positiveDuration.optional().meta({ description: 'A call that takes longer than this is slow.' }),
  consecutive: countBetween(1, 1e6).optional().meta({
    description:
      'Opens after so many failures in a row, whatever the rates; for probes a single one is enough.',
  }),
  window: byShape('a number of calls such as 100, or a time such as 10s', {
    number: countBetween(1, WINDOW_MOST),
    text: positiveDuration.transform((time) => ({ time })),
  })
    .default(100)
    .meta({ description: 'The last how many calls count; or the calls of the last so much time: 10s.' }),
  buckets: countBetween(2, WINDOW_MOST)
    .optional()
    .meta({
      description: `A window of time moves on in so many steps; default ${BUCKETS}.`,
    }),
  bucket: positiveDuration.optional().meta({
    description:
      'Where `buckets` is not given: a window of time moves on in steps of this length. It means nothing to a window of calls.',
  }),
  'buckets-begin': z.enum(BEGINNINGS).default('clock').meta({
    description:
      'Whence the steps of a window of time are counted: at multiples of their length, as a clock shows them; from the first call, or from when it was last closed; or each one from the first call that ends after the step before it is over, so that an idle time has none.',
  }),
  minimum: countBetween(1, 1e6).default(100).meta({
    description:
      'Calls needed in the window before a rate means anything; half-open as many decide, or `probes` if that is less.',
  }),
  evaluate: z.enum(EVALUATIONS).default('always').meta({
    description: 'When the rates are looked at: at the end of every call, or of failed ones only.',
  }),
  'evaluate-every': positiveDuration.optional().meta({
    description:
      'The rates are looked at only at these intervals, over what was complete then; the window is then made of such steps.',
  }),
  open: positiveDuration
    .default(60_000_000_000)
    .meta({ description: 'How long it refuses before it lets probes through.' }),
  'open-factor': numberBetween(1, 100)
    .default(1)
    .meta({ description: 'Each time a probe fails, it stays open this many times longer.' }),
  'open-most': positiveDuration.optional().meta({ description: 'But never longer than this.' }),
  'open-jitter': share
    .default(0)
    .meta({ description: 'Luck lengthens the time open by up to this share of it.' }),
  'open-ends': z.enum(ENDS).default('after').meta({
    description:
      'A call at the very instant at which the time open is over is still refused (`after`), or let through (`at`).',
  }),
  'half-open': z.enum(WAKERS).default('next-call').meta({
    description:
      'What makes it half-open when its time is over: the next call, or time itself. Half-open, the answer to an earlier call decides like a probe; open, none does.',
  }),
  undecided: z.enum(UNDECIDED).default('another').meta({
    description:
      'What a call says half-open whose outcome is ignored or whose caller leaves, whenever it began: nothing, and `another` one may probe beside the others; it `opens` again; or it `closes`, for it counts as a success, closed as well.',
  }),
  probes: countBetween(1, WINDOW_MOST).default(10).meta({
    description:
      'Calls let through half-open. The rates of what ends meanwhile decide, earlier calls included.',
  }),
  'probe-wait': duration.optional().meta({
    description:
      'Half-open for so long without a decision, it opens again. Without it, probes that never end keep it half-open for ever.',
  }),
  on: failures(`Outcomes that are failures; by default ${FAILURES.join(', ')}.`),
  ignore: failures('Outcomes that are neither failures nor successes.'),
  scope: z
    .enum(SCOPES, {
      error: ({ input }) =>
        input === 'replica' || input === 'host'
          ? `a breaker is asked before a replica is chosen; one for each replica is the \`ejection\` of the service that is called: write \`ejection: linkerd\` there`
          : undefined,
    })
    .default('call')
    .meta({
      description:
        'Who shares one state, at each caller replica: the calls of this step, all equal breakers on the same edge (of one operation of one service to another), or all on calls to the same service. One for each replica of the callee is its [ejection](scenario.md#ejection): a replica that fails is not chosen for a while.',
    }),
  forced: z.enum(STATES).optional().meta({
    description: 'Held open, or held closed, whatever happens. A fault may set it for a while.',
  }),
});

export const presets: Presets = {
  // CircuitBreakerConfig, resilience4j 2: the last 100 calls, at least 100; 50 %; slow is 60 s at 100 %; open
  // 60 s, and a call at its very end is refused (OpenState: isAfter); 10 permitted half-open, without a limit
  // of time. What is ignored or cancelled gives a permit to the state that is there by then, be it its own or
  // not (HalfOpenState.releasePermission). A bucket for each second of the clock, where the window is one of
  // time (SlidingTimeWindowMetrics).
  resilience4j: {
    'failure-rate': '50%',
    'slow-rate': '100%',
    slow: '60s',
    window: 100,
    bucket: '1s',
    'buckets-begin': 'clock',
    minimum: 100,
    open: '60s',
    'open-ends': 'after',
    undecided: 'another',
    probes: 10,
  },
  // HystrixCommandProperties: rolling 10 s, 20 requests, 50 %, sleep 5 s, one probe, a snapshot each 500 ms.
  // A call later than the sleep probes (HystrixCircuitBreaker: currentTime > opened + sleepWindow). The snapshots
  // are counted from the first command, and anew from each closing (HystrixCommandMetrics.resetStream). Half-open, a
  // command that is unsubscribed or a bad request opens it (AbstractCommand: markNonSuccess). From 1.5.13 on a command
  // that was refused meanwhile does so, too (issues 1781, 1853 and 1861), which is not so here.
  hystrix: {
    'failure-rate': '50%',
    window: '10s',
    minimum: 20,
    'evaluate-every': '500ms',
    'buckets-begin': 'first-call',
    open: '5s',
    'open-ends': 'after',
    undecided: 'opens',
    probes: 1,
  },
  // CircuitBreakerStrategyOptions, Polly 8: 10 % over 30 s (ten windows), at least 100 calls, break 5 s.
  // A window begins with the first result after the one before it (RollingHealthMetrics); a call at the very end
  // of the break is let through (CircuitStateController: now >= blockedUntil). What is not handled, a cancelled call
  // with it, is a success (OnUnhandledOutcomeAsync).
  polly: {
    'failure-rate': '10%',
    window: '30s',
    buckets: 10,
    'buckets-begin': 'each-call',
    minimum: 100,
    evaluate: 'failure',
    open: '5s',
    'open-ends': 'at',
    undecided: 'closes',
    probes: 1,
  },
  // linkerd.io, "Circuit breaking": 7 consecutive failures; 1 s, doubling to 60 s, jitter 0.5; one request probes.
  // A sleep ends the time open, and the first answer after it decides, whoever asked (linkerd2-proxy,
  // breaker/consecutive_failures.rs: probation).
  linkerd: {
    consecutive: 7,
    open: '1s',
    'open-factor': 2,
    'open-most': '60s',
    'open-jitter': '50%',
    'open-ends': 'at',
    'half-open': 'time',
    probes: 1,
  },
};

/** Systems whose breaker is no state machine around a call. */
const strangers = {
  envoy:
    "Envoy's circuit breakers are limits, not states: write bulkhead: { preset: envoy }; its outlier detection is `ejection: envoy` of the service that is called",
  istio:
    "Istio's circuit breaking is Envoy's outlier detection: write `ejection: istio` for the service that is called",
  finagle: 'there are no defaults of Finagle here; `ejection` of the service that is called works alike',
  grpc: 'gRPC has no circuit breaker; leave the preset out',
};

/** What only means something in a window of time. */
const OF_TIME = ['buckets', 'evaluate-every'] as const;

export const params = withPresets<BreakerParams>(
  written,
  presets,
  (complete) =>
    complete.superRefine((given, context) => {
      const p = given as unknown as BreakerParams;
      for (const key of OF_TIME)
        if (typeof p.window === 'number' && p[key] !== undefined)
          context.addIssue({
            code: 'custom',
            path: [key],
            message: `\`${key}\` only means something in a window of time; write window: 10s`,
          });
      const every = p['evaluate-every'];
      if (every !== undefined && p['buckets-begin'] === 'each-call')
        context.addIssue({
          code: 'custom',
          path: ['buckets-begin'],
          message: '`evaluate-every` needs steps that follow each other; write `first-call`, or `clock`',
        });
      if (
        typeof p.window !== 'number' &&
        every === undefined &&
        p.buckets === undefined &&
        p.bucket !== undefined
      ) {
        const steps = p.window.time / p.bucket;
        if (!Number.isInteger(steps) || steps > WINDOW_MOST)
          context.addIssue({
            code: 'custom',
            path: ['window'],
            message: `a window of time is 1 to ${WINDOW_MOST} whole steps of its \`bucket\`; write buckets: ${BUCKETS} for steps of another length`,
          });
      }
      if (typeof p.window !== 'number' && every !== undefined && p.window.time / every > WINDOW_MOST)
        context.addIssue({
          code: 'custom',
          path: ['evaluate-every'],
          message: `the window would have more than ${WINDOW_MOST} such steps; write a longer \`evaluate-every\``,
        });
    }) as z.ZodObject,
  strangers,
);
