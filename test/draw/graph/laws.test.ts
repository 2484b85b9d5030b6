/** What must hold of every drawn graph, whatever its shape. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  Cells,
  type Graph,
  type GraphLayout,
  type Level,
  layoutGraph,
  orderGraph,
  paintGraph,
} from '../../../src/draw/index.ts';
import { GRAPHS } from './graphs.ts';

const LEVELS: readonly Level[] = ['detailed', 'boxed', 'compact'];
const ENDLESS = { width: 100_000, height: 100_000 };

/** Graphs of up to 24 nodes; with `cycles` an edge may run either way. */
const graphs = (cycles: boolean): fc.Arbitrary<Graph> =>
  fc.integer({ min: 1, max: 24 }).chain((count) =>
    fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.boolean()), {
        maxLength: Math.ceil(count * 1.9),
      })
      .map((pairs) => ({
        nodes: Array.from({ length: count }, (_, i) => ({
          id: `n${i}`,
          label: 'service'.slice(0, 1 + (i % 7)),
        })),
        edges: pairs
          .map(([a, b, isSync]) => ({
            from: `n${cycles ? a : Math.min(a, b)}`,
            to: `n${cycles ? b : Math.max(a, b)}`,
            kind: isSync ? ('sync' as const) : ('async' as const),
          }))
          .filter((edge) => cycles || edge.from !== edge.to),
      })),
  );

const drawings = (cycles: boolean): fc.Arbitrary<{ graph: Graph; layout: GraphLayout }> =>
  fc
    .tuple(graphs(cycles), fc.constantFrom(...LEVELS))
    .map(([graph, atMost]) => ({ graph, layout: layoutGraph(graph, { ...ENDLESS, atMost }) }));

const runs = { numRuns: 150 };

/** Pieces of line from one cell to the next that two calls with different callers and different callees share. */
function sharedPieces(layout: GraphLayout): string[] {
  const users = new Map<string, { from: string; to: string }[]>();
  const shared: string[] = [];
  for (const route of layout.routes) {
    for (let i = 1; i < route.cells.length; i++) {
      const [a, b] = [route.cells[i - 1], route.cells[i]].sort(
        (one, other) => one.x - other.x || one.y - other.y,
      );
      const piece = `${a.x},${a.y}–${b.x},${b.y}`;
      const others = users.get(piece) ?? [];
      for (const other of others) {
        if (other.from === route.from || other.to === route.to) continue;
        shared.push(`${piece}: ${other.from}→${other.to} and ${route.from}→${route.to}`);
      }
      users.set(piece, [...others, route]);
    }
  }
  return shared;
}

test('no line runs under a box, its own ends included', () => {
  fc.assert(
    fc.property(drawings(true), ({ layout }) => {
      for (const route of layout.routes) {
        for (const cell of route.cells) {
          const hit = layout.nodes.find(
            (node) =>
              cell.x >= node.x && cell.x < node.x + node.w && cell.y >= node.y && cell.y < node.y + node.h,
          );
          expect(hit, `${route.from}→${route.to} at ${cell.x},${cell.y}`).toBeUndefined();
        }
      }
    }),
    runs,
  );
});

test('every line goes from cell to neighbouring cell, from its caller to its callee', () => {
  fc.assert(
    fc.property(drawings(true), ({ layout }) => {
      const nodes = new Map(layout.nodes.map((node) => [node.id, node]));
      for (const route of layout.routes) {
        const from = nodes.get(route.from)!;
        const to = nodes.get(route.to)!;
        const first = route.cells[0];
        const last = route.cells[route.cells.length - 1];
        const pause = layout.level === 'compact' ? 1 : 0;
        const port = layout.level === 'compact' ? 0 : 1;
        expect([first.x, first.y]).toEqual([from.x + from.w + pause, from.y + port]);
        expect([last.x, last.y]).toEqual([to.x - 1, to.y + port]);
        for (let i = 1; i < route.cells.length; i++) {
          const step =
            Math.abs(route.cells[i].x - route.cells[i - 1].x) +
            Math.abs(route.cells[i].y - route.cells[i - 1].y);
          expect(step).toBe(1);
        }
      }
    }),
    runs,
  );
});

test('every call but one to oneself is drawn once, and a call to oneself marks its node', () => {
  fc.assert(
    fc.property(drawings(true), ({ graph, layout }) => {
      const expected = new Set(
        graph.edges.filter((edge) => edge.from !== edge.to).map((edge) => `${edge.from} ${edge.to}`),
      );
      const drawn = layout.routes.map((route) => `${route.from} ${route.to}`);
      expect(drawn.length).toBe(expected.size);
      expect(new Set(drawn)).toEqual(expected);
      for (const node of layout.nodes) {
        expect(node.callsItself).toBe(
          graph.edges.some((edge) => edge.from === node.id && edge.to === node.id),
        );
      }
    }),
    runs,
  );
});

test('a reader can always tell who calls whom: lines share a piece only with the same caller or the same callee', () => {
  fc.assert(
    fc.property(drawings(false), ({ layout }) => {
      expect(sharedPieces(layout)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('lines that run backwards keep apart too', () => {
  fc.assert(
    fc.property(drawings(true), ({ layout }) => {
      expect(sharedPieces(layout)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('boxes do not touch each other, and everything lies inside the picture', () => {
  fc.assert(
    fc.property(drawings(true), ({ layout }) => {
      const cells = new Cells(layout.width, layout.height);
      const owner = new Map<string, string>();
      for (const node of layout.nodes) {
        expect(node.x >= 0 && node.y >= 0).toBe(true);
        expect(node.x + node.w <= cells.width && node.y + node.h <= cells.height).toBe(true);
        for (let y = node.y; y < node.y + node.h; y++) {
          for (let x = node.x; x < node.x + node.w; x++) {
            expect(owner.get(`${x},${y}`)).toBeUndefined();
            owner.set(`${x},${y}`, node.id);
          }
        }
      }
      for (const route of layout.routes) {
        for (const cell of route.cells) {
          expect(cell.x >= 0 && cell.y >= 0 && cell.x < cells.width && cell.y < cells.height).toBe(true);
        }
      }
    }),
    runs,
  );
});

test('what is said to fit fits, and detail is only given up for space', () => {
  fc.assert(
    fc.property(
      graphs(true),
      fc.integer({ min: 5, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
      (graph, width, height) => {
        const layout = layoutGraph(graph, { width, height });
        expect(layout.fits).toBe(layout.width <= width && layout.height <= height);
        const roomier = layoutGraph(graph, { width: width * 2, height: height * 2 });
        expect(LEVELS.indexOf(roomier.level)).toBeLessThanOrEqual(LEVELS.indexOf(layout.level));
      },
    ),
    runs,
  );
});

test('who wants only what fits gets the same picture, or one that does not fit', () => {
  fc.assert(
    fc.property(
      graphs(true),
      fc.integer({ min: 5, max: 120 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(...LEVELS),
      (graph, width, height, atMost) => {
        const space = { width, height, atMost };
        const wanted = layoutGraph(graph, { ...space, mustFit: true }, orderGraph(graph));
        const any = layoutGraph(graph, space);
        expect(wanted.fits).toBe(any.fits);
        if (any.fits) expect(wanted).toEqual(any);
      },
    ),
    runs,
  );
});

test('the order in which nodes and calls are listed does not change the picture', () => {
  fc.assert(
    fc.property(graphs(true), (graph) => {
      const reversed = { nodes: graph.nodes.slice().reverse(), edges: graph.edges.slice().reverse() };
      expect(layoutGraph(reversed, ENDLESS)).toEqual(layoutGraph(graph, ENDLESS));
    }),
    runs,
  );
});

test('in ascii nothing but ascii is drawn', () => {
  for (const graph of Object.values(GRAPHS)) {
    for (const atMost of LEVELS) {
      const layout = layoutGraph(graph, { ...ENDLESS, atMost, ascii: true });
      const cells = new Cells(layout.width, layout.height);
      paintGraph(cells, layout);
      expect(cells.text()).toMatch(/^[\n -~]*$/);
    }
  }
});

test('what is written below a line covers no box and no line, and no two labels share a cell', () => {
  fc.assert(
    fc.property(graphs(true), fc.boolean(), (graph, isBoxed) => {
      const layout = layoutGraph(graph, {
        ...ENDLESS,
        ...(isBoxed ? { atLeast: 'detailed' } : { atMost: 'compact', compactLines: true }),
        labelRow: 'below',
        lineLabel: 5,
      });
      const taken = new Set(layout.routes.flatMap(({ cells }) => cells.map(({ x, y }) => `${x},${y}`)));
      for (const { x, y, w, h } of layout.nodes)
        for (let row = y; row < y + h; row++)
          for (let column = x; column < x + w; column++) taken.add(`${column},${row}`);
      for (const { below } of layout.routes) {
        if (below === undefined) continue;
        for (let x = below.x; x < below.x + below.width; x++) {
          expect(taken.has(`${x},${below.y}`)).toBe(false);
          taken.add(`${x},${below.y}`);
        }
      }
    }),
    runs,
  );
});
