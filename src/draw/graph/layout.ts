/**
 * A service graph in character cells: callers on the left, callees on the right, lines that can be told apart.
 * Computed once per topology and size, never per frame. The same graph always gives the same picture.
 * Layered layout after Sugiyama, Tagawa & Toda (1981): ranks, order, rows, then the channels between ranks.
 */
import { textColumns } from '../../base/columns.ts';
import { LANE, type Net, routeChannel } from './channels.ts';
import { fitLabels } from './labels.ts';
import { roomBelow } from './line-labels.ts';
import { type Ordering, orderNodes } from './order.ts';
import { type Link, type Ranking, rankNodes } from './ranks.ts';
import { drawRoutes, type Way } from './routes.ts';
import { placeRows } from './rows.ts';
import type {
  EdgeKind,
  Graph,
  GraphEdge,
  GraphLayout,
  GraphNode,
  LayoutSpace,
  Level,
  PlacedNode,
  Route,
} from './types.ts';

/** One way of drawing the nodes; tried from the most telling to the smallest. */
type Detail = {
  readonly level: Level;
  /** free rows between boxes */
  readonly rowGap: number;
  /** labels are cut to so many columns */
  readonly labelColumns: number;
};

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

/** Who stands in which rank, and in which order: the same whatever the nodes look like. */
export interface GraphOrder {
  readonly ranking: Ranking;
  readonly ordering: Ordering;
}

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
  if (smallest?.level !== 'compact' || space.cutLabels === false) return smallest as GraphLayout;
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

/** The part of a graph within `hops` calls of one node, in either direction: what to draw when all is too much. */
export function neighbourhood(graph: Graph, id: string, hops = 1): Graph {
  let near = new Set([id]);
  for (let hop = 0; hop < hops; hop++) {
    const wider = new Set(near);
    for (const edge of graph.edges) {
      if (near.has(edge.from)) wider.add(edge.to);
      if (near.has(edge.to)) wider.add(edge.from);
    }
    near = wider;
  }
  return {
    nodes: graph.nodes.filter((node) => near.has(node.id)),
    edges: graph.edges.filter((edge) => near.has(edge.from) && near.has(edge.to)),
  };
}

type PlainGraph = {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly Link[];
  readonly kinds: readonly EdgeKind[];
  readonly callsItself: ReadonlySet<number>;
};

type OrderedGraph = PlainGraph & GraphOrder;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted and without doubles: two calls between the same services are one line, and a waited-for call names it. */
function simplify(graph: Graph): PlainGraph {
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

function attempt(graph: OrderedGraph, detail: Detail, space: LayoutSpace): GraphLayout {
  const ascii = space.ascii === true;
  const boxed = detail.level !== 'compact';
  const padding = space.padding ?? 1;
  const hasLines = detail.level === 'detailed' || (!boxed && space.compactLines === true);
  // Single rows lie close: nothing fits between them.
  const isBelow = hasLines && space.labelRow === 'below';
  const count = graph.nodes.length;
  const { ranking, ordering } = graph;
  const labels = fitLabels(
    graph.nodes.map((node) => node.label ?? node.id),
    detail.labelColumns,
    ascii,
  );
  const liveLines = (node: GraphNode): number => (hasLines ? (node.lines ?? 1) : 0);
  const widths = graph.nodes.map((node, index) => {
    const live = liveLines(node) > 0 ? (node.width ?? 12) : 0;
    return Math.max(textColumns(labels[index]), live) + 2 + (boxed ? 2 * padding : 0);
  });
  const heights = graph.nodes.map((node) => (boxed ? 3 : 1) + liveLines(node));
  if (space.mustFit === true) {
    const least = leastSize(ordering, widths, heights);
    if (least.width > space.width || least.height > space.height) {
      return { level: detail.level, ...least, fits: false, ascii, padding, nodes: [], routes: [] };
    }
  }
  const portRow = boxed ? 1 : 0;
  const lanes = laneOwners(graph, ranking.isBack);

  const top = placeRows(ordering, {
    heightOf: (stop) => (stop < count ? heights[stop] : 1),
    portOf: (stop) => (stop < count ? portRow : 0),
    gapBetween: (above, below) => (above < count && below < count ? detail.rowGap : 0),
    height: space.height - lanes.length,
  });
  const portOf = (stop: number): number => top[stop] + (stop < count ? portRow : 0);
  let rows = 0;
  for (let stop = 0; stop < top.length; stop++) {
    rows = Math.max(rows, top[stop] + (stop < count ? heights[stop] : 1));
  }

  // Channel g lies left of rank g; the last one, right of everything, only turns lines back.
  const netAt = Array.from({ length: ranking.ranks + 1 }, () => new Map<number, number>());
  /** Per channel the rows at which a line reaches a node, and whether it is all that its caller sends there. */
  const arrivals = netAt.map((): { row: number; isOnly: boolean }[] => []);
  const nets: Net[][] = netAt.map(() => []);
  const addNet = (channel: number, key: number, net: Net): void => {
    netAt[channel].set(key, nets[channel].length);
    nets[channel].push(net);
  };
  const backKey = (owner: number): number => -1 - owner;
  ordering.stops.forEach((stop, at) => {
    const usesLane = stop.isNode && lanes.includes(at);
    if (stop.next.length === 0 && !usesLane) return;
    const net = { owner: stop.owner, left: portOf(at), right: stop.next.map(portOf), usesLane };
    const isOnly = stop.next.length === 1 && !usesLane;
    for (const next of stop.next) {
      if (next < count) arrivals[stop.rank + 1].push({ row: portOf(next), isOnly });
    }
    addNet(stop.rank + 1, at, net);
  });
  for (const owner of lanes) {
    const callees = graph.links.flatMap((link, i) =>
      ranking.isBack[i] && link.from === owner ? [link.to] : [],
    );
    for (const rank of new Set(callees.map((callee) => ranking.rank[callee]))) {
      const right = callees.filter((callee) => ranking.rank[callee] === rank).map(portOf);
      addNet(rank, backKey(owner), { owner, left: undefined, right, usesLane: true });
    }
  }
  const channels = nets.map((list) => routeChannel(list, rows));
  for (const channel of channels) rows = Math.max(rows, channel.lowestRow + 1);
  const laneRow = (owner: number): number => rows + lanes.indexOf(owner);

  // Columns: channel, rank, channel, rank …
  const channelX: number[] = [];
  const rankX: number[] = [];
  let x = 0;
  for (let rank = 0; rank <= ranking.ranks; rank++) {
    const isFirst = rank === 0;
    const isLast = rank === ranking.ranks;
    const { columns } = channels[rank];
    const room = roomForLabels(arrivals[rank], space.lineLabel ?? 0);
    if (isBelow) {
      // The lead, or the way to the arrow with the arrow; where nothing turns, both.
      room.before = Math.max(0, room.before - 1);
      room.after = Math.max(0, room.after - (columns === 0 ? 3 : 2));
    }
    const lead = isFirst ? 0 : 1 + room.before;
    channelX.push(x + lead);
    if (nets[rank].length > 0) x += lead + columns + (isLast ? 0 : 2 + room.after);
    else if (!isFirst && !isLast) x += 2;
    if (isLast) break;
    rankX.push(x);
    const widest = Math.max(0, ...ordering.columns[rank].map((stop) => (stop < count ? widths[stop] : 0)));
    // A compact label is followed by a blank before its line begins.
    x += widest + (boxed || nets[rank + 1].length === 0 ? 0 : 1);
  }

  const wayOf = (link: Link, index: number): Way => {
    const corners: [number, number][] = [];
    const startX = rankX[ranking.rank[link.from]] + widths[link.from] + (boxed ? 0 : 1);
    let row = portOf(link.from);
    corners.push([startX, row]);
    const channelOf = ranking.rank[link.from] + 1;
    const turn = (channel: number, key: number, toRow: number): void => {
      const place = channels[channel].places[netAt[channel].get(key) as number];
      if (place.column === undefined) return;
      corners.push([channelX[channel] + place.column, row]);
      if (place.second !== undefined && toRow < LANE) {
        corners.push([channelX[channel] + place.column, place.second.row]);
        corners.push([channelX[channel] + place.second.column, place.second.row]);
        corners.push([channelX[channel] + place.second.column, toRow]);
      } else {
        const reached = toRow < LANE ? toRow : laneRow(link.from);
        corners.push([channelX[channel] + place.column, reached]);
      }
      row = corners[corners.length - 1][1];
    };
    if (ranking.isBack[index]) {
      turn(channelOf, link.from, LANE);
      turn(ranking.rank[link.to], backKey(link.from), portOf(link.to));
    } else {
      let at = link.from;
      for (let rank = channelOf; rank <= ranking.rank[link.to]; rank++) {
        const next =
          rank === ranking.rank[link.to] ? link.to : (ordering.through[link.from].get(rank) as number);
        turn(rank, at, portOf(next));
        at = next;
      }
    }
    corners.push([rankX[ranking.rank[link.to]] - 1, row]);
    const { id: from } = graph.nodes[link.from];
    const { id: to } = graph.nodes[link.to];
    return { from, to, kind: graph.kinds[index], back: ranking.isBack[index], owner: link.from, corners };
  };

  const nodes = graph.nodes.map(
    (node, index): PlacedNode => ({
      id: node.id,
      label: labels[index],
      x: rankX[ranking.rank[index]],
      y: top[index],
      w: widths[index],
      h: heights[index],
      callsItself: graph.callsItself.has(index),
    }),
  );
  const width = count === 0 ? 0 : x;
  const height = count === 0 ? 0 : rows + lanes.length;
  const fits = width <= space.width && height <= space.height;
  let routes: Route[] | undefined;
  return {
    level: detail.level,
    width,
    height,
    fits,
    ascii,
    padding,
    nodes,
    // Of the many pictures that do not fit nobody asks for the lines.
    get routes() {
      if (routes === undefined) {
        const drawn = drawRoutes(graph.links.map(wayOf), ascii);
        routes = isBelow ? roomBelow(drawn, nodes) : drawn;
      }
      return routes;
    },
  };
}

/** What the nodes need if lines needed next to nothing: known before anything is placed. */
function leastSize(
  { columns }: Ordering,
  widths: readonly number[],
  heights: readonly number[],
): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (const column of columns) {
    let widest = 0;
    let rows = 0;
    for (const stop of column) {
      widest = Math.max(widest, widths[stop] ?? 0);
      rows += heights[stop] ?? 1;
    }
    width += widest + (width > 0 ? 2 : 0);
    height = Math.max(height, rows);
  }
  return { width, height };
}

/**
 * Columns for labels before and after the trunks of a channel. A line that is its caller's only one is alone
 * before its trunk, the only one into its callee after it; one that is neither has no place for a label.
 */
function roomForLabels(
  arrivals: readonly { readonly row: number; readonly isOnly: boolean }[],
  label: number,
): { before: number; after: number } {
  const isShared = ({ row }: { row: number }): boolean =>
    arrivals.filter((one) => one.row === row).length > 1;
  const before = arrivals.some((one) => one.isOnly && isShared(one)) ? label : 0;
  const needsAfter = arrivals.some((one) => !isShared(one) && !(one.isOnly && before > 0));
  return { before, after: needsAfter ? label : 0 };
}

/** Callers with a line that runs back, each of which gets a row of its own below the picture. */
function laneOwners(graph: PlainGraph, isBack: readonly boolean[]): number[] {
  return [...new Set(graph.links.flatMap((link, index) => (isBack[index] ? [link.from] : [])))];
}
