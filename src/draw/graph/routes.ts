/** Lines as cells: each edge's way from caller to arrowhead, and the glyph every crossed, joined or bent cell gets. */
import type { EdgeKind, Route } from './types.ts';

/** A way as corner points; neighbours differ in x or in y only. */
export type Way = {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly back: boolean;
  /** whose line it is: ways of one owner may run together */
  readonly owner: number;
  readonly corners: readonly (readonly [number, number])[];
};

const LEFT = 1;
const RIGHT = 2;
const UP = 4;
const DOWN = 8;
const ALL = 15;

const GLYPHS = [' ', '─', '─', '─', '│', '╯', '╰', '┴', '│', '╮', '╭', '┬', '│', '┤', '├', '╋'];
const ASCII_GLYPHS = [' ', '-', '-', '-', '|', '+', '+', '+', '|', '+', '+', '+', '|', '+', '+', '+'];

/** Two lines that cross and have nothing to do with each other; a joined cross is `╋` (in ascii `|` and `+`). */
const CROSSING = '┼';
const ASCII_CROSSING = '|';

export function drawRoutes(ways: readonly Way[], ascii: boolean): Route[] {
  const paths = ways.map((way) => cellsAlong(way.corners));
  // Per cell: which sides each owner's line touches.
  const sides = new Map<string, Map<number, number>>();
  const users = new Map<string, number>();
  paths.forEach((path, index) => {
    path.forEach(([x, y], at) => {
      const key = `${x},${y}`;
      users.set(key, (users.get(key) ?? 0) + 1);
      const owners = sides.get(key) ?? new Map<number, number>();
      sides.set(key, owners);
      const before = at === 0 ? LEFT : sideTowards(path[at], path[at - 1]);
      const after = at === path.length - 1 ? RIGHT : sideTowards(path[at], path[at + 1]);
      owners.set(ways[index].owner, (owners.get(ways[index].owner) ?? 0) | before | after);
    });
  });
  const heads = new Map<string, EdgeKind>();
  ways.forEach((way, index) => {
    const [x, y] = paths[index][paths[index].length - 1];
    if (heads.get(`${x},${y}`) !== 'sync') heads.set(`${x},${y}`, way.kind);
  });
  return ways.map((way, index) => ({
    from: way.from,
    to: way.to,
    kind: way.kind,
    back: way.back,
    cells: paths[index].map(([x, y]) => {
      const head = heads.get(`${x},${y}`);
      const glyph =
        head === undefined
          ? glyphOf(sides.get(`${x},${y}`) as Map<number, number>, ascii)
          : headOf(head, ascii);
      return { x, y, glyph };
    }),
    own: longestOwn(paths[index], users),
  }));
}

function cellsAlong(corners: readonly (readonly [number, number])[]): [number, number][] {
  let [x, y] = corners[0];
  const cells: [number, number][] = [[x, y]];
  for (const [toX, toY] of corners.slice(1)) {
    while (x !== toX || y !== toY) {
      x += Math.sign(toX - x);
      y += Math.sign(toY - y);
      cells.push([x, y]);
    }
  }
  return cells;
}

function sideTowards(from: readonly [number, number], to: readonly [number, number]): number {
  if (to[0] !== from[0]) return to[0] > from[0] ? RIGHT : LEFT;
  return to[1] > from[1] ? DOWN : UP;
}

function headOf(kind: EdgeKind, ascii: boolean): string {
  if (ascii) return kind === 'sync' ? '>' : ')';
  return kind === 'sync' ? '▶' : '▷';
}

function glyphOf(owners: ReadonlyMap<number, number>, ascii: boolean): string {
  let union = 0;
  let isBent = false;
  for (const mask of owners.values()) {
    union |= mask;
    if (mask !== (LEFT | RIGHT) && mask !== (UP | DOWN)) isBent = true;
  }
  if (union === ALL && !isBent) return ascii ? ASCII_CROSSING : CROSSING;
  return (ascii ? ASCII_GLYPHS : GLYPHS)[union];
}

/**
 * The longest level stretch no other route uses, corners and the arrowhead apart; failing that, the first
 * single cell, if there is one not a corner.
 */
function longestOwn(
  path: readonly (readonly [number, number])[],
  users: ReadonlyMap<string, number>,
): Route['own'] {
  let best = { start: 0, length: 0 };
  let upright: Route['own'] | undefined;
  let corner: Route['own'] | undefined;
  let start = 0;
  for (let at = 0; at < path.length - 1; at++) {
    const [x, y] = path[at];
    const isOwn = users.get(`${x},${y}`) === 1;
    const turns = [path[at - 1] ?? path[at], path[at + 1]].filter((near) => near[1] !== y).length;
    if (isOwn && turns === 0) {
      if (at - start + 1 > best.length) best = { start, length: at - start + 1 };
      continue;
    }
    start = at + 1;
    if (isOwn && turns === 2) upright ??= { start: at, length: 1 };
    if (isOwn && turns === 1) corner ??= { start: at, length: 1 };
  }
  return best.length > 0 ? best : (upright ?? corner ?? best);
}
