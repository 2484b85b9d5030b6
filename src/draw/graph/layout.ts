/**
 * A service graph in character cells: callers on the left, callees on the right, lines that can be told apart.
 * Computed once per topology and size, never per frame. The same graph always gives the same picture.
 * Layered layout after Sugiyama, Tagawa & Toda (1981): ranks, order, rows, then the channels between ranks.
 */
import { invariant } from '../../base/assert.ts';
import { textColumns } from '../../base/columns.ts';
import { routeChannel } from './channels.ts';
import { columnsFor } from './columns.ts';
import { roomBelow } from './line-labels.ts';
import { laneOwners, netsOf } from './nets.ts';
import { orderNodes } from './order.ts';
import { type GraphOrder, type OrderedGraph, type PlainGraph, simplify } from './plain-graph.ts';
import { rankNodes } from './ranks.ts';
import { drawRoutes } from './routes.ts';
import { placeRows } from './rows.ts';
import { type Detail, leastSize, sizesOf } from './sizes.ts';
import type { Graph, GraphLayout, LayoutSpace, Level, PlacedNode, Route } from './types.ts';
import { waysOf } from './ways.ts';

const WHOLE = Number.POSITIVE_INFINITY;

const DETAILS: readonly Detail[] = [
  { level: 'detailed', rowGap: 1, labelColumns: WHOLE },
  { level: 'detailed', rowGap: 0, labelColumns: WHOLE },
  { level: 'boxed', rowGap: 1, labelColumns: WHOLE },
  { level: 'boxed', rowGap: 0, labelColumns: WHOLE },
  { level: 'compact', rowGap: 0, labelColumns: WHOLE },
];
/** Shorter than this a name says nothing. */
const LEAST_LABEL = 5;

const LEVELS: readonly Level[] = ['detailed', 'boxed', 'compact'];

/** For who lays out one graph in several ways; the nodes may then differ in their texts and sizes only. */
export function orderGraph(graph: Graph): GraphOrder {
  return orderOf(simplify(graph));
}

function orderOf({ nodes, links }: PlainGraph): GraphOrder {
  const ranking = rankNodes(nodes.length, links);
  return { ranking, ordering: orderNodes(nodes.length, links, ranking) };
}

/** The most telling picture that fits. When none does, the smallest, with `fits: false`. */
export function layoutGraph(graph: Graph, space: LayoutSpace, order?: GraphOrder): GraphLayout {
  const simple = simplify(graph);
  const plain: OrderedGraph = { ...simple, ...(order ?? orderOf(simple)) };
  const atMost = LEVELS.indexOf(space.atMost ?? 'detailed');
  const atLeast = LEVELS.indexOf(space.atLeast ?? 'compact');
  let smallest: GraphLayout | undefined;
  for (const detail of DETAILS) {
    const level = LEVELS.indexOf(detail.level);
    if (level < atMost || level > atLeast) continue;
    const layout = attempt(plain, detail, space);
    if (layout.fits) return layout;
    smallest = layout;
  }
  invariant(smallest !== undefined, 'the largest level is no smaller than the smallest one');
  if (smallest.level !== 'compact' || space.cutLabels === false) return smallest;
  return withShortLabels(plain, space);
}

/** One row a node, and of the names as many columns as the space has. */
function withShortLabels(graph: OrderedGraph, space: LayoutSpace): GraphLayout {
  const short = (labelColumns: number): GraphLayout =>
    attempt(graph, { level: 'compact', rowGap: 0, labelColumns }, space);
  let best = short(LEAST_LABEL);
  // What is too high does not become lower by shorter names.
  if (!best.fits) return best;
  let [fits, tooMany] = [
    LEAST_LABEL,
    Math.max(...graph.nodes.map(({ id, label }) => textColumns(label ?? id))),
  ];
  while (tooMany - fits > 1) {
    const columns = (fits + tooMany) >> 1;
    const layout = short(columns);
    if (layout.fits) [best, fits] = [layout, columns];
    else tooMany = columns;
  }
  return best;
}

/** One node with those it calls and those who call it: what to draw when all is too much. */
export function neighbourhood(graph: Graph, id: string): Graph {
  const near = new Set([id]);
  for (const { from, to } of graph.edges) {
    if (from === id) near.add(to);
    if (to === id) near.add(from);
  }
  return {
    nodes: graph.nodes.filter((node) => near.has(node.id)),
    edges: graph.edges.filter((edge) => near.has(edge.from) && near.has(edge.to)),
  };
}

function attempt(graph: OrderedGraph, detail: Detail, space: LayoutSpace): GraphLayout {
  const { ranking, ordering } = graph;
  const { level } = detail;
  const ascii = space.ascii === true;
  const padding = space.padding ?? 1;
  const count = graph.nodes.length;
  const sizes = sizesOf(graph, detail, space);
  if (space.mustFit === true) {
    const least = leastSize(ordering, sizes);
    if (least.width > space.width || least.height > space.height)
      return { level, ...least, fits: false, ascii, padding, nodes: [], routes: [] };
  }
  const lanes = laneOwners(graph, ranking.isBack);
  const heightOf = (stop: number): number => (stop < count ? sizes.heights[stop] : 1);
  const portIn = (stop: number): number => (stop < count ? sizes.portRow : 0);
  const top = placeRows(ordering, {
    heightOf,
    portOf: portIn,
    gapBetween: (above, below) => (above < count && below < count ? detail.rowGap : 0),
    height: space.height - lanes.length,
  });
  const portOf = (stop: number): number => top[stop] + portIn(stop);
  const placed = top.reduce((rows, row, stop) => Math.max(rows, row + heightOf(stop)), 0);
  const nets = netsOf(graph, lanes, portOf);
  const routed = nets.lists.map((list) => routeChannel(list, placed));
  const rows = routed.reduce((most, { lowestRow }) => Math.max(most, lowestRow + 1), placed);
  const columns = columnsFor(graph, sizes, nets, routed, space);
  const laneRow = (owner: number): number => rows + lanes.indexOf(owner);
  const nodes = graph.nodes.map(
    ({ id }, index): PlacedNode => ({
      id,
      label: sizes.labels[index],
      x: columns.ranks[ranking.rank[index]],
      y: top[index],
      w: sizes.widths[index],
      h: sizes.heights[index],
      callsItself: graph.callsItself.has(index),
    }),
  );
  const width = count === 0 ? 0 : columns.width;
  const height = count === 0 ? 0 : rows + lanes.length;
  let routes: Route[] | undefined;
  return {
    level,
    width,
    height,
    fits: width <= space.width && height <= space.height,
    ascii,
    padding,
    nodes,
    // Of the many pictures that do not fit nobody asks for the lines.
    get routes() {
      if (routes === undefined) {
        const ways = waysOf(graph, { sizes, nets, routed, columns, portOf, laneRow });
        const drawn = drawRoutes(ways, ascii);
        routes = sizes.hasLines && space.labelRow === 'below' ? roomBelow(drawn, nodes) : drawn;
      }
      return routes;
    },
  };
}
