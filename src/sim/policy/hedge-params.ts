/** How a hedge is written, and what known systems write. */
import { z } from 'zod';
import {
  byShape,
  chosenUnion,
  countBetween,
  duration,
  mapping,
  oneOfKeys,
  share,
} from '../../fields/index.ts';
import type { OutcomeName } from '../terms/outcomes.ts';
import { depositParams } from './budget/finagle.ts';
import { FAILURES, failures } from './failures.ts';
import { withPresets } from './presets.ts';
import { budgetScopeField, withItsBudget } from './scope.ts';

export const QUANTILES = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
type QuantileName = keyof typeof QUANTILES;

/** Failures after which another try is sent at once. A rejection by one's own policy is not among them. */
export const ON: OutcomeName[] = ['error', 'timed-out', 'refused', 'shed', 'expired'];

const QUANTILE_NAMES = Object.keys(QUANTILES) as [QuantileName, ...QuantileName[]];
const quantile = z
  .enum(QUANTILE_NAMES, { error: `expected a duration, or one of ${QUANTILE_NAMES.join(', ')}` })
  .meta({ title: 'percentile' });
const delay = chosenUnion([duration, quantile], (raw) =>
  typeof raw === 'string' && /^p\d/.test(raw) ? quantile : duration,
) as unknown as z.ZodType<number | QuantileName>;

const yesOrNo = z.boolean({ error: 'expected true or false' });

const budget = byShape('a budget such as 5%, { grpc: { tokens: 10 } } or { finagle: { ratio: 1% } }', {
  text: share,
  mapping: oneOfKeys('a budget', {
    grpc: mapping({
      grpc: mapping({
        tokens: countBetween(1, 1000).default(10).meta({
          description: 'Tokens at the start, and at most; a failure in `on` takes one.',
        }),
        ratio: share.default(0.1).meta({ description: 'The part of a token that a good answer gives back.' }),
      }),
    }).meta({ description: 'No hedges while half of the tokens or fewer are left.' }),
    finagle: mapping({ finagle: mapping(depositParams) }).meta({
      description: 'A share of the calls of the last seconds, and so many hedges a second besides.',
    }),
  }),
}) as unknown as z.ZodType<BudgetSpec>;

type BudgetSpec =
  | number
  | { grpc: { tokens: number; ratio: number } }
  | { finagle: { ratio: number; minimum: number; ttl: number } };

const written = mapping({
  delay: delay.meta({
    description:
      'How long to wait before another try: a length, or the percentile of the times in which this caller replica was answered lately (then nothing is hedged before 100 answers are known).',
  }),
  max: countBetween(2, 10).default(2).meta({ description: 'Tries in all, the first one included.' }),
  on: failures(
    `Failures that send the next try at once; any other one ends the call, but for a rejection by a policy inside, of a try that was never sent, while another is under way. By default ${ON.join(', ')}.`,
  ),
  'late-only': yesOrNo.default(false).meta({
    description:
      'As Finagle does: only lateness sends another try. A failure in `on` sends none; it is the call’s unless another try is under way, and then that one’s answer is.',
  }),
  elsewhere: yesOrNo.default(true).meta({
    description: 'A try goes where no other try of the call is, where there is such a replica.',
  }),
  'cancel-losers': yesOrNo.default(true).meta({
    description:
      'The callees of the tries that are given up are told; a callee with `cancellation` may then stop.',
  }),
  budget: budget.optional().meta({
    description:
      'What holds hedges back, for each caller replica: at most this share of its calls (up to ten may be saved up), the tokens of gRPC, or the account of Finagle.',
  }),
  'budget-scope': budgetScopeField('hedges'),
});
export type HedgeParams = z.infer<typeof written>;

/**
 * grpc: the example of gRFC A6, for gRPC hedges nothing unless told. polly: the defaults of Polly 8's
 * HedgingStrategyOptions. finagle: a backup request as its guide to MethodBuilder.idempotent has it, with one
 * percent of extra load: at the 99th percentile; the loser is not interrupted (twitter/finagle issue 962). A first
 * try that ends before that is the answer, well or not, and the extra load is held by a RetryBudget with its
 * default minimum and ttl (BackupRequestFilter.scala: apply, newRetryBudget). That a backup is paid for by the
 * client's own RetryBudget besides is left out.
 */
export const presets = {
  grpc: {
    delay: '500ms',
    max: 4,
    on: ['error', 'refused', 'shed'],
    budget: { grpc: { tokens: 10, ratio: '10%' } },
    'budget-scope': 'service',
  },
  polly: { delay: '2s', max: 2, on: [...FAILURES], elsewhere: false },
  finagle: {
    delay: 'p99',
    max: 2,
    on: [...FAILURES],
    'late-only': true,
    elsewhere: false,
    'cancel-losers': false,
    budget: { finagle: { ratio: '1%', minimum: '10/s', ttl: '10s' } },
  },
};

export const params = withPresets<HedgeParams>(
  written,
  presets,
  withItsBudget,
  {},
  {
    // gRFC A6, "Limits on Retries and Hedges".
    grpc: {
      max: {
        most: 5,
        sentence:
          'gRPC sends 5 tries at most, however many are set (gRFC A6); write 5, or the policy without `preset: grpc`',
      },
    },
  },
);
