/** Paints a laid-out graph. Everything that changes while a run goes on comes in as questions, asked every frame. */
import { textColumns } from '../../base/columns.ts';
import { type Cells, fitText } from '../cells.ts';
import { loudness, STYLE, type Style, type Tone } from '../tone.ts';
import type { GraphLayout, PlacedNode, Route } from './types.ts';

export type GraphLook = {
  /** how a node stands out; combine styles with `|`. Default plain */
  readonly nodeTone?: (id: string) => Tone | Style;
  /** live text under the label; only asked when the level shows it */
  readonly nodeLines?: (id: string) => readonly string[];
  /** one character for the node's state, so that it can be seen without colour. Default `●` in compact, none in boxes */
  readonly nodeMark?: (id: string) => string | undefined;
  /** how a call stands out. Where lines run together the loudest is seen. Default dim */
  readonly edgeTone?: (from: string, to: string) => Tone | Style;
  /** a short text on the line, shown whole where there is room on a stretch that is this call's alone, else not */
  readonly edgeLabel?: (from: string, to: string) => string | undefined;
  /**
   * The call's state in a character or two, such as `✕` for a cut or an open breaker; the last tells most. It
   * stands behind the label, or instead of it where there is no room for both, never over a part of it.
   */
  readonly edgeMark?: (from: string, to: string) => string | undefined;
  /** how far (0–1) a dot has travelled from caller to callee; undefined for none */
  readonly edgePulse?: (from: string, to: string) => number | undefined;
};

/** Where the picture's corner lies on the canvas; negative to look at another part of a picture too large. */
export type GraphAt = { readonly x: number; readonly y: number };

export function paintGraph(
  cells: Cells,
  layout: GraphLayout,
  look: GraphLook = {},
  at: GraphAt = { x: 0, y: 0 },
): void {
  const styled = layout.routes.map((route) => ({
    route,
    style: look.edgeTone === undefined ? STYLE.dim : styleOf(look.edgeTone(route.from, route.to)),
  }));
  styled.sort((a, b) => loudness(a.style) - loudness(b.style));
  for (const { route, style } of styled) {
    for (const cell of route.cells) cells.put(at.x + cell.x, at.y + cell.y, cell.glyph, style);
  }
  for (const { route, style } of styled) paintOnLine(cells, layout, route, style, look, at);
  for (const node of layout.nodes) paintNode(cells, layout, node, look, at);
}

const styleOf = (tone: Tone | Style): Style => (typeof tone === 'number' ? tone : STYLE[tone]);

function paintOnLine(
  cells: Cells,
  layout: GraphLayout,
  route: Route,
  style: Style,
  look: GraphLook,
  at: GraphAt,
): void {
  // The dot first: it passes below what is written on the line.
  const pulse = look.edgePulse?.(route.from, route.to);
  if (pulse !== undefined && pulse >= 0 && pulse < 1) {
    const cell = route.cells[Math.floor(pulse * Math.max(1, route.cells.length - 1))];
    cells.put(at.x + cell.x, at.y + cell.y, layout.ascii ? 'o' : '•', style | STYLE.strong);
  }
  const { start, length } = route.own;
  if (length === 0) return;
  const label = look.edgeLabel?.(route.from, route.to) ?? '';
  const { below } = route;
  const isBelow = below !== undefined && textColumns(label) <= below.width;
  // Of a picture larger than the canvas: half a number would be another number.
  const writeWhole = (x: number, y: number, text: string): void => {
    if (x >= 0 && x + textColumns(text) <= cells.width) cells.write(x, y, text, style);
  };
  if (isBelow) {
    const free = below.width - textColumns(label);
    writeWhole(at.x + below.x + Math.ceil(free / 2), at.y + below.y, label);
  }
  const text = textOnLine(isBelow ? '' : label, look.edgeMark?.(route.from, route.to) ?? '', length);
  const run = route.cells.slice(start, start + length);
  const x = Math.min(...run.map((cell) => cell.x)) + Math.ceil((length - textColumns(text)) / 2);
  writeWhole(at.x + x, at.y + run[0].y, text);
}

/** As much as fits whole; beside a label some of the line is still to be seen. */
function textOnLine(label: string, mark: string, length: number): string {
  const most = Array.from(mark).pop() ?? '';
  for (const text of label === '' ? [] : [label + mark, label + most]) {
    if (textColumns(text) < length) return text;
  }
  return textColumns(mark) <= length ? mark : most;
}

function paintNode(cells: Cells, layout: GraphLayout, node: PlacedNode, look: GraphLook, at: GraphAt): void {
  const x = at.x + node.x;
  const y = at.y + node.y;
  const style = look.nodeTone === undefined ? STYLE.plain : styleOf(look.nodeTone(node.id));
  const frameStyle = style & ~STYLE.selected;
  const mark = look.nodeMark?.(node.id);
  const again = layout.ascii ? '@' : '↺';
  const paintLines = (left: number, top: number, rows: number, columns: number): void => {
    const lines = rows > 0 ? (look.nodeLines?.(node.id) ?? []) : [];
    for (let line = 0; line < rows && line < lines.length; line++) {
      const text = fitText(lines[line], columns, layout.ascii);
      cells.write(left, top + line, text, frameStyle & ~STYLE.strong);
    }
  };
  if (layout.level === 'compact') {
    cells.put(x, y, mark ?? (layout.ascii ? '*' : '●'), frameStyle);
    cells.write(x + 2, y, node.label, style);
    if (node.callsItself) cells.put(x + 1, y, again, frameStyle);
    paintLines(x + 2, y + 1, node.h - 1, node.w - 2);
    return;
  }
  cells.fill(x + 1, y + 1, node.w - 2, node.h - 2);
  cells.frame(x, y, node.w, node.h, frameStyle, layout.ascii);
  if (mark !== undefined) cells.put(x + 1, y, mark, frameStyle);
  if (node.callsItself) cells.put(x + node.w - 2, y, again, frameStyle);
  const left = x + 1 + layout.padding;
  cells.write(left, y + 1, node.label, style);
  paintLines(left, y + 2, node.h - 3, node.w - 2 - 2 * layout.padding);
}
