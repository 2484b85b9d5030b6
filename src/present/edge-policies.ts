/** What a call has around it, in a few words: `retry 3, timeout 300ms`, the outermost first, as the scenario has it. */
import { type Plan, settableAt } from '../sim/index.ts';

/** The one parameter of each policy that people ask for first. */
const FIRST: Readonly<Record<string, string>> = {
  retry: 'attempts',
  timeout: 'after',
  bulkhead: 'limit',
  hedge: 'after',
  limiter: 'rate',
  breaker: 'failure-rate',
};

const known = new WeakMap<Plan, Map<number, string>>();

/** Nothing where no policy is. Said once for a plan: what was pushed since is told by its fault. */
export function edgePolicies(plan: Plan, edge: number): string {
  const said = known.get(plan) ?? new Map<number, string>();
  known.set(plan, said);
  let text = said.get(edge);
  if (text === undefined) {
    text = textOf(plan, edge);
    said.set(edge, text);
  }
  return text;
}

function textOf(plan: Plan, edge: number): string {
  const policies = new Map<string, string>();
  for (const { name, values } of settableAt(plan, plan.directory.edges[edge].name)) {
    const [policy, ...path] = name.split('.');
    if (!policies.has(policy)) policies.set(policy, policy);
    if (path.join('.') === FIRST[policy] && values.length > 0)
      policies.set(policy, `${policy} ${values.join(' or ')}`);
  }
  return [...policies.values()].join(', ');
}
