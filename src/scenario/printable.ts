/**
 * Text from outside made safe to print: whatever could steer a terminal, hide or reorder what is
 * read is written out as an escape.
 */

/** Controls but for the tab, DEL, C1, marks of direction, separators, invisible joiners, byte order marks, lone surrogates. */
const UNSAFE =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

/** `text` with every unsafe character as `\u001b`; a tab stays, since frames decide how wide it is. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (unsafe) => {
    const point = unsafe.codePointAt(0) as number;
    return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
  });
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
