/**
 * A rectangle of terminal cells: one code point and one style each, in typed arrays.
 * Everything written is clipped, and no control character ever gets in, whatever the text came from.
 */
import { columnsOf, textColumns } from '../base/columns.ts';
import { STYLE, type Style } from './tone.ts';

const SPACE = 0x20;

/** The right half of a wide character; its left neighbour holds the character. */
export const WIDE_TAIL = 0;

/** A cell that nobody here painted: a difference leaves it alone. */
export const ABSENT = 0xffffffff;

/** The text cut to at most so many columns, ending in `…` (`~` in ascii) when something was cut. */
export function fitText(text: string, columns: number, ascii = false): string {
  if (textColumns(text) <= columns) return text;
  if (columns <= 0) return '';
  let kept = '';
  let used = 1;
  for (const letter of text) {
    used += columnsOf(letter.codePointAt(0) as number);
    if (used > columns) break;
    kept += letter;
  }
  return kept + (ascii ? '~' : '…');
}

export class Cells {
  readonly width: number;
  readonly height: number;
  /** code points, row by row; also `WIDE_TAIL` and `ABSENT` */
  readonly chars: Uint32Array;
  readonly styles: Uint8Array;

  constructor(width: number, height: number) {
    this.width = Math.max(0, Math.floor(width));
    this.height = Math.max(0, Math.floor(height));
    this.chars = new Uint32Array(this.width * this.height).fill(SPACE);
    this.styles = new Uint8Array(this.width * this.height);
  }

  clear(): void {
    this.chars.fill(SPACE);
    this.styles.fill(STYLE.plain);
  }

  /** Puts one character; outside it does nothing. A wide character that would stick out becomes a blank. */
  put(x: number, y: number, letter: string | number, style: Style = STYLE.plain): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    let code = typeof letter === 'number' ? letter : (letter.codePointAt(0) ?? SPACE);
    // C0, DEL and C1 are how a text would send commands to the terminal.
    if (code < SPACE || (code >= 0x7f && code < 0xa0)) code = SPACE;
    const columns = columnsOf(code);
    if (columns === 0) return;
    const at = y * this.width + x;
    this.splitWide(at, x);
    if (columns === 1) {
      this.chars[at] = code;
      this.styles[at] = style;
      return;
    }
    if (x + 1 >= this.width) {
      this.chars[at] = SPACE;
      this.styles[at] = style;
      return;
    }
    this.splitWide(at + 1, x + 1);
    this.chars[at] = code;
    this.chars[at + 1] = WIDE_TAIL;
    this.styles[at] = this.styles[at + 1] = style;
  }

  /** Writes a text to the right of (x, y), at most `columns` of it, clipped at the edges. Returns the columns used. */
  write(
    x: number,
    y: number,
    text: string,
    style: Style = STYLE.plain,
    columns = Number.POSITIVE_INFINITY,
  ): number {
    let used = 0;
    for (const letter of text) {
      const code = letter.codePointAt(0) as number;
      const wide = columnsOf(code);
      if (wide === 0) continue;
      if (used + wide > columns) break;
      if (x + used >= 0) this.put(x + used, y, code, style);
      used += wide;
    }
    return used;
  }

  /** Like `write`, ending at column `right` (exclusive): for numbers in a column. */
  writeRight(right: number, y: number, text: string, style: Style = STYLE.plain): void {
    this.write(right - textColumns(text), y, text, style);
  }

  fill(x: number, y: number, width: number, height: number, letter = ' ', style: Style = STYLE.plain): void {
    for (let row = y; row < y + height; row++)
      for (let at = x; at < x + width; at++) this.put(at, row, letter, style);
  }

  /** A box's outline; the inside is left alone. */
  frame(
    x: number,
    y: number,
    width: number,
    height: number,
    style: Style = STYLE.plain,
    ascii = false,
  ): void {
    if (width < 2 || height < 2) return;
    const [topLeft, topRight, bottomLeft, bottomRight, across, down] = ascii ? '++++-|' : '╭╮╰╯─│';
    const right = x + width - 1;
    const bottom = y + height - 1;
    for (let column = x + 1; column < right; column++) {
      this.put(column, y, across, style);
      this.put(column, bottom, across, style);
    }
    for (let row = y + 1; row < bottom; row++) {
      this.put(x, row, down, style);
      this.put(right, row, down, style);
    }
    this.put(x, y, topLeft, style);
    this.put(right, y, topRight, style);
    this.put(x, bottom, bottomLeft, style);
    this.put(right, bottom, bottomRight, style);
  }

  /** Copies another canvas in, its corner at (x, y), clipped. */
  blit(source: Cells, x: number, y: number): void {
    for (let row = Math.max(0, -y); row < source.height && y + row < this.height; row++) {
      const first = Math.max(0, -x);
      const end = Math.min(source.width, this.width - x);
      if (end <= first) return;
      const from = row * source.width;
      const to = (y + row) * this.width + x;
      this.chars.set(source.chars.subarray(from + first, from + end), to + first);
      this.styles.set(source.styles.subarray(from + first, from + end), to + first);
    }
  }

  /** One row as bare text, trailing blanks cut: for tests and for readers without a screen. */
  rowText(y: number): string {
    let text = '';
    for (let x = 0; x < this.width; x++) {
      const code = this.chars[y * this.width + x];
      if (code === WIDE_TAIL) continue;
      text += code === ABSENT ? ' ' : String.fromCodePoint(code);
    }
    return text.trimEnd();
  }

  /** All rows as bare text. */
  text(): string {
    return Array.from({ length: this.height }, (_, y) => this.rowText(y)).join('\n');
  }

  /** Before a cell is overwritten: if it is half of a wide character, the other half becomes a blank. */
  private splitWide(at: number, x: number): void {
    if (this.chars[at] === WIDE_TAIL && x > 0) this.chars[at - 1] = SPACE;
    else if (x + 1 < this.width && this.chars[at + 1] === WIDE_TAIL) this.chars[at + 1] = SPACE;
  }
}
