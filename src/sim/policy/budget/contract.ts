/**
 * What a retry budget is: an account of one caller replica that says whether one more retry may be
 * made. It is told of every attempt; its account lies in the shared numbers of its retry.
 */
import type { z } from 'zod';
import type { PolicyHost } from '../contract.ts';

/** Everything a budget may be set to, in the order of the settings; a budget looks at some of them. */
export const BUDGET_SETTINGS = [
  'tokens',
  'ratio',
  'minimum',
  'ttl',
  'count-backoff',
  'cost',
  'timeout-cost',
  'throttling-cost',
  'per-request',
] as const;
export const TOKENS = 0;
export const RATIO = 1;
export const MINIMUM = 2;
export const TTL = 3;
export const COUNT_BACKOFF = 4;
export const COST = 5;
export const TIMEOUT_COST = 6;
export const THROTTLING_COST = 7;
export const PER_REQUEST = 8;

/**
 * The behaviour of a budget. `at` is where its settings begin in `host.settings`, `account` where its
 * numbers begin in `host.shared`, `word` the one word of the call that is its own. `isRetry` tells
 * whether the attempt is one. A class without fields, as policies are.
 */
export interface RetryBudget {
  /** An attempt goes inward. */
  sent(host: PolicyHost, at: number, account: number, word: number, isRetry: boolean): void;
  /** An attempt has come back with an answer. */
  succeeded(host: PolicyHost, at: number, account: number, word: number): void;
  /** An attempt has failed; `counts` if in a way worth another try, or if the callee said never again. */
  failed(host: PolicyHost, at: number, account: number, word: number, counts: boolean): void;
  /** May the call be tried again after this outcome? If so, it is paid for. */
  allows(host: PolicyHost, at: number, account: number, word: number, outcome: number): boolean;
  /** The call was given up from outside: under way or, if it `pauses`, between two attempts. */
  dropped(host: PolicyHost, at: number, account: number, word: number, pauses: boolean): void;
}

/** A budget in the catalog. */
export interface BudgetDefinition<P = never> {
  readonly name: string;
  readonly sentence: string;
  readonly params: z.ZodType<P>;
  /** How it is written when it allows nearly everything: what may be pushed to do away with it. */
  readonly widest: string;
  settingsOf(params: P): Readonly<Partial<Record<(typeof BUDGET_SETTINGS)[number], number>>>;
  /** The account of each caller replica at the start. */
  accountOf(params: P): readonly number[];
  /** True where a retry that pauses counts otherwise than one under way: then `sent` is told at the end of the pause. */
  readonly mindsPauses: boolean;
  readonly machine: RetryBudget;
}
