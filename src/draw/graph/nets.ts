/**
 * The lines of a graph, gathered: all that a caller sends through one channel is one net. Channel g lies
 * left of rank g; the last one, right of everything, only turns lines back.
 */
import type { Net } from './channels.ts';
import type { OrderedGraph, PlainGraph } from './plain-graph.ts';

/** A line reaches a node at this row; whether it is all that its caller sends there. */
export type Arrival = { readonly row: number; readonly isOnly: boolean };

/** All by channel. */
export type Nets = {
  readonly lists: readonly (readonly Net[])[];
  /** The place in its list of what a stop sends on (by its number), or of what a caller sends back (`backKey`). */
  readonly places: readonly ReadonlyMap<number, number>[];
  readonly arrivals: readonly (readonly Arrival[])[];
};

export const backKey = (owner: number): number => -1 - owner;

/** `portOf` is the row at which lines meet a stop; `lanes` are the callers with lines that run back. */
export function netsOf(
  graph: OrderedGraph,
  lanes: readonly number[],
  portOf: (stop: number) => number,
): Nets {
  const { ranking, ordering } = graph;
  const count = graph.nodes.length;
  const places = Array.from({ length: ranking.ranks + 1 }, () => new Map<number, number>());
  const lists = places.map((): Net[] => []);
  const arrivals = places.map((): Arrival[] => []);
  const add = (channel: number, key: number, net: Net): void => {
    places[channel].set(key, lists[channel].length);
    lists[channel].push(net);
  };
  ordering.stops.forEach((stop, at) => {
    const usesLane = stop.isNode && lanes.includes(at);
    if (stop.next.length === 0 && !usesLane) return;
    const isOnly = stop.next.length === 1 && !usesLane;
    for (const next of stop.next)
      if (next < count) arrivals[stop.rank + 1].push({ row: portOf(next), isOnly });
    add(stop.rank + 1, at, { owner: stop.owner, left: portOf(at), right: stop.next.map(portOf), usesLane });
  });
  for (const owner of lanes) {
    const callees = graph.links.flatMap((link, i) =>
      ranking.isBack[i] && link.from === owner ? [link.to] : [],
    );
    for (const rank of new Set(callees.map((callee) => ranking.rank[callee]))) {
      const right = callees.filter((callee) => ranking.rank[callee] === rank).map(portOf);
      add(rank, backKey(owner), { owner, left: undefined, right, usesLane: true });
    }
  }
  return { lists, places, arrivals };
}

/** Callers with a line that runs back, each of which gets a row of its own below the picture. */
export function laneOwners(graph: PlainGraph, isBack: readonly boolean[]): number[] {
  return [...new Set(graph.links.flatMap((link, index) => (isBack[index] ? [link.from] : [])))];
}
