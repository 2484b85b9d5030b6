/**
 * Series as small pictures: a sparkline in one row, and a line chart of braille dots in several.
 * A value that is not finite is a gap: nothing was measured then, which is not the same as zero.
 */
import type { Cells } from './cells.ts';
import { STYLE, type Style } from './tone.ts';

/** How many values become one column: the worst, the average, or the newest of them. */
export type Reduce = 'max' | 'mean' | 'last';

export type Scale = {
  /** value at the bottom; default 0 */
  readonly min?: number;
  /** value at the top; default the largest value shown */
  readonly max?: number;
  /** default `max`: a spike must not vanish because the window is narrow */
  readonly reduce?: Reduce;
  readonly ascii?: boolean;
};

const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS = ['_', '.', '-', '=', '+', '*', '#', '@'];

/** Values squeezed into exactly `columns` numbers (NaN where nothing was measured); fewer values stand at the right. */
export function resample(values: ArrayLike<number>, columns: number, reduce: Reduce = 'max'): Float64Array {
  const out = new Float64Array(columns).fill(Number.NaN);
  const count = values.length;
  if (count <= columns) {
    for (let i = 0; i < count; i++) out[columns - count + i] = values[i];
    return out;
  }
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * count) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * count) / columns));
    let kept = Number.NaN;
    let sum = 0;
    let measured = 0;
    for (let i = first; i < end; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) continue;
      measured++;
      sum += value;
      if (reduce === 'last' || !(kept >= value)) kept = value;
    }
    out[column] = reduce === 'mean' && measured > 0 ? sum / measured : kept;
  }
  return out;
}

function largest(values: ArrayLike<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]) && values[i] > top) top = values[i];
  return top;
}

/** A sparkline as text, `width` columns. The bottom level is drawn for the minimum, a blank for a gap. */
export function sparkline(values: ArrayLike<number>, width: number, scale: Scale = {}): string {
  const points = resample(values, Math.max(0, width), scale.reduce);
  const min = scale.min ?? 0;
  const max = scale.max ?? largest(points);
  const levels = scale.ascii ? ASCII_LEVELS : EIGHTHS;
  let text = '';
  for (const value of points) {
    if (!Number.isFinite(value)) text += ' ';
    else
      text += levels[max > min ? Math.max(0, Math.min(7, Math.round(((value - min) / (max - min)) * 7))) : 0];
  }
  return text;
}

export type Series = {
  readonly values: ArrayLike<number>;
  readonly style?: Style;
  /** drawn with this letter in ascii, so that series differ without colour */
  readonly letter?: string;
};

export type ChartArea = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Bit of each dot in a braille cell, by row (0 top) and column (Unicode 2800 block). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const LETTERS = '*+ox#%';

/**
 * Draws series as connected lines, two by four dots a cell. All share one scale; later series lie on top.
 * Returns the scale used, for the axis beside it.
 */
export function paintLines(
  cells: Cells,
  area: ChartArea,
  series: readonly Series[],
  scale: Scale = {},
): { readonly min: number; readonly max: number } {
  const across = scale.ascii ? area.width : area.width * 2;
  const down = scale.ascii ? area.height : area.height * 4;
  const lines = series.map((one) => resample(one.values, Math.max(0, across), scale.reduce));
  const min = scale.min ?? 0;
  const top = scale.max ?? Math.max(...lines.map(largest));
  const max = top > min ? top : min + 1;
  if (area.width <= 0 || area.height <= 0) return { min, max };

  const rowOf = (value: number): number =>
    down - 1 - Math.max(0, Math.min(down - 1, Math.round(((value - min) / (max - min)) * (down - 1))));
  /** In ascii: whether a letter stands there, which a line on its way up or down does not cover. */
  const dots = new Uint8Array(area.width * area.height);
  lines.forEach((points, index) => {
    const style = series[index].style ?? STYLE.plain;
    const letter = series[index].letter ?? LETTERS[index % LETTERS.length];
    let previous = -1;
    for (let column = 0; column < across; column++) {
      if (!Number.isFinite(points[column])) {
        previous = -1;
        continue;
      }
      const row = rowOf(points[column]);
      // From the row next to the last point, so that a step is a line and not a staircase of loose dots.
      const from = previous < 0 ? row : row > previous ? previous + 1 : row < previous ? previous - 1 : row;
      for (let at = Math.min(from, row); at <= Math.max(from, row); at++) {
        if (scale.ascii) {
          const place = at * area.width + column;
          if (at !== row && dots[place] !== 0) continue;
          if (at === row) dots[place] = 1;
          cells.put(area.x + column, area.y + at, at === row ? letter : '|', style);
          continue;
        }
        const x = column >> 1;
        const y = at >> 2;
        dots[y * area.width + x] |= DOTS[at & 3][column & 1];
        cells.put(area.x + x, area.y + y, 0x2800 + dots[y * area.width + x], style);
      }
      previous = row;
    }
  });
  return { min, max };
}
