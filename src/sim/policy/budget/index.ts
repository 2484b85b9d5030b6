/** The retry budgets, and the field that reads one: a share, one of them by name, or none. */
import { z } from 'zod';
import { byShape, chosenUnion, mapping, oneOfKeys, share } from '../../../fields/index.ts';
import type { Refused } from '../contract.ts';
import { aws } from './aws.ts';
import { BUDGET_SETTINGS, type BudgetDefinition } from './contract.ts';
import { envoy } from './envoy.ts';
import { finagle } from './finagle.ts';
import { grpc } from './grpc.ts';

export { BUDGET_SETTINGS, type BudgetDefinition, type RetryBudget } from './contract.ts';

/** Any member, its parameters' type set aside. */
type AnyBudget = BudgetDefinition<unknown>;

export const budgets = [grpc, finagle, envoy, aws] as readonly unknown[] as readonly AnyBudget[];

/** What the field parses to: a share of the calls, none, or one budget by its name. */
export type BudgetSpec = number | 'none' | Readonly<Record<string, unknown>>;

const none = z.literal('none');

export const budgetField = byShape('a budget such as 10%, { grpc: { tokens: 10 } } or none', {
  text: chosenUnion([share, none], (raw) => (raw === 'none' ? none : share)),
  mapping: oneOfKeys(
    'a budget',
    Object.fromEntries(
      budgets.map(({ name, params, sentence }) => [
        name,
        mapping({ [name]: params }).meta({ description: sentence }),
      ]),
    ),
  ),
}) as unknown as z.ZodType<BudgetSpec>;

/** A bare share is Finagle's budget without its reserve. */
const SHARE_ONLY = { minimum: 0, ttl: 10_000_000_000 };

interface Chosen {
  readonly definition: AnyBudget;
  readonly params: unknown;
}

function chosenBy(spec: BudgetSpec | undefined): Chosen | undefined {
  if (spec === undefined || spec === 'none') return undefined;
  const [[name, params]] = Object.entries(
    typeof spec === 'number' ? { [finagle.name]: { ...SHARE_ONLY, ratio: spec } } : spec,
  );
  const definition = budgets.find((each) => each.name === name);
  return definition && { definition, params };
}

/** The settings of all budgets, with those of this one filled in. */
export function budgetSettings(spec: BudgetSpec | undefined): number[] {
  const chosen = chosenBy(spec);
  const own = chosen === undefined ? {} : chosen.definition.settingsOf(chosen.params);
  return BUDGET_SETTINGS.map((name) => own[name] ?? 0);
}

/** Its number in `budgets` and its account at the start; nothing where there is none. */
export function budgetShared(spec: BudgetSpec | undefined): readonly number[] {
  const chosen = chosenBy(spec);
  if (chosen === undefined) return [];
  return [budgets.indexOf(chosen.definition), ...chosen.definition.accountOf(chosen.params)];
}

/**
 * Why a push cannot put the second in place of the first. Each kind of budget keeps an account of its own, so
 * a push may change the numbers of one, but neither its kind nor whether there is one.
 */
export function refusesBudget(
  written: BudgetSpec | undefined,
  pushed: BudgetSpec | undefined,
): Refused | undefined {
  const [before, after] = [chosenBy(written)?.definition, chosenBy(pushed)?.definition];
  if (before === after) return undefined;
  if (before === undefined)
    return {
      sentence: 'these retries were made without a budget, and a push cannot give them one',
      hint: 'write a wide budget in the policy, such as 100%, and push the narrow one',
    };
  if (after === undefined)
    return {
      sentence: 'a push can change the numbers of a budget, but not take it away',
      hint: `push a wide one instead: ${before.widest}`,
    };
  return {
    sentence: `these retries have a budget of the kind ${before.name}, and a push cannot make it one of the kind ${after.name}`,
    hint: `push other numbers of the same kind, such as ${before.widest}`,
  };
}
