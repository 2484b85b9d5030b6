/** Labels below the lines instead of on them: where gaps are narrow, the row below a line is free for its whole width. */
import type { PlacedNode, Route } from './types.ts';

/** The routes, each with the free cells below the stretch that is its own, if there are any. */
export function roomBelow(routes: readonly Route[], nodes: readonly PlacedNode[]): Route[] {
  const taken = new Set(routes.flatMap(({ cells }) => cells.map(({ x, y }) => `${x},${y}`)));
  const isFree = (x: number, y: number): boolean =>
    !taken.has(`${x},${y}`) &&
    !nodes.some((node) => x >= node.x && x < node.x + node.w && y >= node.y && y < node.y + node.h);
  return routes.map((route) => {
    const { start, length } = route.own;
    if (length === 0) return route;
    const { cells } = route;
    // The arrow is below nobody else's line if the stretch before it is this route's alone.
    const reachesArrow = start + length === cells.length - 1;
    const stretch = cells.slice(start, start + length + (reachesArrow ? 1 : 0));
    const [{ x, y }] = stretch;
    const isLevel = stretch.every((cell) => cell.y === y);
    if (!isLevel || !stretch.every((cell) => isFree(cell.x, y + 1))) return route;
    const left = Math.min(x, stretch[stretch.length - 1].x);
    return { ...route, below: { x: left, y: y + 1, width: stretch.length } };
  });
}
