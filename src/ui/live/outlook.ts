/** Which part of a map larger than its pane is shown, and what lies outside of it. */
import { type Cells, type GraphLayout, type PlacedNode, STYLE, textColumns } from '../../draw/index.ts';
import type { NodeNow } from '../../present/live.ts';
import { troubleOf } from '../../present/trouble.ts';
import { glyphOf, HEALTH } from './glyphs.ts';

export interface Corner {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Rows kept between the selected one and the edge, where there are more. */
const MARGIN = 1;

/** The corner to look from: where it was, as long as the selected one is all to be seen from there. */
export function cornerFor(
  layout: GraphLayout,
  pane: Size,
  selected: string | undefined,
  was: Corner,
): Corner {
  const most = { x: Math.max(0, layout.width - pane.width), y: Math.max(0, layout.height - pane.height) };
  const kept = { x: Math.min(was.x, most.x), y: Math.min(was.y, most.y) };
  const node = layout.nodes.find(({ id }) => id === selected);
  if (node === undefined) return kept;
  return { x: columnFor(layout, pane, node, kept.x, most.x), y: rowFor(layout, pane, node, kept.y, most.y) };
}

/** Columns move from rank to rank, so that names at the left edge are whole. */
function columnFor(layout: GraphLayout, pane: Size, node: PlacedNode, was: number, most: number): number {
  if (node.x >= was && node.x + node.w <= was + pane.width) return was;
  const wished = node.x + node.w / 2 - pane.width / 2;
  const columns = [...layout.nodes.map(({ x }) => Math.min(x, most)), most].filter(
    (x) => node.x >= x && node.x + node.w <= x + pane.width,
  );
  return columns.reduce(
    (best, x) => (Math.abs(x - wished) < Math.abs(best - wished) ? x : best),
    Math.min(node.x, most),
  );
}

function rowFor(layout: GraphLayout, pane: Size, node: PlacedNode, was: number, most: number): number {
  const above = Math.max(0, node.y - MARGIN);
  const below = Math.min(layout.height, node.y + node.h + MARGIN) - pane.height;
  return Math.max(0, Math.min(most, above, Math.max(was, below)));
}

export interface Outside {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** Who is not all to be seen, by the side on which to look for it. */
export function outsideOf(layout: GraphLayout, pane: Size, corner: Corner): Outside {
  const outside = {
    left: [] as string[],
    right: [] as string[],
    above: [] as string[],
    below: [] as string[],
  };
  for (const { id, x, y, w, h } of layout.nodes) {
    if (x < corner.x) outside.left.push(id);
    else if (x + w > corner.x + pane.width) outside.right.push(id);
    else if (y < corner.y) outside.above.push(id);
    else if (y + h > corner.y + pane.height) outside.below.push(id);
  }
  return outside;
}

const SIGNS = {
  left: ['◀', '<'],
  above: ['▲', '^'],
  below: ['▼', 'v'],
  right: ['▶', '>'],
} as const;
const SIDES = ['left', 'above', 'below', 'right'] as const;

interface Piece {
  readonly text: string;
  readonly style: number;
}

export interface Look {
  readonly ascii: boolean;
  readonly nowOf: (id: string) => NodeNow;
  readonly nameOf: (id: string) => string;
  /** What to do about it, said in between where there is room. */
  readonly hint?: string;
}

/** A row that says how many are outside on each side, and who of them is in trouble. */
export function paintOutside(cells: Cells, y: number, outside: Outside, look: Look): void {
  cells.fill(0, y, cells.width, 1);
  const sides = SIDES.filter((side) => outside[side].length > 0);
  const told = sides.map((side) => ({ side, pieces: [headOf(side, outside[side].length, look.ascii)] }));
  let room = cells.width - 2 - GAP * Math.max(0, told.length - 1);
  for (const { pieces } of told) room -= columnsOf(pieces);
  const { hint = '' } = look;
  const hintColumns = textColumns(hint) + GAP;
  if (hint !== '') room -= hintColumns;
  // Who has least to tell first, so that what it leaves goes to the others.
  const waiting = told
    .map(({ side, pieces }) => ({ pieces, troubled: troubledOf(outside[side], look) }))
    .sort((a, b) => a.troubled.length - b.troubled.length);
  for (const [index, { pieces, troubled }] of waiting.entries()) {
    const before = columnsOf(pieces);
    pieces.push(...namesIn(Math.floor(room / (waiting.length - index)), troubled, look));
    room -= columnsOf(pieces) - before;
  }
  let x = 1;
  for (const { side, pieces } of told) {
    if (side === 'right') {
      const right = cells.width - 1 - columnsOf(pieces);
      if (hint !== '' && right - x >= hintColumns) cells.write(x, y, hint, STYLE.dim);
      x = right;
    }
    for (const { text, style } of pieces) x += cells.write(x, y, text, style);
    x += GAP;
  }
  if (hint !== '' && outside.right.length === 0 && cells.width - x >= hintColumns)
    cells.write(x, y, hint, STYLE.dim);
}

const GAP = 3;
/** Columns for ` +3`. */
const REST = 4;

const columnsOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { text }) => sum + textColumns(text), 0);

function headOf(side: keyof Outside, count: number, ascii: boolean): Piece {
  return { text: `${SIGNS[side][ascii ? 1 : 0]} ${count} more`, style: STYLE.strong };
}

function troubledOf(ids: readonly string[], { nowOf }: Look): string[] {
  const troubleWith = (id: string): number => troubleOf(nowOf(id));
  return ids.filter((id) => troubleWith(id) > 0).sort((a, b) => troubleWith(b) - troubleWith(a));
}

/** As many names as there is room for, and how many there are besides. */
function namesIn(room: number, ids: readonly string[], { ascii, nowOf, nameOf }: Look): Piece[] {
  const pieces: Piece[] = [];
  let left = room;
  for (const [index, id] of ids.entries()) {
    const health = HEALTH[nowOf(id).health];
    const text = `  ${glyphOf(health, ascii)} ${nameOf(id)}`;
    const rest = ids.length - index;
    if (textColumns(text) > left - (rest === 1 ? 0 : REST)) {
      const short = index === 0 ? `, ${rest} in trouble` : ` +${rest}`;
      if (textColumns(short) <= left) pieces.push({ text: short, style: health.style });
      break;
    }
    pieces.push({ text, style: health.style });
    left -= textColumns(text);
  }
  return pieces;
}
