/** Horizontal bars: a share in eighths of a cell, and a whole divided into classes that differ by glyph, not only by colour. */
import type { Cells } from './cells.ts';
import { STYLE, type Style } from './tone.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A share (0–1, cut to that range) as text of at most `width` columns. Anything above zero shows at least a sliver. */
export function bar(share: number, width: number, ascii = false): string {
  const clamped = Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0;
  if (ascii) return '#'.repeat(clamped > 0 ? Math.max(1, Math.round(clamped * width)) : 0).slice(0, width);
  const eighths = clamped > 0 ? Math.max(1, Math.round(clamped * width * 8)) : 0;
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

export type BarOptions = {
  readonly style?: Style;
  /** the empty part, `·` by default, so that the whole is visible too; '' for none */
  readonly rest?: string;
  readonly ascii?: boolean;
};

/** Draws a share as a bar `width` columns long. */
export function paintBar(
  cells: Cells,
  x: number,
  y: number,
  width: number,
  share: number,
  options: BarOptions = {},
): void {
  const rest = options.rest ?? (options.ascii ? '.' : '·');
  if (rest !== '') cells.fill(x, y, width, 1, rest, STYLE.dim);
  cells.write(x, y, bar(share, width, options.ascii), options.style ?? STYLE.plain, width);
}

export type BarPart = { readonly value: number; readonly style?: Style; readonly glyph?: string };

const GLYPHS = ['█', '▓', '▒', '░', '╱', '·'];
const ASCII_GLYPHS = ['#', '=', '+', '-', '/', '.'];

/**
 * Columns for each part of a whole, `width` in all: largest remainders, and a column for whatever is not
 * zero as long as there are enough, because one failure in ten thousand is what the reader looks for.
 */
export function divideColumns(values: readonly number[], width: number): number[] {
  const parts = values.map((value) => (Number.isFinite(value) && value > 0 ? value : 0));
  const total = parts.reduce((sum, value) => sum + value, 0);
  if (total === 0 || width <= 0) return parts.map(() => 0);
  const exact = parts.map((value) => (value / total) * width);
  const columns = exact.map((value) => Math.floor(value));
  let left = width - columns.reduce((sum, value) => sum + value, 0);
  const byRemainder = exact
    .map((_, index) => index)
    .sort((a, b) => exact[b] - columns[b] - (exact[a] - columns[a]) || a - b);
  for (const index of byRemainder) {
    if (left <= 0) break;
    if (parts[index] === 0) continue;
    columns[index]++;
    left--;
  }
  for (let index = 0; index < parts.length; index++) {
    if (parts[index] === 0 || columns[index] > 0) continue;
    // From the smallest of the widest, so that more never ends up with fewer columns than less.
    const most = Math.max(...columns);
    const widest = byRemainder
      .filter((one) => columns[one] === most)
      .sort((a, b) => parts[a] - parts[b] || a - b)[0];
    if (most <= 1) break;
    columns[widest]--;
    columns[index]++;
  }
  return columns;
}

/** Draws a whole divided into classes. Glyphs differ by position unless a part names its own. */
export function paintStackedBar(
  cells: Cells,
  x: number,
  y: number,
  width: number,
  parts: readonly BarPart[],
  ascii = false,
): void {
  const columns = divideColumns(
    parts.map((part) => part.value),
    width,
  );
  const glyphs = ascii ? ASCII_GLYPHS : GLYPHS;
  let at = x;
  parts.forEach((part, index) => {
    cells.fill(
      at,
      y,
      columns[index],
      1,
      part.glyph ?? glyphs[index % glyphs.length],
      part.style ?? STYLE.plain,
    );
    at += columns[index];
  });
}
