/** Who talks to whom, and who is in trouble? The services and queues, with their numbers in the boxes. */
import {
  type Cells,
  fitText,
  type Graph,
  type GraphLayout,
  layoutGraph,
  neighbourhood,
  paintGraph,
  STYLE,
  type Style,
  textColumns,
} from '../../draw/index.ts';
import { FAILING, type NodeNow } from '../../present/live.ts';
import type { MapNode, SystemMap } from '../../present/map.ts';
import { narrow, sayDepth } from '../../present/words.ts';
import { glyphOf, HEALTH } from './glyphs.ts';
import { lineKey, type Scene } from './scene.ts';
import type { Spot } from './state.ts';

const { sayLength, sayRate, sayShare } = narrow;

/** How the nodes are written, from the most telling to the smallest. */
type Detail = 'full' | 'roomy' | 'tight' | 'slim' | 'inline' | 'brief' | 'bare';

export interface MapPicture {
  readonly layout: GraphLayout;
  readonly detail: Detail;
  /** The picture is only what is around this node: the whole would not fit. */
  readonly around: string | undefined;
  readonly names: ReadonlyMap<string, MapNode>;
}

/** Room for live text in a box. */
const BOXES = [
  ['full', { lines: 4, width: 22 }],
  ['roomy', { lines: 2, width: 19 }],
  ['tight', { lines: 2, width: 12 }],
  ['slim', { lines: 2, width: 8 }],
] as const;
/** Columns for a rate on a line: with two signs behind it, with one, alone, or none. */
const ON_LINES = [7, 6, 5, 0] as const;
/** From so many attempts a call on, the attempts on a line are said to be more than the calls. */
const AGAIN = 1.05;
/** Rows of a map from which on boxes are worth their height; below, the chart is. */
const HIGH = 40;
/** Columns behind a name on a line of its own: two numbers, or one. */
const BEHIND = { inline: 14, brief: 6, bare: 0 } as const;

/** The most telling picture that fits; rates on the lines go before numbers in the boxes. Computed once for a map and a size. */
export function layoutMap(
  map: SystemMap,
  space: { readonly width: number; readonly height: number; readonly ascii: boolean },
  centre: string | undefined,
): MapPicture {
  const names = new Map(map.nodes.map((node) => [node.id, node]));
  const graphOf = (options: { lines?: number; width?: number; padding?: number }): Graph => ({
    nodes: map.nodes.map((node) => ({
      id: node.id,
      label: labelOf(node, space.ascii) + ' '.repeat(options.padding ?? 0),
      lines: options.lines ?? 0,
      width: options.width ?? 0,
    })),
    edges: map.lines,
  });
  const picture = (layout: GraphLayout, detail: Detail, around?: string): MapPicture => ({
    layout,
    detail,
    around,
    names,
  });
  const compact = { ...space, atMost: 'compact' } as const;
  /** Boxes if they fit, else one row a node with as many numbers behind the names as leave them whole. */
  const best = (part: (graph: Graph) => Graph, around?: string): MapPicture => {
    for (const lineLabel of ON_LINES) {
      for (const [detail, size] of BOXES) {
        if (detail === 'full' && space.height < HIGH) continue;
        const layout = layoutGraph(part(graphOf(size)), { ...space, lineLabel, atLeast: 'detailed' });
        if (layout.fits) return picture(layout, detail, around);
      }
    }
    for (const detail of ['inline', 'brief', 'bare'] as const) {
      const graph = part(graphOf({ padding: BEHIND[detail] }));
      for (const lineLabel of ON_LINES) {
        const layout = layoutGraph(graph, { ...compact, lineLabel, cutLabels: false });
        if (layout.fits) return picture(layout, detail, around);
      }
    }
    return picture(layoutGraph(part(graphOf({})), compact), 'bare', around);
  };
  const whole = best((graph) => graph);
  if (whole.layout.fits) return whole;
  const around = centre ?? map.nodes[0].id;
  return best((graph) => neighbourhood(graph, around), around);
}

/** Loads and queues are told from services by a sign before the name. */
function labelOf({ kind, name }: MapNode, ascii: boolean): string {
  if (kind === 'service') return name;
  const sign = kind === 'load' ? (ascii ? '>' : '»') : ascii ? '=' : '≡';
  return `${sign} ${name}`;
}

/** Middles of the nodes, to move between them. */
export function spotsOf({ layout }: MapPicture): Spot[] {
  return layout.nodes.map(({ id, x, y, w, h }) => ({ id, x: x + w / 2, y: y + h / 2 }));
}

export function paintMap(cells: Cells, picture: MapPicture, scene: Scene): void {
  const { layout, detail, names } = picture;
  const { ascii, state } = scene;
  const at = {
    x: Math.max(0, Math.floor((cells.width - layout.width) / 2)),
    y: Math.max(0, Math.floor((cells.height - layout.height - (picture.around === undefined ? 0 : 1)) / 2)),
  };
  const nowOf = (id: string): NodeNow => scene.nodes.get(id) as NodeNow;
  const failingOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.failing ?? 0;
  const rateOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.rate ?? 0;
  const triesOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.tries ?? 1;
  // Between boxes there is room for a dot that moves.
  const isBoxed = layout.level === 'detailed';
  const moves = isBoxed && !state.isPaused && !scene.isHeld && !scene.isOver;
  paintGraph(
    cells,
    layout,
    {
      nodeTone: (id) => HEALTH[nowOf(id).health].style | (id === state.selected ? STYLE.selected : 0),
      nodeMark: (id) => glyphOf(HEALTH[nowOf(id).health], ascii),
      nodeLines: (id) => linesOf(names.get(id) as MapNode, nowOf(id), detail),
      edgeTone: (from, to) => lineStyle(rateOn(from, to), failingOn(from, to)),
      // On the way to a queue of dead letters nothing is what one hopes for, and not worth a zero.
      edgeLabel: (from, to) => (rateOn(from, to) > 0 ? sayRate(rateOn(from, to)) : undefined),
      edgeMark: (from, to) => {
        const again = triesOn(from, to) >= AGAIN ? '+' : '';
        const failing = failingOn(from, to);
        if (failing < FAILING) return again;
        return `${again}${failing < 0.5 ? '!' : ascii ? 'x' : '✕'}`;
      },
      ...(moves
        ? {
            edgePulse: (from: string, to: string) =>
              rateOn(from, to) > 0
                ? ((scene.frame + from.length * 5 + to.length * 3) % PULSE) / PULSE
                : undefined,
          }
        : {}),
    },
    at,
  );
  if (detail === 'inline' || detail === 'brief') {
    for (const node of layout.nodes) {
      const x = at.x + node.x + 3 + textColumns(node.label.trimEnd());
      const now = nowOf(node.id);
      const style = now.failing >= FAILING ? HEALTH[now.health].style : STYLE.dim;
      const text = behind(names.get(node.id) as MapNode, now, detail);
      cells.write(x, at.y + node.y, fitText(text, BEHIND[detail] - 1, ascii), style);
    }
  }
  if (picture.around !== undefined) {
    const name = names.get(picture.around)?.name ?? '';
    const text = `around ${name}: the whole map needs a larger terminal`;
    cells.write(1, cells.height - 1, fitText(text, cells.width - 2, ascii), STYLE.dim);
  }
}

/** Frames a dot needs from caller to callee. */
const PULSE = 18;

function lineStyle(rate: number, failing: number): Style {
  if (failing >= FAILING) return STYLE.fail;
  return rate > 0 ? STYLE.plain : STYLE.dim;
}

/** All there is to say, a line each. */
function allLinesOf(node: MapNode, now: NodeNow): string[] {
  const [rate, length, depth] = [sayRate(now.rate), sayLength(now.p99), sayDepth(now.depth)];
  const share = sayShare(now.utilisation);
  switch (node.kind) {
    case 'load':
      return [`${rate} requests`, `${share} good`, `p99 ${length}`, `${depth} in flight`];
    case 'queue':
      return [`${rate} published`, `${depth} waiting`, `oldest ${length}`];
    case 'service':
      return [
        `${rate} attempts`,
        `${sayShare(now.failing)} not answered well`,
        `p99 ${length}`,
        `${share} busy, queue ${depth}`,
      ];
  }
}

/** Two short lines: how much and how long; how full, or how bad. */
function linesOf(node: MapNode, now: NodeNow, detail: Detail): string[] {
  if (now.health === 'idle') return ['idle'];
  if (detail === 'full') return allLinesOf(node, now);
  const rate = sayRate(now.rate);
  const fails = now.failing >= FAILING ? now.failing : 0;
  const roomy = detail === 'roomy';
  if (node.kind === 'queue') {
    const [waiting, oldest] = [sayDepth(now.depth), sayLength(now.p99)];
    if (roomy) return [`${rate} published`, `${waiting} waiting ${oldest}`];
    return [rate, detail === 'slim' ? `q${waiting}` : `q${waiting} ${oldest}`];
  }
  const p99 = sayLength(now.p99);
  const first = roomy ? `${rate} p99 ${p99}` : `${rate} ${p99}`;
  if (node.kind === 'load') {
    if (detail === 'slim') return [rate, `good ${sayShare(now.utilisation)}`];
    return [first, roomy ? `${sayShare(now.utilisation)} good` : `good ${sayShare(now.utilisation)}`];
  }
  if (detail === 'slim')
    return [rate, fails > 0 ? `!${sayShare(fails)}` : `${sayShare(now.utilisation)} q${sayDepth(now.depth)}`];
  const busy = sayShare(now.utilisation);
  const queue = `q${sayDepth(now.depth)}`;
  if (fails > 0) {
    const failing = sayShare(fails);
    return roomy ? [first, `${busy} ${queue} ${failing} fail`] : [`${rate} !${failing}`, `${busy} ${queue}`];
  }
  return [first, roomy ? `${busy} busy ${queue}` : `${busy} ${queue}`];
}

/** What stands behind a name: how much is asked, and what is worst about it. */
function behind(node: MapNode, now: NodeNow, detail: 'inline' | 'brief'): string {
  if (now.health === 'idle') return detail === 'inline' ? 'idle' : '';
  const worst =
    now.failing >= FAILING
      ? `!${sayShare(now.failing)}`
      : node.kind === 'queue'
        ? `q${sayDepth(now.depth)}`
        : node.kind === 'load'
          ? sayLength(now.p99)
          : sayShare(now.utilisation);
  return detail === 'inline' ? `${sayRate(now.rate)} ${worst}` : worst;
}
