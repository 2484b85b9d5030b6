/** By what a call chooses among the replicas: its own balancer, or that of its service. */
import { type BalancerSpec, balancerOf, type SystemSpec } from '../../sim/index.ts';
import type { CallSite, Service } from '../sketch/index.ts';

export function balancerAt(system: SystemSpec, { path }: CallSite, { spec }: Service) {
  let step: unknown = system;
  for (const key of path) step = (step as Record<string | number, unknown>)[key];
  const own = (step as { readonly balancer?: BalancerSpec }).balancer;
  return balancerOf(own ?? spec.balancer).definition;
}
