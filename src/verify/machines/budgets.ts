/** Retry budgets, call by call: who is tried again, and whose failure stands. */
import type { DocumentedMachine } from './contract.ts';

const where = 'people -> web.ask';

/** A call every 10 ms, from 10 ms on, that takes 1 ms; while a fault lasts it fails at once. */
function calls(count: number, retry: object, faults: readonly object[] = [{ errors: 'web' }]) {
  return {
    run: { length: `${10 * count + 9}ms` },
    services: { web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies: [{ retry }] }],
    faults: faults.map((fault, i) => ({ share: '100%', name: `failing-${i + 1}`, ...fault })),
  };
}

/** So many tries of each call, all at its instant. */
function tries(...counts: number[]): string[] {
  return counts.flatMap((count, i) => Array.from({ length: count }, () => `${10 * (i + 1)}ms try`));
}

const AWS = 'smithy-typescript, util-retry, StandardRetryStrategy';

const aws = (tokens: number) => ({
  preset: 'aws-sdk',
  backoff: { base: '0ms', 'base-when-shed': '0ms' },
  budget: { aws: { tokens } },
});

export const budgets: readonly DocumentedMachine[] = [
  {
    name: 'budget-grpc',
    title: 'gRPC tries again while more than half of its tokens are left',
    source: 'gRFC A6, Client Retries, Throttling Retry Attempts and Hedged RPCs',
    rule: 'maxTokens 4, tokenRatio 0.5: a failure takes a token, a success gives half of one back, and only with more than two is anybody tried again.',
    system: calls(14, { attempts: 3, budget: { grpc: { tokens: 4, ratio: '50%' } } }, [
      { errors: 'web', for: '35ms' },
      { errors: 'web', at: '95ms', for: '10ms' },
      { errors: 'web', at: '135ms', for: '10ms' },
    ]),
    facts: ['try'],
    where,
    // 1: 4 → 3, tried again → 2, which is not more. 2, 3: → 0. 4 to 9: → 3. 10: → 2. 11 to 13: → 3.5. 14: → 2.5, tried
    // again → 1.5.
    expected: tries(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2),
  },
  {
    name: 'budget-share',
    title: 'A retry for each fourth call, where each pays for a quarter of one',
    source: 'Finagle, RetryBudget: percentCanRetry 0.25, minRetriesPerSec 0',
    rule: 'A call deposits a quarter of a retry, and a retry withdraws a whole one.',
    system: calls(9, { attempts: 3, budget: { finagle: { ratio: '25%', minimum: '0/s' } } }),
    facts: ['try'],
    where,
    expected: tries(1, 1, 1, 2, 1, 1, 1, 2, 1),
  },
  {
    name: 'budget-finagle',
    title: 'One request requeues a fifth of the balance, rounded up',
    source: 'Finagle, RequeueFilter and com.twitter.finagle.service.Retries: maxRetriesPerReq 0.2',
    rule: 'minRetriesPerSec 2 for 10 s are a reserve of twenty, each call deposits 0.2 and each requeue takes one out.',
    system: calls(6, {
      attempts: 100,
      budget: { finagle: { ratio: '20%', minimum: '2/s', 'per-request': '20%' } },
    }),
    facts: ['try'],
    where,
    // Balances met, of which whole ones count: 20.2, 16.4, 12.6, 9.8, 8.0, 6.2. Requeues: 4, 4, 3, 2, 2, 2.
    expected: tries(5, 5, 4, 3, 3, 3),
  },
  {
    name: 'budget-envoy',
    title: 'Envoy lets three retries be under way, their pauses included',
    source: 'Envoy, config.cluster.v3.CircuitBreakers.Thresholds: max_retries, RetryBudget',
    rule: 'min_retry_concurrency 3: with three retries pausing the fourth failure stands; a place is free when a retry is answered.',
    system: calls(8, {
      attempts: 2,
      backoff: { base: '35ms', kind: 'fixed' },
      budget: { envoy: { ratio: '0%', minimum: 3 } },
    }),
    facts: ['try', 'ended'],
    where,
    // Those of 10, 20 and 30 ms pause; that of 40 ms may not. Those of 50, 60 and 70 ms take the places of the first three.
    expected: [
      '10ms try',
      '20ms try',
      '30ms try',
      '40ms try',
      '40ms ended: error',
      '45ms try',
      '45ms ended: error',
      '50ms try',
      '55ms try',
      '55ms ended: error',
      '60ms try',
      '65ms try',
      '65ms ended: error',
      '70ms try',
      '80ms try',
      '80ms ended: error',
      '85ms try',
      '85ms ended: error',
    ],
  },
  {
    name: 'budget-aws',
    title: 'An AWS SDK pays ten tokens for a retry after an error',
    source: `${AWS}: a failure that is transient takes TIMEOUT_RETRY_COST`,
    rule: 'With 30 tokens and at most three attempts a call there are three retries in all.',
    system: calls(4, aws(30)),
    facts: ['try'],
    where,
    expected: tries(3, 2, 1, 1),
  },
  {
    name: 'budget-aws-throttled',
    title: 'and five after it was throttled',
    source: `${AWS}: RETRY_COST`,
    rule: 'With 30 tokens there are six retries in all.',
    system: calls(5, aws(30), [{ shed: 'web' }]),
    facts: ['try'],
    where,
    expected: tries(3, 3, 3, 1, 1),
  },
  {
    name: 'budget-aws-refund',
    title: 'What a retry took comes back when it succeeds',
    source: `${AWS}.recordSuccess`,
    rule: 'With ten tokens a call is tried again for as long as its retry succeeds; one that fails leaves none.',
    system: calls(6, aws(10), [
      { errors: 'web', match: { first: 1 } },
      { errors: 'web', match: { first: 1 }, at: '25ms' },
      { errors: 'web', at: '45ms' },
    ]),
    facts: ['try'],
    where,
    expected: tries(2, 1, 2, 1, 2, 1),
  },
];
