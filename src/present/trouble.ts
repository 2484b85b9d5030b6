/** Who is worst off? The order in which nodes of the map deserve a look. */
import { FAILING, type Health, type NodeNow } from './live.ts';
import type { MapNode, SystemMap } from './map.ts';

const SEVERITY: Readonly<Record<Health, number>> = { idle: 0, ok: 0, strained: 1, failing: 2, down: 3 };
const LIST_RANK: Readonly<Record<Health, number>> = { ...SEVERITY, idle: -1 };

/** 0 for who is well; more for who is worse off, by what it is, and then by how much of it. */
export function troubleOf({ health, failing }: NodeNow): number {
  return SEVERITY[health] === 0 ? 0 : SEVERITY[health] + Math.min(0.99, failing);
}

/**
 * Who is worse off comes first. Those of one health keep the order of the scenario: a list that moves with
 * every number cannot be read.
 */
export function inListOrder(nodes: readonly MapNode[], now: ReadonlyMap<string, NodeNow>): MapNode[] {
  const rankOf = ({ id }: MapNode): number => LIST_RANK[now.get(id)?.health ?? 'idle'];
  return nodes.toSorted((a, b) => rankOf(b) - rankOf(a));
}

/**
 * Services and queues that are not well, those first where it begins: what they call is well, or answers them.
 * Of each kind the worst first. Loads only suffer, and are left out.
 */
export function inTrouble(
  { nodes, lines }: SystemMap,
  now: ReadonlyMap<string, NodeNow>,
  failingOn: (from: string, to: string) => number,
): MapNode[] {
  const troubleWith = (id: string): number => {
    const fares = now.get(id);
    return fares === undefined ? 0 : troubleOf(fares);
  };
  const suffers = new Set(
    lines.flatMap(({ from, to }) => (failingOn(from, to) >= FAILING && troubleWith(to) > 0 ? [from] : [])),
  );
  const rankOf = ({ id }: MapNode): number => troubleWith(id) + (suffers.has(id) ? 0 : BEGINS);
  return nodes
    .filter(({ id, kind }) => kind !== 'load' && troubleWith(id) > 0)
    .sort((a, b) => rankOf(b) - rankOf(a));
}

/** More than any trouble. */
const BEGINS = 10;

/** Of those that call a node, or that it calls, the one worst off; of those alike the busiest. */
export function nextAlongCalls(
  { lines }: SystemMap,
  now: ReadonlyMap<string, NodeNow>,
  id: string,
  to: 'callers' | 'callees',
): string | undefined {
  const near = lines.flatMap(({ from, to: callee }) => {
    if (from === callee) return [];
    if (to === 'callees') return from === id ? [callee] : [];
    return callee === id ? [from] : [];
  });
  const weigh = (each: string): readonly [number, number] => {
    const fares = now.get(each);
    return fares === undefined ? [0, 0] : [troubleOf(fares), fares.rate];
  };
  return near.toSorted((a, b) => {
    const [[troubleA, rateA], [troubleB, rateB]] = [weigh(a), weigh(b)];
    return troubleB - troubleA || rateB - rateA;
  })[0];
}
