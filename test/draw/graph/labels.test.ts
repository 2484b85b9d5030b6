/** What is written on lines: whole or not at all, and never over a corner. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
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
