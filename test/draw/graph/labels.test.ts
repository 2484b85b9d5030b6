/** What is written on lines: whole or not at all, and never over a corner. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitLabels } from '../../../src/draw/graph/labels.ts';
import { Cells, type GraphLook, layoutGraph, paintGraph } from '../../../src/draw/index.ts';
import { graphOf, TWELVE } from './graphs.ts';

function draw(graph: string, lineLabel: number, look: GraphLook): string {
  const layout = layoutGraph(graphOf(graph), { width: 200, height: 60, atMost: 'compact', lineLabel });
  const cells = new Cells(layout.width, layout.height);
  paintGraph(cells, layout, look);
  return `\n${cells.text()}\n`;
}

const rate = (): string => '24/s';

test('every line that is alone beside a node has room for its label', () => {
  expect(draw('web > cart pg\ncart > pg', 5, { edgeLabel: rate })).toBe(`
● web ─┬─24/s─▶● cart ─24/s─┬─▶● pg
       ╰────────24/s────────╯
`);
});

test('the mark stands behind the label, or instead of it, or only what tells most of it does', () => {
  const look: GraphLook = { edgeLabel: rate, edgeMark: () => '+!' };
  expect(draw('a > b', 6, look)).toBe('\n● a ─24/s+!─▶● b\n');
  expect(draw('a > b', 5, look)).toBe('\n● a ─24/s+!▶● b\n');
  expect(draw('a > b', 4, look)).toBe('\n● a ─24/s!▶● b\n');
  expect(draw('a > b', 3, look)).toBe('\n● a ──+!─▶● b\n');
  expect(draw('a > b', 0, look)).toBe('\n● a +!▶● b\n');
});

test('a label covers nothing but level line, however little room there is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 2 }),
      (lineLabel, length, marks) => {
        const layout = layoutGraph(TWELVE, { width: 300, height: 60, lineLabel });
        const plain = new Cells(layout.width, layout.height);
        paintGraph(plain, layout);
        const cells = new Cells(layout.width, layout.height);
        paintGraph(cells, layout, { edgeLabel: () => '9'.repeat(length), edgeMark: () => '!'.repeat(marks) });
        const [before, after] = [plain.text().split('\n'), cells.text().split('\n')];
        let labels = 0;
        after.forEach((line, y) => {
          for (const { 0: text, index } of line.matchAll(/9+!*/g)) {
            labels++;
            expect(text).toMatch(marks === 0 ? /^9+$/ : /^9+!{1,2}$/);
            expect(text.replaceAll('!', '')).toHaveLength(length);
            expect(before[y].slice(index, index + text.length)).toMatch(/^─+$/);
          }
        });
        if (lineLabel >= length + marks) expect(labels).toBeGreaterThan(0);
      },
    ),
  );
});

test('names of one prefix are cut where they are alike, others at their end', () => {
  expect(fitLabels(['svc-payments-07', 'svc-payments-08', 'gateway-of-all'], 9, false)).toEqual([
    'sv…nts-07',
    'sv…nts-08',
    'gateway-…',
  ]);
  expect(fitLabels(['svc-01', 'svc-02'], 5, true)).toEqual(['s~-01', 's~-02']);
  expect(fitLabels(['checkout-service', 'payments-service'], 8, false)).toEqual(['checkou…', 'payment…']);
});

test('thirty names of one prefix stay thirty, and take the columns there are', () => {
  const nodes = Array.from({ length: 30 }, (_, index) => ({ id: `svc-of-the-shop-${10 + index}` }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: nodes[index >> 1].id, to: id }));
  for (const width of [60, 80, 100]) {
    const layout = layoutGraph({ nodes, edges }, { width, height: 30 });
    expect(layout.fits).toBe(true);
    expect(new Set(layout.nodes.map(({ label }) => label)).size).toBe(30);
    const ranks = new Set(layout.nodes.map(({ x }) => x)).size;
    const isWhole = layout.nodes.every(({ id, label }) => label === id);
    // One column more for every name would not fit.
    if (!isWhole) expect(layout.width + ranks).toBeGreaterThan(width);
  }
});
