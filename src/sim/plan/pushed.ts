/** What faults have set of somebody just now: every parameter that is another one than the scenario has written. */
import { NO_LIMIT } from '../../base/int32.ts';
import { config } from '../fault/config.ts';
import type { AimedFault } from '../machine/fault-parts.ts';
import type { FaultPlan, Plan } from '../machine/plan.ts';
import { firstLimit, firstSlots } from '../machine/plan.ts';
import { pushable, writtenAt } from '../policy/pushes.ts';
import { NONE } from '../terms/columns.ts';
import { groundOf } from './fault-fits.ts';
import { Problems } from './problem.ts';
import { callersOf, settableBy } from './settings.ts';
import { resolveTarget } from './targets.ts';

/** What is in force, of a setting by its number: as the overlay has it. */
export interface InForce {
  readonly faults: readonly FaultPlan[];
  readonly counts: { readonly settings: ArrayLike<number> };
  inTurn(at: 'settings', element: number): readonly AimedFault[];
}

export interface PushedParameter {
  /** `timeout.after`, `admission.limiter.rate`, `slots` */
  readonly name: string;
  /** As it was pushed: `20ms`. */
  readonly to: string;
  /** The fault that did it. */
  readonly fault: string;
  /** At so many of so many caller replicas, or replicas. */
  readonly at: number;
  readonly of: number;
  /** As a scenario would write what was there before, of each call that had another; none where it was left out. */
  readonly before: readonly string[];
}

/** `target` as a fault names it; nothing where nobody is meant, or nothing was pushed. */
export function pushedAt(plan: Plan, inForce: InForce, target: string): PushedParameter[] {
  // As a rule nobody has pushed anything.
  if (!inForce.faults.some(({ sets }) => sets.length > 0)) return [];
  const ground = groundOf(plan, { faultNames: [], samplerOf: () => NONE });
  const aim = resolveTarget(plan.directory, new Problems(), config, target, 'none', []);
  if (aim === undefined) return [];
  const tally = new Tally(inForce);
  for (const policy of settableBy(ground, aim)) {
    const { definition, prefix, settings, settingsSize, owner } = policy;
    for (const path of pushable(policy)) {
      const places = (definition.makes?.[path] ?? [path]).map((name) => definition.settings.indexOf(name));
      const before = writtenAt(policy, path);
      for (let own = 0; own < callersOf(ground, owner); own++) {
        const elements = places.map((place) => settings + own * settingsSize + place);
        tally.meet(prefix + path, elements, before);
      }
    }
  }
  if (!target.includes('->')) {
    for (const service of aim.services) {
      const { firstReplica, replicas, slots, queueLimit } = plan.directory.services[service];
      for (let replica = firstReplica; replica < firstReplica + replicas; replica++) {
        tally.meet('slots', [firstSlots(plan) + replica], String(slots));
        const limit = queueLimit < NO_LIMIT ? String(queueLimit) : 'none';
        tally.meet('queue.limit', [firstLimit(plan) + replica], limit);
      }
    }
  }
  return tally.found;
}

/** Counts at how many places a parameter is as it was written, and at how many as somebody has pushed it. */
class Tally {
  private readonly inForce: InForce;
  private readonly ofEach = new Map<string, number>();
  private readonly befores = new Map<string, Set<string>>();
  private readonly pushed = new Map<string, { name: string; to: string; fault: string; at: number }>();

  constructor(inForce: InForce) {
    this.inForce = inForce;
  }

  get found(): PushedParameter[] {
    return [...this.pushed.values()].map((each) => ({
      ...each,
      of: this.ofEach.get(each.name) ?? 0,
      before: [...(this.befores.get(each.name) ?? [])],
    }));
  }

  /** One of a caller, with the numbers that are made of it. */
  meet(name: string, elements: readonly number[], before: string | undefined): void {
    this.ofEach.set(name, (this.ofEach.get(name) ?? 0) + 1);
    if (before !== undefined) this.befores.set(name, (this.befores.get(name) ?? new Set()).add(before));
    const { counts, faults } = this.inForce;
    for (const element of elements) {
      if (!(counts.settings[element] > 0)) continue;
      const last = this.inForce.inTurn('settings', element).at(-1);
      if (last === undefined) continue;
      const { name: fault, sets } = faults[last.fault];
      // A push of one parameter may move the numbers of another.
      const own = sets.find((each) => each.name === name);
      if (own === undefined) continue;
      const key = `${name} ${own.to} ${fault}`;
      const known = this.pushed.get(key) ?? { name, to: own.to, fault, at: 0 };
      known.at += 1;
      this.pushed.set(key, known);
      return;
    }
  }
}
