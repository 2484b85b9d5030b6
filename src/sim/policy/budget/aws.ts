/**
 * The retry quota of the AWS SDKs in standard mode: a bucket that each retry takes from, and that a
 * success fills again: with what its own last retry took, or with 1 if it needed none.
 * (smithy-typescript, util-retry: INITIAL_RETRY_TOKENS, RETRY_COST, TIMEOUT_RETRY_COST, NO_RETRY_INCREMENT.)
 *
 * What a retry takes depends on the failure before it. In StandardRetryStrategy.getCapacityCost whatever is
 * transient takes TIMEOUT_RETRY_COST: a timeout, a connection that failed, HTTP 500, 502, 503 and 504
 * (service-error-classification: isTransientError); throttling takes RETRY_COST. That is the default here.
 * Its mode of 2026 (retries-2026-config.ts) is cost 14, timeout-cost 14, throttling-cost 5; older SDKs, whose
 * quota knows timeouts alone, are cost 5, timeout-cost 10, throttling-cost 5.
 */
import type { z } from 'zod';
import { countBetween, mapping } from '../../../fields/index.ts';
import { SHED, TIMED_OUT } from '../../terms/outcomes.ts';
import type { PolicyHost } from '../contract.ts';
import {
  type BudgetDefinition,
  COST,
  type RetryBudget,
  THROTTLING_COST,
  TIMEOUT_COST,
  TOKENS,
} from './contract.ts';

const params = mapping({
  tokens: countBetween(1, 1e6).default(500).meta({ description: 'Tokens at the start, and at most.' }),
  cost: countBetween(1, 1e6)
    .default(10)
    .meta({ description: 'What a retry costs after an error, a refusal and the like.' }),
  'timeout-cost': countBetween(1, 1e6)
    .default(10)
    .meta({ description: 'What a retry costs after a timeout.' }),
  'throttling-cost': countBetween(1, 1e6)
    .default(5)
    .meta({ description: 'What a retry costs after the callee shed the call.' }),
});

/** What a success without a retry gives. */
const NO_RETRY = 1;

/** Which setting a retry after this outcome costs. */
function costAfter(outcome: number): number {
  if (outcome === SHED) return THROTTLING_COST;
  return outcome === TIMED_OUT ? TIMEOUT_COST : COST;
}

/** Account: tokens. Word of the call: what its last retry took. */
class Aws implements RetryBudget {
  sent(host: PolicyHost, _at: number, _account: number, word: number, isRetry: boolean): void {
    if (!isRetry) host.words[word] = 0;
  }

  succeeded(host: PolicyHost, at: number, account: number, word: number): void {
    const given = host.words[word] === 0 ? NO_RETRY : host.words[word];
    host.shared[account] = Math.min(host.settings[at + TOKENS], host.shared[account] + given);
  }

  failed(): void {}

  allows(host: PolicyHost, at: number, account: number, word: number, outcome: number): boolean {
    const cost = host.settings[at + costAfter(outcome)];
    if (host.shared[account] < cost) return false;
    host.shared[account] -= cost;
    host.words[word] = cost;
    return true;
  }

  dropped(): void {}
}

export const aws: BudgetDefinition<z.infer<typeof params>> = {
  name: 'aws',
  sentence: 'A bucket that retries take from and successes fill again.',
  params: params as z.ZodType<z.infer<typeof params>>,
  widest: '{ aws: { tokens: 1000000 } }',
  settingsOf: (p) => ({
    tokens: p.tokens,
    cost: p.cost,
    'timeout-cost': p['timeout-cost'],
    'throttling-cost': p['throttling-cost'],
  }),
  accountOf: (p) => [p.tokens],
  mindsPauses: false,
  machine: new Aws(),
};
