/** How large each node is drawn. */
import { textColumns } from '../../base/columns.ts';
import { fitLabels } from './labels.ts';
import type { Ordering } from './order.ts';
import type { OrderedGraph } from './plain-graph.ts';
import type { LayoutSpace, Level } from './types.ts';

/** One way of drawing the nodes; tried from the most telling to the smallest. */
export type Detail = {
  readonly level: Level;
  /** free rows between boxes */
  readonly rowGap: number;
  /** labels are cut to so many columns */
  readonly labelColumns: number;
};

/** By node; where not said otherwise, in cells. */
export type Sizes = {
  readonly labels: readonly string[];
  readonly widths: readonly number[];
  readonly heights: readonly number[];
  /** The row of a node at which lines meet it. */
  readonly portRow: number;
  /** Blanks behind a node before its line begins. */
  readonly behind: number;
  /** Whether nodes have rows of live numbers. */
  readonly hasLines: boolean;
};

/** Columns of live numbers where a node does not say. */
const LIVE_COLUMNS = 12;

export function sizesOf({ nodes }: OrderedGraph, detail: Detail, space: LayoutSpace): Sizes {
  const boxed = detail.level !== 'compact';
  const padding = boxed ? 2 * (space.padding ?? 1) : 0;
  const hasLines = detail.level === 'detailed' || (!boxed && space.compactLines === true);
  const texts = nodes.map((node) => node.label ?? node.id);
  const labels = fitLabels(texts, detail.labelColumns, space.ascii === true);
  const lines = nodes.map((node) => (hasLines ? (node.lines ?? 1) : 0));
  const live = nodes.map((node, index) => (lines[index] > 0 ? (node.width ?? LIVE_COLUMNS) : 0));
  return {
    labels,
    widths: labels.map((label, index) => Math.max(textColumns(label), live[index]) + 2 + padding),
    heights: lines.map((rows) => (boxed ? 3 : 1) + rows),
    portRow: boxed ? 1 : 0,
    behind: boxed ? 0 : 1,
    hasLines,
  };
}

/** What the nodes need if lines needed next to nothing: known before anything is placed. */
export function leastSize(
  { columns }: Ordering,
  { widths, heights }: Sizes,
): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (const column of columns) {
    let widest = 0;
    let rows = 0;
    for (const stop of column) {
      widest = Math.max(widest, widths[stop] ?? 0);
      rows += heights[stop] ?? 1;
    }
    width += widest + (width > 0 ? 2 : 0);
    height = Math.max(height, rows);
  }
  return { width, height };
}
