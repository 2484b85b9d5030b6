/**
 * gRPC's retry throttling (gRFC A6): a number of tokens that every failure takes one of and every
 * success gives a part of one back to; no retries while it is no more than half full. Kept in
 * thousandths, as gRPC does, so that a tenth ten times is one.
 */
import type { z } from 'zod';
import { countBetween, mapping, share } from '../../../fields/index.ts';
import type { PolicyHost } from '../contract.ts';
import { type BudgetDefinition, RATIO, type RetryBudget, TOKENS } from './contract.ts';

const params = mapping({
  tokens: countBetween(1, 1000).default(10).meta({ description: 'Tokens at the start, and at most.' }),
  ratio: share
    .default(0.1)
    .meta({ description: 'The part of a token that each success gives back; a failure takes a whole one.' }),
});

/** Account: thousandths of a token. */
class Grpc implements RetryBudget {
  sent(): void {}

  succeeded(host: PolicyHost, at: number, account: number): void {
    const { settings, shared } = host;
    const given = Math.round(settings[at + RATIO] * 1000);
    shared[account] = Math.min(settings[at + TOKENS] * 1000, shared[account] + given);
  }

  failed(host: PolicyHost, _at: number, account: number, _word: number, counts: boolean): void {
    if (counts) host.shared[account] = Math.max(0, host.shared[account] - 1000);
  }

  allows(host: PolicyHost, at: number, account: number): boolean {
    return host.shared[account] > host.settings[at + TOKENS] * 500;
  }

  dropped(): void {}
}

export const grpc: BudgetDefinition<z.infer<typeof params>> = {
  name: 'grpc',
  sentence:
    'Tokens: a failure takes one, a success gives a part of one back; retries while more than half are there.',
  params: params as z.ZodType<z.infer<typeof params>>,
  widest: '{ grpc: { tokens: 1000, ratio: 100% } }',
  settingsOf: (p) => ({ tokens: p.tokens, ratio: p.ratio }),
  accountOf: (p) => [p.tokens * 1000],
  mindsPauses: false,
  machine: new Grpc(),
};
