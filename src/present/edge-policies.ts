/** What a call has around it, in a few words: `retry 3, timeout 300ms`, the outermost first, as the scenario has it. */
import { type Plan, type PushedParameter, settableAt } from '../sim/index.ts';
import { sayPushed } from './say-pushed.ts';

/** The one parameter of each policy that people ask for first. */
const FIRST: Readonly<Record<string, string>> = {
  retry: 'attempts',
  timeout: 'after',
  bulkhead: 'limit',
  hedge: 'after',
  limiter: 'rate',
  breaker: 'failure-rate',
};

/** A policy, the value of its first parameter, and whatever else of it was pushed. */
interface Around {
  readonly policy: string;
  readonly values: readonly string[];
}

const known = new WeakMap<Plan, Map<number, readonly Around[]>>();

/** Nothing where no policy is. What was pushed is said instead of what was written: `timeout 20ms (pushed)`. */
export function edgePolicies(plan: Plan, edge: number, pushed: readonly PushedParameter[] = []): string {
  return around(plan, edge)
    .flatMap(({ policy, values }) => {
      const mine = pushed.filter(({ name }) => name.startsWith(`${policy}.`));
      const first = mine.filter(({ name }) => name === `${policy}.${FIRST[policy]}`);
      const others = mine.filter((each) => !first.includes(each));
      const value = first.length > 0 ? sayPushed(first) : values.join(' or ');
      return [
        value === '' ? policy : `${policy} ${value}`,
        ...[...new Set(others.map(({ name }) => name))].map(
          (name) => `${name} ${sayPushed(others.filter((each) => each.name === name))}`,
        ),
      ];
    })
    .join(', ');
}

/** Worked out once for a plan. */
function around(plan: Plan, edge: number): readonly Around[] {
  const said = known.get(plan) ?? new Map<number, readonly Around[]>();
  known.set(plan, said);
  const policies = said.get(edge) ?? policiesAround(plan, edge);
  said.set(edge, policies);
  return policies;
}

function policiesAround(plan: Plan, edge: number): readonly Around[] {
  const policies = new Map<string, readonly string[]>();
  for (const { name, values } of settableAt(plan, plan.directory.edges[edge].name)) {
    const [policy, ...path] = name.split('.');
    if (!policies.has(policy) || path.join('.') === FIRST[policy])
      policies.set(policy, path.join('.') === FIRST[policy] ? values : []);
  }
  return [...policies].map(([policy, values]) => ({ policy, values }));
}
