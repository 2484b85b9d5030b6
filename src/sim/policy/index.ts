/** The policies, outermost first in a scenario's list. One line each. */
import { adaptiveConcurrency } from './adaptive-concurrency.ts';
import { breaker } from './breaker.ts';
import type { PolicyDefinition } from './contract.ts';
import { limiter } from './limiter.ts';
import { retry } from './retry.ts';
import { shed } from './shed.ts';
import { timeout } from './timeout.ts';

export const policies = {
  timeout,
  retry,
  breaker,
  limiter,
  'adaptive-concurrency': adaptiveConcurrency,
  shed,
} as const;

export type PolicyName = keyof typeof policies;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyPolicy = PolicyDefinition<unknown>;

export function policyNamed(name: string): AnyPolicy {
  return policies[name as PolicyName] as unknown as AnyPolicy;
}
