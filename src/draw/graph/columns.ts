/** Where ranks and the channels between them lie, from left to right: channel, rank, channel, rank … */
import type { Channel } from './channels.ts';
import type { Arrival, Nets } from './nets.ts';
import type { OrderedGraph } from './plain-graph.ts';
import type { Sizes } from './sizes.ts';
import type { LayoutSpace } from './types.ts';

export type Columns = {
  /** Where the first column of each channel lies, in which a line may turn. */
  readonly channels: readonly number[];
  readonly ranks: readonly number[];
  readonly width: number;
};

export function columnsFor(
  { nodes, ranking, ordering }: OrderedGraph,
  sizes: Sizes,
  nets: Nets,
  routed: readonly Channel[],
  space: LayoutSpace,
): Columns {
  const channels: number[] = [];
  const ranks: number[] = [];
  let x = 0;
  for (let rank = 0; rank <= ranking.ranks; rank++) {
    const isFirst = rank === 0;
    const isLast = rank === ranking.ranks;
    const { columns } = routed[rank];
    const room = roomForLabels(nets.arrivals[rank], space.lineLabel ?? 0);
    // Single rows lie close: nothing fits between them.
    if (sizes.hasLines && space.labelRow === 'below') {
      // The lead, or the way to the arrow with the arrow; where nothing turns, both.
      room.before = Math.max(0, room.before - 1);
      room.after = Math.max(0, room.after - (columns === 0 ? 3 : 2));
    }
    const lead = isFirst ? 0 : 1 + room.before;
    channels.push(x + lead);
    if (nets.lists[rank].length > 0) x += lead + columns + (isLast ? 0 : 2 + room.after);
    else if (!isFirst && !isLast) x += 2;
    if (isLast) break;
    ranks.push(x);
    const widths = ordering.columns[rank].map((stop) => (stop < nodes.length ? sizes.widths[stop] : 0));
    x += Math.max(0, ...widths) + (nets.lists[rank + 1].length === 0 ? 0 : sizes.behind);
  }
  return { channels, ranks, width: x };
}

/**
 * Columns for labels before and after the trunks of a channel. A line that is its caller's only one is alone
 * before its trunk, the only one into its callee after it; one that is neither has no place for a label.
 */
function roomForLabels(arrivals: readonly Arrival[], label: number): { before: number; after: number } {
  const isShared = ({ row }: { row: number }): boolean =>
    arrivals.filter((one) => one.row === row).length > 1;
  const before = arrivals.some((one) => one.isOnly && isShared(one)) ? label : 0;
  const needsAfter = arrivals.some((one) => !isShared(one) && !(one.isOnly && before > 0));
  return { before, after: needsAfter ? label : 0 };
}
