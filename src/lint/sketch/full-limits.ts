/** The limits that somebody meets before any fault: those around calls, and those at the doors of services. */
import type { CallSite, Wrap } from './call-site.ts';
import { hasRoom } from './limiting.ts';
import type { LoadRate } from './rates.ts';
import type { Times } from './times.ts';
import type { Visits } from './visits.ts';
import type { Wiring } from './wiring.ts';

/** Loads are looked at when they ask most. */
export function fullIn(
  rates: readonly LoadRate[],
  visits: readonly Visits[],
  wiring: Wiring,
  times: Times,
): Wrap[] {
  const batch = Math.max(1, ...rates.map((rate) => rate.batch));
  const atMost = (of: (visits: Visits) => number | undefined) =>
    rates.reduce((sum, { line, most }) => sum + most * (of(visits[line.index]) ?? 0), 0);

  const isFull = ({ trait: { limit } }: Wrap, perSecond: number, held: number) =>
    limit !== undefined && perSecond > 0 && !hasRoom(limit, { perSecond, held, batch });
  const around = (site: CallSite) => {
    const limited = site.chain.filter(({ trait }) => trait.limit !== undefined);
    if (limited.length === 0) return [];
    const perSecond = atMost(({ sites }) => sites.get(site)) / site.caller.replicas;
    return limited.filter((wrap) => isFull(wrap, perSecond, times.call(site)));
  };
  const atDoors = [...wiring.services.values()].flatMap(({ gates, operations, replicas }) => {
    if (gates.length === 0) return [];
    const asked = operations.map(({ name }) => ({
      perSecond: atMost((seen) => seen.operations.get(name)) / replicas,
      held: times.answer(name),
    }));
    const perSecond = asked.reduce((sum, each) => sum + each.perSecond, 0);
    const held = asked.reduce((sum, each) => sum + each.perSecond * each.held, 0) / perSecond;
    return gates.filter((gate) => isFull(gate, perSecond, held));
  });
  return [...wiring.sites.flatMap(around), ...atDoors];
}
