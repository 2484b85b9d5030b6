/** What the rules know of a policy as a scenario would write it. */
import { type Trait, traitOf } from '../../../src/lint/sketch/policies.ts';
import { policies } from '../../../src/sim/index.ts';

export function traitWith(name: keyof typeof policies, written: unknown, isIdempotent = true): Trait {
  const params = (policies[name].params as { parse(raw: unknown): unknown }).parse(written);
  return traitOf({ name, params }, isIdempotent);
}
