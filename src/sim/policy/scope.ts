/**
 * Whose state a policy at a caller replica is: that of one step's calls, of an edge, or of a callee. Equal
 * policies of the same scope there are one. (plan/chains.ts lays them together.)
 */
import { z } from 'zod';

export const SCOPES = ['call', 'edge', 'service'] as const;
export type Scope = (typeof SCOPES)[number];

/** The key `budget-scope` of a policy with a budget for what it sends besides, such as its retries. */
export function budgetScopeField(what: string) {
  return z
    .enum(SCOPES)
    .optional()
    .meta({
      description: `Which calls of a caller replica the budget is for, all together: those of this step (call, the default), or of all steps whose ${what} have an equal budget of this scope and that go to the same operation (edge) or to the same service.`,
    });
}

/** The complete policy, in which that key only stands beside a budget. */
export function withItsBudget(complete: z.ZodObject): z.ZodObject {
  return complete.refine((p) => p['budget-scope'] === undefined || p.budget !== undefined, {
    path: ['budget-scope'],
    error: '`budget-scope` only means something with a `budget`; write one, such as budget: 10%',
  });
}

/** The key `scope` of a policy that is shared as a whole, settings and all. */
export const scopeField = z.enum(SCOPES).optional().meta({
  description:
    'Which calls of a caller replica it is for, all together: those of this step (call, the default), or of all steps with an equal one that go to the same operation (edge) or to the same service. A push to one of these steps is a push to all.',
});
