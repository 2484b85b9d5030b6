/** A graph as the layout takes it: sorted, without doubles, nodes by number. */
import type { Ordering } from './order.ts';
import type { Link, Ranking } from './ranks.ts';
import type { EdgeKind, Graph, GraphEdge, GraphNode } from './types.ts';

/** Who stands in which rank, and in which order: the same whatever the nodes look like. */
export interface GraphOrder {
  readonly ranking: Ranking;
  readonly ordering: Ordering;
}

export type PlainGraph = {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly Link[];
  readonly kinds: readonly EdgeKind[];
  readonly callsItself: ReadonlySet<number>;
};

export type OrderedGraph = PlainGraph & GraphOrder;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted and without doubles: two calls between the same services are one line, and a waited-for call names it. */
export function simplify(graph: Graph): PlainGraph {
  const nodes = graph.nodes.slice().sort((a, b) => byText(a.id, b.id));
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
  const callsItself = new Set<number>();
  const kinds = new Map<string, { link: Link; kind: EdgeKind }>();
  const add = (edge: GraphEdge): void => {
    const from = indexOf.get(edge.from);
    const to = indexOf.get(edge.to);
    if (from === undefined || to === undefined) return;
    if (from === to) {
      callsItself.add(from);
      return;
    }
    const known = kinds.get(`${from} ${to}`);
    const kind = edge.kind ?? 'sync';
    kinds.set(`${from} ${to}`, { link: { from, to }, kind: known?.kind === 'sync' ? 'sync' : kind });
  };
  graph.edges.forEach(add);
  const sorted = [...kinds.values()].sort((a, b) => a.link.from - b.link.from || a.link.to - b.link.to);
  return { nodes, links: sorted.map((one) => one.link), kinds: sorted.map((one) => one.kind), callsItself };
}
