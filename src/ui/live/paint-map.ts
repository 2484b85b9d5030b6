/** Who talks to whom, and who is in trouble? The services and queues, with their numbers in the boxes. */
import { type Cells, fitText, paintGraph, STYLE, type Style, textColumns } from '../../draw/index.ts';
import { FAILING, type NodeNow } from '../../present/live.ts';
import type { MapNode } from '../../present/map.ts';
import type { Sign } from '../../present/signs.ts';
import { narrow, sayDepth } from '../../present/words.ts';
import { glyphOf, HEALTH, OPEN } from './glyphs.ts';
import { BEHIND, type Detail, type MapPicture, SLIM } from './layout-map.ts';
import { type Corner, outsideOf, paintOutside } from './outlook.ts';
import { lineKey, type Scene } from './scene.ts';

const { sayLength, sayRate, sayShare } = narrow;

/** From so many attempts a call on, the attempts on a line are said to be more than the calls. */
const AGAIN = 1.05;
/** The rows below a map that say what is not to be seen of it. */
export function signRows({ layout, around }: MapPicture): number {
  return layout.fits && around === undefined ? 0 : 1;
}

/** `corner`: where to look from, if the picture is larger than the cells. */
export function paintMap(cells: Cells, picture: MapPicture, scene: Scene, corner: Corner): void {
  const { layout, detail, names } = picture;
  const { ascii, state } = scene;
  const pane = { width: cells.width, height: cells.height - signRows(picture) };
  const centred = (room: number, wanted: number, from: number): number =>
    wanted <= room ? Math.floor((room - wanted) / 2) : -from;
  const at = {
    x: centred(pane.width, layout.width, corner.x),
    y: centred(pane.height, layout.height, corner.y),
  };
  const nowOf = (id: string): NodeNow => scene.nodes.get(id) as NodeNow;
  const failingOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.failing ?? 0;
  const rateOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.rate ?? 0;
  const triesOn = (from: string, to: string): number => scene.lines.get(lineKey(from, to))?.tries ?? 1;
  const open = new Set(
    scene.map.lines.flatMap(({ from, to, edges }) =>
      edges.some((edge) => scene.edgeSigns.get(edge)?.some(({ kind }) => kind === 'breaker'))
        ? [lineKey(from, to)]
        : [],
    ),
  );
  const isOpenOn = (from: string, to: string): boolean => open.has(lineKey(from, to));
  // Between boxes there is room for a dot that moves.
  const isBoxed = layout.level === 'detailed';
  const moves = isBoxed && !state.isPaused && !scene.isHeld && !scene.isOver;
  paintGraph(
    cells,
    layout,
    {
      nodeTone: (id) => HEALTH[nowOf(id).health].style | (id === state.selected ? STYLE.selected : 0),
      nodeMark: (id) => glyphOf(HEALTH[nowOf(id).health], ascii),
      nodeLines: (id) => linesOf(names.get(id) as MapNode, nowOf(id), detail, scene.signs.get(id)),
      edgeTone: (from, to) => lineStyle(rateOn(from, to), failingOn(from, to)),
      // On the way to a queue of dead letters nothing is what one hopes for, and not worth a zero.
      edgeLabel: (from, to) => (rateOn(from, to) > 0 ? sayRate(rateOn(from, to)) : undefined),
      edgeMark: (from, to) => {
        const open = glyphOf(OPEN, ascii);
        const first = isOpenOn(from, to) ? open : triesOn(from, to) >= AGAIN ? '+' : '';
        const failing = failingOn(from, to);
        if (failing < FAILING) return first;
        return `${first}${failing < 0.5 ? '!' : ascii ? 'x' : '✕'}`;
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
      const said = behind(names.get(node.id) as MapNode, now, detail, scene.signs.get(node.id));
      const text = fitText(said, BEHIND[detail] - 1, ascii);
      // Half a number is another number.
      if (x + textColumns(text) <= cells.width) cells.write(x, at.y + node.y, text, style);
    }
  }
  if (!layout.fits) {
    const nameOf = (id: string): string => names.get(id)?.name ?? '';
    paintOutside(cells, pane.height, outsideOf(layout, pane, corner), {
      ascii,
      nowOf,
      nameOf,
      hint: 'v: list',
    });
  } else if (picture.around !== undefined) {
    const text = `around ${names.get(picture.around)?.name}; Esc shows everything`;
    cells.write(1, pane.height, fitText(text, cells.width - 2, ascii), STYLE.dim);
  }
}

/** Frames a dot needs from caller to callee. */
const PULSE = 18;

function lineStyle(rate: number, failing: number): Style {
  if (failing >= FAILING) return STYLE.fail;
  return rate > 0 ? STYLE.plain : STYLE.dim;
}

/** All there is to say, a line each. */
function allLinesOf(node: MapNode, now: NodeNow, signs: readonly Sign[]): string[] {
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
        // How long it takes is told in the calls, who takes part is not.
        signs.length > 0 ? signsIn(signs, WIDTHS.full) : `p99 ${length}`,
        `${share} busy, queue ${depth}`,
      ];
  }
}

/** Two short lines: how much and how long; how full, how bad, or what takes part in it. */
function linesOf(node: MapNode, now: NodeNow, detail: Detail, signs: readonly Sign[] = []): string[] {
  if (now.health === 'idle' && signs.length === 0) return ['idle'];
  if (detail === 'under' || detail === 'under-brief')
    return [behind(node, now, detail === 'under' ? 'inline' : 'brief', signs)];
  if (detail === 'full') return allLinesOf(node, now, signs);
  const rate = sayRate(now.rate);
  const roomy = detail === 'roomy';
  const p99 = sayLength(now.p99);
  const first = roomy ? `${rate} p99 ${p99}` : `${rate} ${p99}`;
  switch (node.kind) {
    case 'queue': {
      const [waiting, oldest] = [sayDepth(now.depth), sayLength(now.p99)];
      if (roomy) return [`${rate} published`, `${waiting} waiting ${oldest}`];
      return [rate, detail === 'slim' ? `q${waiting}` : `q${waiting} ${oldest}`];
    }
    case 'load':
      // Half a number is another number: in the narrowest box there is no room for 100%.
      if (detail === 'slim')
        return [rate, now.utilisation === 1 ? 'all good' : `good ${sayShare(now.utilisation)}`];
      return [first, roomy ? `${sayShare(now.utilisation)} good` : `good ${sayShare(now.utilisation)}`];
    case 'service':
      return serviceLines(now, detail === 'roomy' || detail === 'tight' ? detail : 'slim', signs);
  }
}

function serviceLines(now: NodeNow, detail: 'roomy' | 'tight' | 'slim', signs: readonly Sign[]): string[] {
  const [rate, p99] = [sayRate(now.rate), sayLength(now.p99)];
  const [busy, queue] = [sayShare(now.utilisation), `q${sayDepth(now.depth)}`];
  const failing = now.failing >= FAILING ? sayShare(now.failing) : undefined;
  const sign = signsIn(signs, WIDTHS[detail]);
  switch (detail) {
    case 'roomy':
      if (sign !== '')
        return [failing === undefined ? `${rate} ${busy} busy` : `${rate} ${failing} fail`, sign];
      return [
        `${rate} p99 ${p99}`,
        failing === undefined ? `${busy} busy ${queue}` : `${busy} ${queue} ${failing} fail`,
      ];
    case 'tight':
      return [failing === undefined ? `${rate} ${p99}` : `${rate} !${failing}`, sign || `${busy} ${queue}`];
    case 'slim': {
      if (sign !== '') return [failing === undefined ? rate : `!${failing}`, sign];
      // Who has so many waiting is busy: that need not be said.
      const full = `${busy} ${queue}`.length > SLIM ? queue : `${busy} ${queue}`;
      return [rate, failing === undefined ? full : `!${failing}`];
    }
  }
}

/** Columns of a line in a box, as layout-map.ts has them. */
const WIDTHS = { full: 22, roomy: 19, tight: 12, slim: SLIM } as const;

/** As many signs as there is room for, in words or else in short; the gravest alone even if it has to be cut. */
function signsIn(signs: readonly Sign[], columns: number): string {
  let text = '';
  for (const { words, short } of signs) {
    const before = text === '' ? '' : `${text} `;
    const next = [words, short].find((each) => textColumns(before + each) <= columns);
    if (next === undefined && text !== '') break;
    text = before + (next ?? short);
  }
  return text;
}

/** What stands behind a name: how much is asked, and what is worst about it. */
function behind(
  node: MapNode,
  now: NodeNow,
  detail: 'inline' | 'brief',
  signs: readonly Sign[] = [],
): string {
  const sign = detail === 'inline' && signs.length > 0 ? signs[0].short : undefined;
  if (now.health === 'idle') return detail === 'inline' ? (sign ?? 'idle') : '';
  const worst =
    now.failing >= FAILING
      ? `!${sayShare(now.failing)}`
      : (sign ??
        (node.kind === 'queue'
          ? `q${sayDepth(now.depth)}`
          : node.kind === 'load'
            ? sayLength(now.p99)
            : sayShare(now.utilisation)));
  return detail === 'inline' ? `${sayRate(now.rate)} ${worst}` : worst;
}
