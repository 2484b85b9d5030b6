/**
 * An instant for each answer that a caller replica keeps: one for everybody, and one for each of the keys that were
 * asked about last where an answer stands for a key. What the instant means (when it came, until when it serves) is
 * the policy's to say.
 */
import { readKey, writeKey } from '../kernel/recent-keys.ts';
import { NONE } from '../terms/columns.ts';
import type { Layer, PolicyHost } from './contract.ts';

// Among the numbers that the calls of a caller replica share: the answer for everybody, then those by key.
const FOR_ALL = 0;
const BY_KEY = 1;

/** The first of those numbers at the start; those by key are a `newRecentKeys`. */
export const NONE_KEPT = [Number.NEGATIVE_INFINITY];

/** The instant of the answer that stands for this call, ns; NaN, or long ago, where there is none. */
export function instantKept(host: PolicyHost, call: number, layer: Layer): number {
  const shared = host.sharedOf(call, layer);
  return isForAll(host, call, layer)
    ? host.shared[shared + FOR_ALL]
    : readKey(host.shared, shared + BY_KEY, host.item(call));
}

/** An answer that stands for this call is kept, with an instant, ns. */
export function keepInstant(host: PolicyHost, call: number, layer: Layer, instant: number): void {
  const shared = host.sharedOf(call, layer);
  if (isForAll(host, call, layer)) host.shared[shared + FOR_ALL] = instant;
  else writeKey(host.shared, shared + BY_KEY, host.item(call), instant);
}

/** It asks about no key, or keys are not kept apart. */
function isForAll(host: PolicyHost, call: number, layer: Layer): boolean {
  return host.item(call) === NONE || layer.sharedSize === BY_KEY;
}
