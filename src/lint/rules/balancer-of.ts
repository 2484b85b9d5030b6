/** By what a call chooses among the replicas: its own balancer, or that of its service. */
import type { BalancerName, SystemSpec } from '../../sim/index.ts';
import type { CallSite, Service } from '../sketch/index.ts';

export function balancerOf(system: SystemSpec, { path }: CallSite, { spec }: Service): BalancerName {
  let step: unknown = system;
  for (const key of path) step = (step as Record<string | number, unknown>)[key];
  const own = (step as { readonly balancer?: object }).balancer ?? spec.balancer ?? { 'round-robin': {} };
  const [balancer] = Object.keys(own) as BalancerName[];
  return balancer;
}
