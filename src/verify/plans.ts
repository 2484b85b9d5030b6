/** Systems of the catalog → plans. A mistake in one is ours. */
import { invariant } from '../base/assert.ts';
import { compile, type Plan, parseSystem } from '../sim/index.ts';

export function planOf(system: unknown): Plan {
  const { plan, problems } = compile(parseSystem(system));
  invariant(
    plan !== undefined,
    `a system of our own is right, yet ${problems?.map(({ sentence }) => sentence).join('; ')}`,
  );
  return plan;
}
