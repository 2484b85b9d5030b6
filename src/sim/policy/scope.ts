/**
 * Whose state a policy at a caller replica is: that of one step's calls, of an edge, or of a callee. Equal
 * policies of the same scope there are one. (plan/chains.ts lays them together.)
 */
import { z } from 'zod';

export const SCOPES = ['call', 'edge', 'service'] as const;
export type Scope = (typeof SCOPES)[number];

/** The key `scope` of a policy that is shared as a whole, settings and all. */
export const scopeField = z.enum(SCOPES).optional().meta({
  description:
    'Which calls of a caller replica it is for, all together: those of this step (call, the default), or of all steps with an equal one that go to the same operation (edge) or to the same service. A push to one of these steps is a push to all.',
});
