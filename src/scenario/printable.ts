/** Text from outside as a frame shows it, and how wide it is. */
import { escaped } from '../base/escaped.ts';

/** `text` with every unsafe character as `\u001b`; a tab stays, since frames decide how wide it is. */
export function printable(text: string): string {
  return escaped(text, '\t');
}

/** East Asian wide and full-width characters, and emoji. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;
const NO_WIDTH = /^(?:\p{Mark}|\ufe0f)$/u;

/** Cells that one printable character takes on a terminal. */
export function widthOf(character: string): number {
  if (character < '\u0300') return 1;
  return NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}
