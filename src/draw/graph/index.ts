export { layoutGraph, neighbourhood, orderGraph } from './layout.ts';
export { type GraphAt, type GraphLook, paintGraph } from './paint.ts';
export type { GraphOrder } from './plain-graph.ts';
export type {
  EdgeKind,
  Graph,
  GraphEdge,
  GraphLayout,
  GraphNode,
  LayoutSpace,
  Level,
  PlacedNode,
  Route,
  RouteCell,
} from './types.ts';
