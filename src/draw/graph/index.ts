export { type GraphOrder, layoutGraph, neighbourhood, orderGraph } from './layout.ts';
export { type GraphAt, type GraphLook, paintGraph } from './paint.ts';
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
