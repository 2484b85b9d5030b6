/** The policies, outermost first in a scenario's list. One line each. */
import { adaptiveConcurrency } from './adaptive-concurrency.ts';
import { adaptiveRate } from './adaptive-rate.ts';
import { breaker } from './breaker.ts';
import { bulkhead } from './bulkhead.ts';
import { cache } from './cache.ts';
import { coalesce } from './coalesce.ts';
import type { PolicyDefinition } from './contract.ts';
import { fallback } from './fallback.ts';
import { hedge } from './hedge.ts';
import { limiter } from './limiter.ts';
import { retry } from './retry.ts';
import { shed } from './shed.ts';
import { throttle } from './throttle.ts';
import { timeout } from './timeout.ts';

export { type ChainPreset, chains } from './chains.ts';
export { SYSTEMS, type SystemName } from './presets.ts';

export const policies = {
  timeout,
  retry,
  breaker,
  throttle,
  bulkhead,
  hedge,
  fallback,
  coalesce,
  cache,
  limiter,
  'adaptive-concurrency': adaptiveConcurrency,
  'adaptive-rate': adaptiveRate,
  shed,
} as const;

export type PolicyName = keyof typeof policies;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyPolicy = PolicyDefinition<unknown>;

export function policyNamed(name: string): AnyPolicy {
  return policies[name as PolicyName] as unknown as AnyPolicy;
}
