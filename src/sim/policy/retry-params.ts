/** How a retry is written, and what known systems write. */
import { z } from 'zod';
import { countBetween, mapping } from '../../fields/index.ts';
import type { OutcomeName } from '../terms/outcomes.ts';
import { type BackoffParams, backoff } from './backoff.ts';
import { type BudgetSpec, budgetField } from './budget/index.ts';
import { MOST_PICKS } from './contract.ts';
import { FAILURES, failures } from './failures.ts';
import { type Presets, withPresets } from './presets.ts';
import { budgetScopeField, type Scope, withItsBudget } from './scope.ts';

/** Outcomes that another try may mend. A rejection by one's own policy is not among them. */
export const WORTH_ANOTHER: OutcomeName[] = ['error', 'timed-out', 'refused', 'shed', 'expired'];

export const WHERE = ['anywhere', 'here', 'deeper'] as const;

export const PUSHBACK = ['honour', 'clamp', 'ignore'] as const;

const yesOrNo = z.boolean({ error: 'expected true or false' });

export interface RetryParams {
  attempts: number;
  backoff?: BackoffParams;
  on?: OutcomeName[];
  where: (typeof WHERE)[number];
  elsewhere: boolean;
  'host-selection-attempts'?: number;
  'idempotent-only': boolean;
  pushback: (typeof PUSHBACK)[number];
  transparent: boolean;
  budget?: BudgetSpec;
  'budget-scope'?: Scope;
}

const written = mapping({
  attempts: countBetween(1, 100).meta({ description: 'Attempts in all, the first one included.' }),
  backoff: backoff
    .optional()
    .meta({ description: 'Pauses between attempts; without it the next attempt follows at once.' }),
  on: failures(`Outcomes worth another try; by default ${WORTH_ANOTHER.join(', ')}.`),
  where: z.enum(WHERE).default('anywhere').meta({
    description:
      'Where the failure must have begun to be worth another try. here: on the way to this callee, or at it. deeper: at something that it calls.',
  }),
  elsewhere: yesOrNo.default(false).meta({
    description:
      'The next attempt goes to a replica that this call has not tried, where there is one; of a callee with more than 27 replicas only the first 27 and the last one tried are known.',
  }),
  'host-selection-attempts': countBetween(1, MOST_PICKS).optional().meta({
    description:
      'With `elsewhere`: so often the balancer is asked again while it names a replica that was tried; then it is tried again. Without it, one of the others by luck.',
  }),
  'idempotent-only': yesOrNo.default(false).meta({
    description:
      'An operation that is `not-idempotent` is tried again only when it has certainly not begun: refused, rejected, shed or expired.',
  }),
  pushback: z.enum(PUSHBACK).default('honour').meta({
    description:
      'When a callee that sheds says how long to leave it alone. honour: pauses exactly so long. clamp: no less than the own pause and no more than 5s longer. ignore: the own pause. A limiter of the caller itself says nothing.',
  }),
  transparent: yesOrNo.default(false).meta({
    description:
      'As gRPC does beside its policy: a call that was refused, so that nobody at the callee has seen it, is sent again at once, once, and that counts neither as one of the `attempts` nor for the `budget`.',
  }),
  budget: budgetField.optional().meta({
    description:
      'How many retries each caller replica may make in all: a share of its calls in the last 10s, or one of the budgets below. A retry that it does not allow is not made, and the failure stands. `none` undoes that of a preset.',
  }),
  'budget-scope': budgetScopeField('retries'),
});

/**
 * All times are as the named documents state them; HTTP 5xx is an error, 503 of a full callee a refusal. A
 * budget is gRPC's for each server name (gRFC A6), Envoy's for each cluster, and that of each client, which
 * is made for one service, in Finagle and the AWS SDK.
 */
export const presets: Presets = {
  // gRFC A6: the retry policy and the throttling of its examples. Backoff is ± 20 % since 2024 (grpc.io, "Retry").
  grpc: {
    attempts: 4,
    backoff: { base: '100ms', factor: 2, max: '1s', jitter: '20%' },
    on: ['refused', 'shed'],
    transparent: true,
    budget: { grpc: { tokens: 10, ratio: '10%' } },
    'budget-scope': 'service',
  },
  // config.route.v3.RetryPolicy and CircuitBreakers: num_retries 1, base 25 ms, cap ten times that, max_retries 3.
  envoy: {
    attempts: 2,
    backoff: { base: '25ms', kind: 'envoy', jitter: 'full' },
    pushback: 'ignore',
    budget: { envoy: { ratio: '0%', minimum: 3 } },
    'budget-scope': 'service',
  },
  // istio.io, HTTPRetry: 2 retries on connect-failure, refused-stream, unavailable, cancelled and 503,
  // another host (previous_hosts.h: any that the call has tried; host_selection_retry_max_attempts 5);
  // max_retries is lifted to 2^32 - 1.
  istio: {
    attempts: 3,
    backoff: { base: '25ms', kind: 'envoy', jitter: 'full' },
    on: ['refused', 'shed'],
    elsewhere: true,
    'host-selection-attempts': 5,
    pushback: 'ignore',
  },
  // linkerd.io, "Retries": the annotation retry.linkerd.io/http: 5xx with its limit of 1; since 2.16 timeouts count.
  linkerd: { attempts: 2, pushback: 'ignore' },
  // Retries.scala: requeues of what was not begun, at once; RequeueFilter: ceil(0.2 × balance) of them for one
  // request. The attempts are as many as may be written.
  finagle: {
    attempts: 100,
    on: ['refused', 'shed'],
    pushback: 'ignore',
    budget: { finagle: { ratio: '20%', minimum: '10/s', ttl: '10s', 'per-request': '20%' } },
    'budget-scope': 'service',
  },
  // smithy-typescript, util-retry: DEFAULT_MAX_ATTEMPTS, DEFAULT_RETRY_DELAY_BASE, THROTTLING_RETRY_DELAY_BASE,
  // MAXIMUM_RETRY_DELAY; getCapacityCost.
  'aws-sdk': {
    attempts: 3,
    backoff: { base: '100ms', 'base-when-shed': '500ms', factor: 2, max: '20s', jitter: 'full' },
    pushback: 'clamp',
    budget: { aws: { tokens: 500, cost: 10, 'timeout-cost': 10, 'throttling-cost': 5 } },
    'budget-scope': 'service',
  },
  // RetryConfig: DEFAULT_MAX_ATTEMPTS 3, DEFAULT_WAIT_DURATION 500 ms; any exception, a rejection by the breaker
  // too. IntervalFunction caps nothing unless given a maximum.
  resilience4j: {
    attempts: 3,
    backoff: { base: '500ms', kind: 'fixed', max: 'none' },
    on: [...FAILURES],
    pushback: 'ignore',
  },
  // RetryStrategyOptions: 3 retries, constant 2 s, no jitter, MaxDelay null; any exception but a cancellation.
  polly: {
    attempts: 4,
    backoff: { base: '2s', kind: 'fixed', max: 'none' },
    on: [...FAILURES],
    pushback: 'ignore',
  },
};

export const params = withPresets<RetryParams>(
  written,
  presets,
  withItsBudget,
  {},
  {
    // gRFC A6, "Limits on Retries and Hedges".
    grpc: {
      attempts: {
        most: 5,
        sentence:
          'gRPC makes 5 attempts at most, however many are set (gRFC A6); write 5, or the policy without `preset: grpc`',
      },
    },
  },
);
