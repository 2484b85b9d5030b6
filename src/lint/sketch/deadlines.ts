/** Who is asked with a deadline: one that a caller set by a timeout, or got and carried on. */
import type { CallSite } from './call-site.ts';
import type { Reached } from './reaching.ts';

/** Call sites whose calls may carry a deadline; a policy that nobody understands may set one. */
export function sitesWithDeadline(reached: Reached): ReadonlySet<CallSite> {
  const found = new Set<CallSite>();
  const own = new Map<string, CallSite[]>();
  for (const site of reached.sites) {
    if (site.caller.kind !== 'operation' || !site.caller.propagates) continue;
    const known = own.get(site.caller.name);
    if (known === undefined) own.set(site.caller.name, [site]);
    else known.push(site);
  }
  const next = [...reached.sites].filter(
    ({ caller, chain }) => caller.propagates && chain.some(({ trait }) => trait.timeout !== undefined),
  );
  for (let site = next.pop(); site !== undefined; site = next.pop()) {
    if (found.has(site)) continue;
    found.add(site);
    if (site.verb === 'call' || site.verb === 'notify') next.push(...(own.get(site.callee) ?? []));
  }
  return found;
}
