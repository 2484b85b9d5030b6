/** Sparklines and line charts as a reader sees them. */
import { expect, test } from 'vitest';
import { Cells, paintLines, sparkline } from '../../src/draw/index.ts';
import { resample } from '../../src/draw/spark.ts';

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
