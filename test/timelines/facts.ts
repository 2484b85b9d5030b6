/** What happened in a system, as facts or as lines `12.5ms tried people -> web.ask: ok`: a test says what should have. */
import { factsInto } from '../../src/sim/facts.ts';
import { type Fact, type FactKind, factsOf as factsOfPlan, sayFact } from '../../src/sim/index.ts';
import { seedKey } from '../../src/sim/kernel/seed.ts';
import { Machine } from '../../src/sim/machine/machine.ts';
import type { World } from '../../src/sim/machine/world.ts';
import { PUSHBACK, REALS } from '../../src/sim/terms/columns.ts';
import type { Observer } from '../../src/sim/terms/observer.ts';
import { planOf } from '../support/simulate.ts';

export type { Fact };
export type What = FactKind;

export interface Watching {
  readonly seed?: string;
  /** ns; the whole length by default */
  readonly until?: number;
  /** What whoever turns an attempt away asks for: to be left alone for so long, ns; negative for good. */
  readonly asks?: number;
}

/** Runs a system up to an instant and returns every fact in its order. */
export function factsOf(system: unknown, options: Watching = {}): Fact[] {
  const { asks, ...rest } = options;
  const plan = planOf(system);
  if (asks === undefined) return factsOfPlan(plan, rest);
  plan.samplers.prepare();
  const facts: Fact[] = [];
  const [key0, key1] = seedKey(options.seed ?? '1');
  const machine = new Machine(plan, key0, key1, (world) => asking(world, facts, asks));
  machine.approach(options.until ?? plan.length);
  return facts;
}

/** Says it in the name of the callee, just before the answer is sent. */
function asking(world: World, facts: Fact[], asks: number): Observer {
  const all = factsInto(world, facts);
  return {
    ...all,
    turnedAway: (row, ending, metNobody) => {
      all.turnedAway(row, ending, metNobody);
      world.arena.F[row * REALS + PUSHBACK] = asks;
    },
  };
}

/** The same as lines, of these kinds only. */
export function timeline(system: unknown, kinds: readonly What[], options: Watching = {}): string[] {
  return factsOf(system, options)
    .filter(({ what }) => kinds.includes(what))
    .map(sayFact);
}

/** Instants of one kind of fact, ns. */
export function instantsOf(facts: readonly Fact[], what: What, where?: string): number[] {
  return facts
    .filter((fact) => fact.what === what && (where === undefined || fact.where === where))
    .map(({ at }) => at);
}
