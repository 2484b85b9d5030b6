/**
 * An instant for each answer that a caller replica keeps: one for everybody, and one for each of the keys that were
 * asked about last where an answer stands for a key. What the instant means (when it came, until when it serves) is
 * the policy's to say.
 */
import { z } from 'zod';
import { countBetween } from '../../fields/index.ts';
import { newRecentKeys, readKey, writeKey } from '../kernel/recent-keys.ts';
import { NONE } from '../terms/columns.ts';
import type { Layer, PolicyHost } from './contract.ts';

// Among the numbers that the calls of a caller replica share: the answer for everybody, then those by key.
const FOR_ALL = 0;
const BY_KEY = 1;

/** Keys whose answers are kept unless told otherwise. */
export const ENTRIES = 1000;
const MOST_ENTRIES = 100_000;

/** Which answers are kept, as that is written. */
export interface AnswersKept {
  per?: 'key' | 'all' | undefined;
  entries?: number | undefined;
}

export const perField = z.enum(['key', 'all']).optional().meta({
  description:
    'Whom an answer stands for. key: whoever asks about the same key; the default where a load has `keys`. all: everybody, as a list or a page that all get; always so for requests without a key.',
});

export function entriesField(description: string) {
  return countBetween(1, MOST_ENTRIES).optional().meta({ description });
}

/** Is there anything that `entries` could count? */
export function countsKeys({ per, entries }: AnswersKept): boolean {
  return per !== 'all' || entries === undefined;
}

/** What is wrong where there is not. */
export const COUNTS_NOTHING = {
  path: ['entries'],
  error: 'with `per: all` there is one answer; leave `entries` out, or write per: key',
};

/** Does it only make sense where requests are about something? */
export function wantsKeys({ per, entries }: AnswersKept): boolean {
  return per === 'key' || entries !== undefined;
}

/** The numbers by key at the start, where requests are about so many keys. */
export function noKeysKept({ per, entries }: AnswersKept, keys: number): readonly number[] {
  return per === 'all' ? [] : newRecentKeys(Math.min(keys, entries ?? ENTRIES));
}

/** The first of those numbers at the start. */
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
