/**
 * Envoy's retry budget (config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget): retries under way
 * are at most a share of the attempts under way and on their way, or a minimum. A retry that pauses
 * is a retry under way to Envoy, but no attempt; envoyproxy/envoy issue 30205 is about the difference.
 */
import { z } from 'zod';
import { mapping, share, count as wholeNumber } from '../../../fields/index.ts';
import type { PolicyHost } from '../contract.ts';
import { type BudgetDefinition, COUNT_BACKOFF, MINIMUM, RATIO, type RetryBudget } from './contract.ts';

const params = mapping({
  ratio: share
    .default(0.2)
    .meta({ description: 'Retries at a time, as a share of the attempts under way; rounded down.' }),
  minimum: wholeNumber.default(3).meta({ description: 'So many at a time are always allowed.' }),
  'count-backoff': z.boolean({ error: 'expected true or false' }).default(true).meta({
    description:
      'true: a retry counts from the moment it is decided, as in Envoy. false: from the moment it is sent, so that a burst which failed at once overshoots.',
  }),
});

// Account: attempts under way, and retries that count. Word of the call: 1 while its retry counts.
const ACTIVE = 0;
const RETRIES = 1;

function count(host: PolicyHost, account: number, word: number): void {
  host.shared[account + RETRIES] += 1;
  host.words[word] = 1;
}

function countNoLonger(host: PolicyHost, account: number, word: number): void {
  host.shared[account + RETRIES] -= host.words[word];
  host.words[word] = 0;
}

class Envoy implements RetryBudget {
  sent(host: PolicyHost, _at: number, account: number, word: number, isRetry: boolean): void {
    host.shared[account + ACTIVE] += 1;
    if (!isRetry) host.words[word] = 0;
    else if (host.words[word] === 0) count(host, account, word);
  }

  succeeded(host: PolicyHost, _at: number, account: number, word: number): void {
    host.shared[account + ACTIVE] -= 1;
    countNoLonger(host, account, word);
  }

  failed(host: PolicyHost, _at: number, account: number, word: number): void {
    host.shared[account + ACTIVE] -= 1;
    countNoLonger(host, account, word);
  }

  allows(host: PolicyHost, at: number, account: number, word: number): boolean {
    const { settings, shared } = host;
    const share = Math.floor(settings[at + RATIO] * shared[account + ACTIVE]);
    if (shared[account + RETRIES] >= Math.max(settings[at + MINIMUM], share)) return false;
    if (settings[at + COUNT_BACKOFF] === 1) count(host, account, word);
    return true;
  }

  dropped(host: PolicyHost, _at: number, account: number, word: number, pauses: boolean): void {
    if (!pauses) host.shared[account + ACTIVE] -= 1;
    countNoLonger(host, account, word);
  }
}

export const envoy: BudgetDefinition<z.infer<typeof params>> = {
  name: 'envoy',
  sentence: 'So many retries at a time: a share of the attempts under way, or a minimum.',
  params: params as z.ZodType<z.infer<typeof params>>,
  widest: '{ envoy: { ratio: 100%, minimum: 1000 } }',
  settingsOf: (p) => ({ ratio: p.ratio, minimum: p.minimum, 'count-backoff': p['count-backoff'] ? 1 : 0 }),
  accountOf: () => [0, 0],
  mindsPauses: true,
  machine: new Envoy(),
};
