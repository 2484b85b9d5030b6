/** What a graph layout takes and gives: data only, so that it can be computed once and painted every frame. */

export type EdgeKind = 'sync' | 'async';

export type GraphNode = {
  readonly id: string;
  /** what stands in the box; default the id */
  readonly label?: string;
  /** lines of live text wanted under the label, when there is room; default 1 */
  readonly lines?: number;
  /** columns to keep free for those lines; default 12 */
  readonly width?: number;
};

export type GraphEdge = { readonly from: string; readonly to: string; readonly kind?: EdgeKind };

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

/**
 * How much of a node is shown. `detailed`: a box with the label and its live lines (4 rows for one line);
 * `boxed`: a box with the label (3 rows); `compact`: a mark and the label (1 row, and one for each live line where those are wanted).
 */
export type Level = 'detailed' | 'boxed' | 'compact';

export type LayoutSpace = {
  readonly width: number;
  readonly height: number;
  readonly ascii?: boolean;
  /** never more detail than this; default `detailed` */
  readonly atMost?: Level;
  /** never less detail than this; default `compact` */
  readonly atLeast?: Level;
  /** false: labels stay whole, whether that fits or not; default true */
  readonly cutLabels?: boolean;
  /** true: nobody wants a picture that does not fit; then it may come without nodes. Default false */
  readonly mustFit?: boolean;
  /** columns kept free for a label on every line that has a stretch of its own beside a node; default 0 */
  readonly lineLabel?: number;
  /** where those labels stand: on the line, or on the row below it, which takes fewer columns; default `on` */
  readonly labelRow?: 'on' | 'below';
  /** true: nodes without a frame have their live lines, too, below the label; default false */
  readonly compactLines?: boolean;
  /** blank columns between a box's frame and its text; default 1 */
  readonly padding?: 0 | 1;
};

export type PlacedNode = {
  readonly id: string;
  /** the label as it fits */
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** it calls itself: marked on the node, not drawn as a line */
  readonly callsItself: boolean;
};

export type RouteCell = { readonly x: number; readonly y: number; readonly glyph: string };

export type Route = {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** it closes a cycle, and runs back below the picture */
  readonly back: boolean;
  /** from the caller to the arrowhead, each cell next to the one before; glyphs are those of the finished picture */
  readonly cells: readonly RouteCell[];
  /**
   * How many of `cells`, from which index on, no other route uses: where a mark or a label is unmistakable.
   * Level and without a corner, if there is such a stretch; else a single cell.
   */
  readonly own: { readonly start: number; readonly length: number };
  /** Free cells on the row below that stretch, where labels were asked for there. */
  readonly below?: { readonly x: number; readonly y: number; readonly width: number };
};

export type GraphLayout = {
  readonly level: Level;
  /** cells the picture needs; with `fits` no more than the space given */
  readonly width: number;
  readonly height: number;
  /** false: even the smallest level is larger than the space; paint it clipped, or lay out a neighbourhood */
  readonly fits: boolean;
  readonly ascii: boolean;
  /** blank columns between a box's frame and its text */
  readonly padding: number;
  readonly nodes: readonly PlacedNode[];
  readonly routes: readonly Route[];
};
