/** The corners of each line, from its caller to its callee. */
import { type Channel, LANE } from './channels.ts';
import type { Columns } from './columns.ts';
import { backKey, type Nets } from './nets.ts';
import type { OrderedGraph } from './plain-graph.ts';
import type { Way } from './routes.ts';
import type { Sizes } from './sizes.ts';

/** Everything placed: lines only follow. */
export type Places = {
  readonly sizes: Sizes;
  readonly nets: Nets;
  readonly routed: readonly Channel[];
  readonly columns: Columns;
  readonly portOf: (stop: number) => number;
  /** The row of a caller's lane, below the picture. */
  readonly laneRow: (owner: number) => number;
};

export function waysOf(graph: OrderedGraph, places: Places): Way[] {
  const { ranking } = graph;
  return graph.links.map(({ from, to }, index) => ({
    from: graph.nodes[from].id,
    to: graph.nodes[to].id,
    kind: graph.kinds[index],
    back: ranking.isBack[index],
    owner: from,
    corners: cornersOf(graph, places, from, to, ranking.isBack[index]),
  }));
}

function cornersOf(
  { ranking, ordering }: OrderedGraph,
  { sizes, nets, routed, columns, portOf, laneRow }: Places,
  from: number,
  to: number,
  isBack: boolean,
): [number, number][] {
  let row = portOf(from);
  const fromRank = ranking.rank[from];
  const toRank = ranking.rank[to];
  const corners: [number, number][] = [[columns.ranks[fromRank] + sizes.widths[from] + sizes.behind, row]];
  const turn = (channel: number, key: number, toRow: number): void => {
    const { column, second } = routed[channel].places[nets.places[channel].get(key) as number];
    if (column === undefined) return;
    const x = columns.channels[channel] + column;
    corners.push([x, row]);
    if (second !== undefined && toRow < LANE) {
      const secondX = columns.channels[channel] + second.column;
      corners.push([x, second.row], [secondX, second.row], [secondX, toRow]);
      row = toRow;
    } else {
      row = toRow < LANE ? toRow : laneRow(from);
      corners.push([x, row]);
    }
  };
  if (isBack) {
    turn(fromRank + 1, from, LANE);
    turn(toRank, backKey(from), portOf(to));
  } else {
    let at = from;
    for (let rank = fromRank + 1; rank <= toRank; rank++) {
      const next = rank === toRank ? to : (ordering.through[from].get(rank) as number);
      turn(rank, at, portOf(next));
      at = next;
    }
  }
  corners.push([columns.ranks[toRank] - 1, row]);
  return corners;
}
