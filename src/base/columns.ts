/** How many columns of a terminal a text takes. */
import { eastAsianWidth } from 'get-east-asian-width';

/** What is drawn over its neighbour, or not at all: accents, joiners, selectors, marks of direction. */
const NO_COLUMN = /^[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Default_Ignorable_Code_Point}]$/u;

/** A screen asks again and again for the same few code points. */
const known = new Map<number, number>();

/** Columns one code point takes by itself: 0, 1 or 2. Below U+0300 all take one: nobody writes controls. */
export function columnsOf(code: number): number {
  if (code < 0x300) return 1;
  const before = known.get(code);
  if (before !== undefined) return before;
  const columns = NO_COLUMN.test(String.fromCodePoint(code)) ? 0 : eastAsianWidth(code);
  known.set(code, columns);
  return columns;
}

/** Columns a text takes when written code point by code point, as cells are. */
export function textColumns(text: string): number {
  let columns = 0;
  for (const letter of text) columns += columnsOf(letter.codePointAt(0) as number);
  return columns;
}
