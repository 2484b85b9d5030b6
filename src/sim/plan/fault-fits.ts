/** Could this fault be injected into a run of this plan? Nothing is injected, and nothing changes. */
import type { Plan } from '../machine/plan.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { FaultGround } from './fault-ground.ts';
import { compileFault, MOST_AIMS } from './faults.ts';
import { Problems } from './problem.ts';

/** What a fault that is injected by hand needs to know of the plan that is running. */
export function groundOf(plan: Plan, more: Pick<FaultGround, 'faultNames' | 'samplerOf'>): FaultGround {
  const { directory, operationPost, loads, sites, scaling, gates, settings, length } = plan;
  return {
    directory,
    operationPost,
    loads,
    sites,
    scaling,
    gates,
    settingCount: settings.length,
    length,
    room: { aims: MOST_AIMS },
    ...more,
  };
}

export function faultFits(plan: Plan, fault: FaultSpec): boolean {
  const problems = new Problems();
  compileFault(groundOf(plan, { faultNames: [], samplerOf: () => NONE }), problems, fault, []);
  return problems.found.length === 0;
}
