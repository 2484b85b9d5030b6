/** Do users still get what they ask for, and what does the system do instead? Goodput, throughput, attempts over time. */
import { type Cells, fitText, paintLines, STYLE } from '../../draw/index.ts';
import { spread } from '../../present/live-series.ts';
import { narrow } from '../../present/words.ts';
import { LINES } from './glyphs.ts';
import type { Scene } from './scene.ts';

/** Columns left of the chart, for its scale and for what stands under it. */
export const GUTTER = 7;

/** Columns between two letters on a line. */
const LETTER_EVERY = 24;

/** A round number at or above, so that the scale does not tremble. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  let unit = 1;
  while (unit * 10 <= value) unit *= 10;
  while (unit > value) unit /= 10;
  return unit * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => unit * step >= value) as number);
}

/** Rows: a legend, then the lines. */
export function paintChart(cells: Cells, scene: Scene): void {
  const { series, ascii, plan } = scene;
  const area = { x: GUTTER, y: 1, width: cells.width - GUTTER - 1, height: cells.height - 1 };
  if (series === undefined || area.width < 4 || area.height < 1) return;
  paintLegend(cells, scene);
  const columns = ascii ? area.width : area.width * 2;
  const lines = LINES.map((line) => ({
    ...line,
    values: spread(series[line.key], series.width, plan.length, columns),
  }));
  let top = 0;
  for (const { values } of lines) for (const value of values) if (value > top) top = value;
  const max = roundUp(top);
  cells.writeRight(GUTTER - 1, 1, narrow.sayCount(max), STYLE.dim);
  cells.writeRight(GUTTER - 1, cells.height - 1, '0', STYLE.dim);
  const columnOf = (at: number): number => area.x + Math.floor((at / plan.length) * area.width);
  for (const { times } of scene.spans) {
    for (const { from, to } of times) {
      for (const at of [from, to]) {
        if (at < 0 || at >= plan.length) continue;
        for (let y = 0; y < area.height; y++)
          cells.put(columnOf(at), area.y + y, ascii ? ':' : '┊', STYLE.dim);
      }
    }
  }
  paintLines(cells, area, lines, { max, ascii, reduce: 'mean' });
  if (ascii) return;
  for (const [index, line] of lines.entries()) paintLetters(cells, area, line, index, max);
}

interface Line {
  readonly letter: string;
  readonly style: number;
  readonly values: Float64Array;
}

/** A letter on the line here and there and at its end, for eyes and terminals without colour. */
function paintLetters(
  cells: Cells,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  line: Line,
  index: number,
  max: number,
): void {
  const dots = area.height * 4;
  const rowOf = (value: number): number =>
    (dots - 1 - Math.max(0, Math.min(dots - 1, Math.round((value / max) * (dots - 1))))) >> 2;
  const last = line.values.findLastIndex((value) => Number.isFinite(value)) >> 1;
  for (let column = 4 + index * 8; column < last - 2; column += LETTER_EVERY) {
    const value = line.values[column * 2];
    if (Number.isFinite(value))
      cells.put(area.x + column, area.y + rowOf(value), line.letter, line.style | STYLE.strong);
  }
  if (last < 0) return;
  const end = line.values[line.values.findLastIndex((value) => Number.isFinite(value))];
  const x = Math.min(area.x + last + 1 + index * 2, area.x + area.width - 1);
  cells.put(x, area.y + rowOf(end), line.letter, line.style | STYLE.strong);
}

function paintLegend(cells: Cells, scene: Scene): void {
  const { series, ascii, seriesOf } = scene;
  cells.fill(0, 0, cells.width, 1, ascii ? '-' : '─', STYLE.dim);
  const latest = (key: 'goodput' | 'throughput' | 'attempts'): number => {
    const values = series?.[key] ?? [];
    return values.length === 0 ? Number.NaN : values[values.length - 1];
  };
  const words =
    seriesOf === undefined
      ? { goodput: 'goodput', throughput: 'throughput', attempts: 'attempts' }
      : { goodput: 'answered', throughput: 'ended', attempts: 'attempts' };
  let x = cells.write(1, 0, ` ${fitText(seriesOf ?? 'users', 20, ascii)} `, STYLE.strong) + 1;
  for (const { key, letter, style } of [...LINES].reverse()) {
    const text = `${letter} ${words[key]} ${narrow.sayRate(latest(key))} `;
    if (x + text.length + 1 > cells.width) break;
    cells.put(x, 0, ' ');
    x += 1;
    cells.write(x, 0, letter, style | STYLE.strong);
    x += cells.write(x + 1, 0, text.slice(1), style) + 1;
  }
  if (!ascii) return;
  // One cell has room for one letter.
  const order = [...LINES].reverse().map(({ letter }) => letter);
  const said = [`where they meet: ${order.join(' over ')}`, order.join(' over '), order.join('>')].find(
    (text) => x + text.length + 3 <= cells.width,
  );
  if (said !== undefined) cells.write(x, 0, ` ${said} `, STYLE.dim);
}
