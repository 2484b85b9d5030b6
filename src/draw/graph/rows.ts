/**
 * At which row each stop stands. Order and distance within a rank are fixed; as near to the rows of its
 * neighbours as they allow is best, which is isotonic regression (pool adjacent violators) once per rank.
 */
import type { Ordering } from './order.ts';

export type RowSizes = {
  /** rows of a stop: a node's box, or 1 for a line passing through */
  readonly heightOf: (stop: number) => number;
  /** the row within a stop at which lines come and go */
  readonly portOf: (stop: number) => number;
  /** free rows between two stops standing under one another */
  readonly gapBetween: (above: number, below: number) => number;
  /** rows there are: stops are kept inside as long as the column is not taller by itself */
  readonly height: number;
};

const SWEEPS = 10;
/** A line passing through pulls harder than a node: a long line should be straight. */
const LINE_PULL = 4;

/** The top row of every stop, the smallest being 0. */
export function placeRows(ordering: Ordering, sizes: RowSizes): Int32Array {
  const { stops, columns } = ordering;
  const top = new Int32Array(stops.length);
  const offsets = columns.map((column) => {
    const offset = [0];
    for (let i = 1; i < column.length; i++) {
      const above = column[i - 1];
      offset.push(offset[i - 1] + sizes.heightOf(above) + sizes.gapBetween(above, column[i]));
    }
    return offset;
  });
  const rowsOf = (rank: number): number => {
    const column = columns[rank];
    const last = column.length - 1;
    return last < 0 ? 0 : offsets[rank][last] + sizes.heightOf(column[last]);
  };
  // Start centred on the tallest column.
  const tallest = Math.max(0, ...columns.map((_, rank) => rowsOf(rank)));
  columns.forEach((column, rank) => {
    const shift = Math.floor((tallest - rowsOf(rank)) / 2);
    column.forEach((stop, i) => {
      top[stop] = offsets[rank][i] + shift;
    });
  });

  const settle = (rank: number, useNext: boolean, usePrevious: boolean): void => {
    const column = columns[rank];
    const wish: number[] = [];
    const weight: number[] = [];
    column.forEach((stop, i) => {
      const port = sizes.portOf(stop);
      const near = [...(usePrevious ? stops[stop].previous : []), ...(useNext ? stops[stop].next : [])];
      const rows = near.map((other) => top[other] + sizes.portOf(other)).sort((a, b) => a - b);
      wish.push((rows.length > 0 ? medianOf(rows) : top[stop] + port) - port - offsets[rank][i]);
      weight.push(rows.length === 0 ? 0.01 : stops[stop].isNode ? 1 : LINE_PULL);
    });
    const room = Math.max(0, sizes.height - rowsOf(rank));
    isotonic(wish, weight).forEach((value, i) => {
      top[column[i]] = offsets[rank][i] + Math.max(0, Math.min(room, Math.round(value)));
    });
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let rank = 1; rank < columns.length; rank++) settle(rank, false, true);
    for (let rank = columns.length - 2; rank >= 0; rank--) settle(rank, true, false);
  }
  for (let rank = 0; rank < columns.length; rank++) settle(rank, true, true);

  const first = top.reduce((least, row) => Math.min(least, row), Number.MAX_SAFE_INTEGER);
  for (let stop = 0; stop < top.length; stop++) top[stop] -= first;
  return top;
}

/** Of an even number of rows the lower middle: a whole row, so that at least one line runs straight. */
function medianOf(sorted: readonly number[]): number {
  return sorted[(sorted.length - 1) >> 1];
}

/** The non-decreasing numbers nearest to the wishes (weighted least squares). */
function isotonic(wish: readonly number[], weight: readonly number[]): number[] {
  const blocks: { value: number; weight: number; length: number }[] = [];
  wish.forEach((value, i) => {
    let block = { value, weight: weight[i], length: 1 };
    while (blocks.length > 0 && blocks[blocks.length - 1].value > block.value) {
      const before = blocks.pop() as (typeof blocks)[number];
      const total = before.weight + block.weight;
      block = {
        value: (before.value * before.weight + block.value * block.weight) / total,
        weight: total,
        length: before.length + block.length,
      };
    }
    blocks.push(block);
  });
  return blocks.flatMap((block) => new Array<number>(block.length).fill(block.value));
}
