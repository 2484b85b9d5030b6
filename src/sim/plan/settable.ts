/** What a config push could set of somebody: every parameter by its name, and as it is written now. */
import { config } from '../fault/config.ts';
import type { Plan } from '../machine/plan.ts';
import { pushable, writtenAt } from '../policy/pushes.ts';
import { NONE } from '../terms/columns.ts';
import { groundOf } from './fault-fits.ts';
import { Problems } from './problem.ts';
import { settableBy } from './settings.ts';
import { resolveTarget } from './targets.ts';

/** What stands for no limit (2^31 − 1). */
const UNLIMITED = 2147483647;

export interface SettableParameter {
  /** `retry.attempts`, `admission.limiter.rate`, `slots` */
  readonly name: string;
  /** As a scenario would write it, of each call that has another; none where it is left out, or is not one word. */
  readonly values: readonly string[];
}

/** `target` as a fault names it; nothing where nobody is meant. */
export function settableAt(plan: Plan, target: string): SettableParameter[] {
  const ground = groundOf(plan, { faultNames: [], samplerOf: () => NONE });
  const aim = resolveTarget(plan.directory, new Problems(), config, target, 'none', []);
  if (aim === undefined) return [];
  const found = new Map<string, Set<string>>();
  const meet = (name: string, value: string | undefined): void => {
    const values = found.get(name) ?? new Set();
    found.set(name, value === undefined ? values : values.add(value));
  };
  for (const policy of settableBy(ground, aim)) {
    for (const path of pushable(policy)) meet(policy.prefix + path, writtenAt(policy, path));
  }
  if (!target.includes('->')) {
    for (const service of aim.services) {
      const { slots, queueLimit } = plan.directory.services[service];
      meet('slots', String(slots));
      meet('queue.limit', queueLimit < UNLIMITED ? String(queueLimit) : 'none');
    }
  }
  return [...found].map(([name, values]) => ({ name, values: [...values] }));
}
