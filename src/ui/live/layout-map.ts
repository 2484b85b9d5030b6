/**
 * How the map is laid out on the room there is: the most telling of many ways that fits. Where none does,
 * the picture is larger than its pane and a part of it is shown. Computed once for a map and a size.
 */
import {
  type Graph,
  type GraphLayout,
  type LayoutSpace,
  layoutGraph,
  neighbourhood,
  orderGraph,
  textColumns,
} from '../../draw/index.ts';
import type { MapNode, SystemMap } from '../../present/map.ts';
import type { Spot } from './steps.ts';

/** How the nodes are written, from the most telling to the smallest. */
export type Detail =
  | 'full'
  | 'roomy'
  | 'tight'
  | 'slim'
  | 'under'
  | 'under-brief'
  | 'inline'
  | 'brief'
  | 'bare';

export interface MapPicture {
  readonly layout: GraphLayout;
  readonly detail: Detail;
  /** Only this node and those next to it: the whole would not fit, and it is looked at closely. */
  readonly around: string | undefined;
  readonly names: ReadonlyMap<string, MapNode>;
}

/** Columns of live text in the narrowest box. */
export const SLIM = 8;
/** Room for live text in a box. */
const BOXES = [
  ['full', { lines: 4, width: 22 }],
  ['roomy', { lines: 2, width: 19 }],
  ['tight', { lines: 2, width: 12 }],
  ['slim', { lines: 2, width: SLIM }],
] as const;
/** Without a frame, below the name: two numbers, or one. */
const UNDER = [
  ['under', { lines: 1, width: 12 }],
  ['under-brief', { lines: 1, width: 6 }],
] as const;
/** Columns for a rate on a line: with two signs behind it, with one, alone, or none. */
const ON_LINES = [7, 6, 5, 0] as const;
/** Columns for a rate below a line, where the signs do not take any. */
const BELOW = [6, 5] as const;
/** How boxes make room for rates: on the lines, below them, and below them with boxes as narrow as their text. */
const RATES = [
  ...ON_LINES.filter((lineLabel) => lineLabel > 0).map((lineLabel) => ({ lineLabel })),
  ...([1, 0] as const).flatMap((padding) =>
    BELOW.map((lineLabel) => ({ lineLabel, labelRow: 'below' as const, padding })),
  ),
];
/** Rows of a map from which on boxes are worth their height; below, the chart is. */
const HIGH = 40;
/** Columns behind a name on a line of its own: two numbers, or one. */
export const BEHIND = { inline: 14, brief: 6, bare: 0 } as const;
/** Names cut to so many columns are still names: numbers are worth that. */
const GOOD_NAME = 8;
/** Names cut shorter than this are riddles: rather a part of the map with whole ones. */
const LEAST_NAME = 7;

export interface MapSpace {
  readonly width: number;
  readonly height: number;
  readonly ascii: boolean;
}

/** All of the map. If nothing that can be read fits, a picture larger than the space, to be shown in part. */
export function layoutMap(map: SystemMap, space: MapSpace): MapPicture {
  return layoutPart(map, space, undefined);
}

/** One node and those next to it. */
export function layoutAround(map: SystemMap, space: MapSpace, centre: string): MapPicture {
  return layoutPart(map, space, centre);
}

function layoutPart(map: SystemMap, space: MapSpace, around: string | undefined): MapPicture {
  const names = new Map(map.nodes.map((node) => [node.id, node]));
  const graphOf = (options: { lines?: number; width?: number; behind?: number }): Graph => {
    const nodes = map.nodes.map((node) => ({
      id: node.id,
      label: labelOf(node, space.ascii) + ' '.repeat(options.behind ?? 0),
      lines: options.lines ?? 0,
      width: options.width ?? 0,
    }));
    const graph = { nodes, edges: map.lines };
    return around === undefined ? graph : neighbourhood(graph, around);
  };
  const order = orderGraph(graphOf({}));
  const laidOut = (options: Parameters<typeof graphOf>[0], way: LayoutSpace): GraphLayout =>
    layoutGraph(graphOf(options), { ...way, mustFit: true }, order);
  const compact = { ...space, atMost: 'compact' } as const;
  const picture = (layout: GraphLayout, detail: Detail): MapPicture => ({ layout, detail, around, names });
  const fitting = (layout: GraphLayout, detail: Detail): MapPicture | undefined =>
    layout.fits ? picture(layout, detail) : undefined;

  const boxes = (rates: (typeof RATES)[number] | { lineLabel: 0 }): MapPicture | undefined =>
    firstOf(BOXES, ([detail, size]) =>
      detail === 'full' && space.height < HIGH
        ? undefined
        : fitting(laidOut(size, { ...space, ...rates, atLeast: 'detailed' }), detail),
    );
  const twoRows = { ...compact, compactLines: true, labelRow: 'below' } as const;
  const under = (lineLabel: number): MapPicture | undefined =>
    firstOf(UNDER, ([detail, size]) =>
      fitting(laidOut(size, { ...twoRows, lineLabel, cutLabels: false }), detail),
    );
  const rows = (detail: keyof typeof BEHIND): MapPicture | undefined =>
    firstOf(ON_LINES, (lineLabel) =>
      fitting(laidOut({ behind: BEHIND[detail] }, { ...compact, lineLabel, cutLabels: false }), detail),
    );
  const isRiddle = ({ nodes }: GraphLayout, least: number): boolean =>
    nodes.some(({ id, label }) => {
      const name = labelOf(names.get(id) as MapNode, space.ascii);
      return label !== name && textColumns(label) < least;
    });
  const cut = (detail: Detail, least: number, layout: GraphLayout): MapPicture | undefined =>
    isRiddle(layout, least) ? undefined : fitting(layout, detail);
  const [short, size] = UNDER[UNDER.length - 1];
  const underCut = (lineLabel: number): MapPicture | undefined =>
    cut(short, GOOD_NAME, laidOut(size, { ...twoRows, lineLabel }));
  /** Larger than the space: in two rows a node, if only more columns would be needed. */
  const part = (): MapPicture => {
    const way = { ...compact, cutLabels: false } as const;
    const [detail, text] = UNDER[0];
    const high = layoutGraph(graphOf(text), { ...way, ...twoRows, lineLabel: BELOW[1] }, order);
    if (high.height < space.height) return picture(high, detail);
    return picture(layoutGraph(graphOf({ behind: BEHIND.brief }), way, order), 'brief');
  };
  // Rates on the lines go before numbers in the boxes.
  return (
    firstOf(RATES, boxes) ??
    firstOf(BELOW, under) ??
    boxes({ lineLabel: 0 }) ??
    firstOf(['inline', 'brief'] as const, rows) ??
    firstOf([BELOW[1], 0], underCut) ??
    rows('bare') ??
    cut('bare', LEAST_NAME, laidOut({}, compact)) ??
    part()
  );
}

function firstOf<T, R>(ways: readonly T[], attempt: (way: T) => R | undefined): R | undefined {
  for (const way of ways) {
    const result = attempt(way);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Loads and queues are told from services by a sign before the name. */
export function labelOf({ kind, name }: MapNode, ascii: boolean): string {
  if (kind === 'service') return name;
  const sign = kind === 'load' ? (ascii ? '>' : '»') : ascii ? '=' : '≡';
  return `${sign} ${name}`;
}

/** Middles of the nodes, to move between them. */
export function spotsOf({ layout }: MapPicture): Spot[] {
  return layout.nodes.map(({ id, x, y, w, h }) => ({ id, x: x + w / 2, y: y + h / 2 }));
}
