/** All replicas that there may ever be have a place in the plan; how many are in service by themselves is said beside. */
import { NEVER } from '../../base/time.ts';
import type { ScalingPlan } from '../machine/plan.ts';
import type { SystemSpec } from '../spec/index.ts';
import type { Draft } from './draft.ts';

/** The system with as many replicas of each service as it may have. */
export function widened(spec: SystemSpec): SystemSpec {
  const services = Object.entries(spec.services).map(([name, service]) => {
    const most = Math.max(service.replicas, service.scaling?.most ?? 0);
    return [name, { ...service, replicas: most }];
  });
  return { ...spec, services: Object.fromEntries(services) };
}

/** By service, in the order in which they are written. */
export function scalingOf(spec: SystemSpec): ScalingPlan[] {
  return Object.values(spec.services).map(({ replicas, scaling }) => ({
    inService: replicas,
    startUp: scaling?.['start-up'] ?? 0,
    grace: scaling?.grace ?? NEVER,
  }));
}

export function checkScaling(draft: Draft, spec: SystemSpec): void {
  for (const [name, { replicas, scaling }] of Object.entries(spec.services)) {
    if (scaling === undefined || scaling.most >= replicas) continue;
    draft.problems.add(
      ['services', name, 'scaling', 'most'],
      'E302',
      `${name} begins with ${replicas} replicas, more than it may have`,
      `write most: ${replicas} or more`,
    );
  }
}
