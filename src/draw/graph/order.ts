/**
 * Who stands above whom. Links over several ranks get a stop in each rank between (one per caller and rank:
 * all its far links travel together), and sweeps of barycentres, then swaps of neighbours, take crossings out.
 */
import type { Link, Ranking } from './ranks.ts';

/** A place in a rank: a node, or a stop where a caller's far links pass through. */
export type Stop = {
  readonly rank: number;
  /** whose lines leave here: the node itself, or the caller passing through */
  readonly owner: number;
  readonly isNode: boolean;
  /** stops in the next rank that the line from here reaches */
  readonly next: number[];
  readonly previous: number[];
};

export type Ordering = {
  /** the first `count` stops are the nodes themselves */
  readonly stops: readonly Stop[];
  /** per rank, stops from top to bottom */
  readonly columns: readonly (readonly number[])[];
  /** per caller: its stop in each rank it passes, by rank */
  readonly through: readonly ReadonlyMap<number, number>[];
};

const SWEEPS = 12;

export function orderNodes(count: number, links: readonly Link[], ranking: Ranking): Ordering {
  const stops: Stop[] = [];
  const through = Array.from({ length: count }, () => new Map<number, number>());
  for (let node = 0; node < count; node++) {
    stops.push({ rank: ranking.rank[node], owner: node, isNode: true, next: [], previous: [] });
  }
  const join = (from: number, to: number): void => {
    if (stops[from].next.includes(to)) return;
    stops[from].next.push(to);
    stops[to].previous.push(from);
  };
  links.forEach((link, index) => {
    if (ranking.isBack[index]) return;
    let at = link.from;
    for (let rank = ranking.rank[link.from] + 1; rank < ranking.rank[link.to]; rank++) {
      let stop = through[link.from].get(rank);
      if (stop === undefined) {
        stop = stops.length;
        stops.push({ rank, owner: link.from, isNode: false, next: [], previous: [] });
        through[link.from].set(rank, stop);
      }
      join(at, stop);
      at = stop;
    }
    join(at, link.to);
  });
  return { stops, columns: untangle(stops, ranking.ranks), through };
}

function untangle(stops: readonly Stop[], ranks: number): number[][] {
  let columns = firstOrder(stops, ranks);
  let best = columns.map((column) => column.slice());
  let fewest = crossingsOf(stops, columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (let step = 1; step < ranks; step++) {
      const rank = rightwards ? step : ranks - 1 - step;
      sortByNeighbours(stops, columns, rank, rightwards);
    }
    swapNeighbours(stops, columns);
    const crossings = crossingsOf(stops, columns);
    if (crossings < fewest) {
      fewest = crossings;
      best = columns.map((column) => column.slice());
    }
  }
  columns = best;
  swapNeighbours(stops, columns);
  return columns;
}

/** Depth first in id order: things called by the same caller start out as neighbours. */
function firstOrder(stops: readonly Stop[], ranks: number): number[][] {
  const columns = Array.from({ length: ranks }, () => [] as number[]);
  const seen = new Uint8Array(stops.length);
  const visit = (start: number): void => {
    const path = [start];
    while (path.length > 0) {
      const stop = path.pop() as number;
      if (seen[stop]) continue;
      seen[stop] = 1;
      columns[stops[stop].rank].push(stop);
      for (let i = stops[stop].next.length - 1; i >= 0; i--) path.push(stops[stop].next[i]);
    }
  };
  for (let stop = 0; stop < stops.length; stop++) if (stops[stop].previous.length === 0) visit(stop);
  for (let stop = 0; stop < stops.length; stop++) visit(stop);
  return columns;
}

function positionsOf(columns: readonly (readonly number[])[], length: number): Int32Array {
  const position = new Int32Array(length);
  for (const column of columns) {
    column.forEach((stop, at) => {
      position[stop] = at;
    });
  }
  return position;
}

function sortByNeighbours(
  stops: readonly Stop[],
  columns: number[][],
  rank: number,
  byPrevious: boolean,
): void {
  const position = positionsOf(columns, stops.length);
  const weight = new Map<number, number>();
  for (const stop of columns[rank]) {
    const near = byPrevious ? stops[stop].previous : stops[stop].next;
    const sum = near.reduce((total, other) => total + position[other], 0);
    weight.set(stop, near.length > 0 ? sum / near.length : position[stop]);
  }
  columns[rank].sort(
    (a, b) => (weight.get(a) as number) - (weight.get(b) as number) || position[a] - position[b],
  );
}

/** Crossings between the lines of two stops when `a` stands above `b`, on one side. */
function crossingsBetween(a: readonly number[], b: readonly number[], position: Int32Array): number {
  let crossings = 0;
  for (const one of a) for (const other of b) if (position[one] > position[other]) crossings++;
  return crossings;
}

function crossingsOf(stops: readonly Stop[], columns: readonly (readonly number[])[]): number {
  const position = positionsOf(columns, stops.length);
  let crossings = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      for (let j = i + 1; j < column.length; j++) {
        crossings += crossingsBetween(stops[column[i]].next, stops[column[j]].next, position);
      }
    }
  }
  return crossings;
}

function swapNeighbours(stops: readonly Stop[], columns: number[][]): void {
  const position = positionsOf(columns, stops.length);
  for (let round = 0; round < 8; round++) {
    let improved = false;
    for (const column of columns) {
      for (let i = 0; i + 1 < column.length; i++) {
        const above = stops[column[i]];
        const below = stops[column[i + 1]];
        const now =
          crossingsBetween(above.next, below.next, position) +
          crossingsBetween(above.previous, below.previous, position);
        if (now === 0) continue;
        const swapped =
          crossingsBetween(below.next, above.next, position) +
          crossingsBetween(below.previous, above.previous, position);
        if (swapped >= now) continue;
        [column[i], column[i + 1]] = [column[i + 1], column[i]];
        position[column[i]] = i;
        position[column[i + 1]] = i + 1;
        improved = true;
      }
    }
    if (!improved) return;
  }
}
