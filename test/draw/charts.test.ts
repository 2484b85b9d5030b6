/** Sparklines, line charts and bars as a reader sees them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bar,
  Cells,
  divideColumns,
  paintBar,
  paintLines,
  paintStackedBar,
  resample,
  sparkline,
} from '../../src/draw/index.ts';

test('a sparkline rises with its values, from the minimum to the maximum', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, { ascii: true })).toBe('_.-=+*#@');
});

test('what was not measured is a gap, and zero is not', () => {
  expect(sparkline([0, Number.NaN, 4], 3)).toBe('▁ █');
});

test('few values stand at the right, where now is', () => {
  expect(sparkline([1], 4)).toBe('   █');
});

test('a spike survives being squeezed', () => {
  const values = new Array<number>(1000).fill(1);
  values[617] = 100;
  expect([...resample(values, 10)].filter((value) => value === 100).length).toBe(1);
  expect(Math.max(...resample(values, 10, 'mean'))).toBeCloseTo(1.99);
});

test('two series share a chart and a scale', () => {
  const cells = new Cells(12, 4);
  const series = [{ values: [0, 4, 8, 12, 16, 20] }, { values: [20, 16, 12, 8, 4, 0] }];
  const scale = paintLines(cells, { x: 0, y: 0, width: 3, height: 4 }, series);
  expect(scale).toEqual({ min: 0, max: 20 });
  expect(cells.text()).toBe('⢱ ⡸\n ⢧⠃\n ⡞⡄\n⡸ ⢱');
});

test('in ascii each series has its own letter', () => {
  const cells = new Cells(5, 3);
  paintLines(
    cells,
    { x: 0, y: 0, width: 5, height: 3 },
    [{ values: [2, 2, 2, 2, 2] }, { values: [0, 0, 1, 1, 1] }],
    {
      ascii: true,
    },
  );
  expect(cells.text()).toBe('*****\n  +++\n++');
});

test('in ascii a line on its way up does not cover the letter of another', () => {
  const cells = new Cells(3, 3);
  const series = [{ values: [1, 1, 1] }, { values: [0, 2, 2] }];
  paintLines(cells, { x: 0, y: 0, width: 3, height: 3 }, series, { ascii: true });
  expect(cells.text()).toBe(' ++\n***\n+');
});

test('a chart of nothing draws nothing and still names a scale', () => {
  const cells = new Cells(4, 2);
  const scale = paintLines(cells, { x: 0, y: 0, width: 4, height: 2 }, [{ values: [Number.NaN] }]);
  expect(cells.text()).toBe('\n');
  expect(scale.max).toBeGreaterThan(scale.min);
});

test('a bar measures in eighths of a cell, and a little is not nothing', () => {
  expect(bar(0.5, 4)).toBe('██');
  expect(bar(0.3, 4)).toBe('█▎');
  expect(bar(0.0001, 4)).toBe('▏');
  expect(bar(0, 4)).toBe('');
  expect(bar(7, 4)).toBe('████');
  expect(bar(0.5, 4, true)).toBe('##');
  const cells = new Cells(6, 1);
  paintBar(cells, 0, 0, 6, 0.5);
  expect(cells.text()).toBe('███···');
});

test('the classes of a stacked bar differ by glyph, and one failure in ten thousand is seen', () => {
  const cells = new Cells(10, 1);
  paintStackedBar(cells, 0, 0, 10, [{ value: 9999 }, { value: 0 }, { value: 1, glyph: '✖' }]);
  expect(cells.text()).toBe('█████████✖');
});

test('columns add up to the width, and more is never given fewer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 6, max: 80 }),
      (values, width) => {
        const columns = divideColumns(values, width);
        const total = values.reduce((sum, value) => sum + value, 0);
        expect(columns.reduce((sum, value) => sum + value, 0)).toBe(total === 0 ? 0 : width);
        values.forEach((value, i) => {
          expect(columns[i] > 0).toBe(value > 0);
          values.forEach((other, j) => {
            if (value > other) expect(columns[i]).toBeGreaterThanOrEqual(columns[j]);
          });
        });
      },
    ),
  );
});
