/** What happened in a system, as facts or as lines `12.5ms tried people -> web.ask: ok`: a test says what should have. */
import { type Fact, type FactKind, factsOf as factsOfPlan, sayFact } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

export type { Fact };
export type What = FactKind;

/** Runs a system up to an instant (ns; its whole length by default) and returns every fact in its order. */
export function factsOf(system: unknown, options: { seed?: string; until?: number } = {}): Fact[] {
  return factsOfPlan(planOf(system), options);
}

/** The same as lines, of these kinds only. */
export function timeline(
  system: unknown,
  kinds: readonly What[],
  options: { seed?: string; until?: number } = {},
): string[] {
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
