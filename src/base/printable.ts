/** Text from outside made safe to print: nothing in it can steer a terminal, hide or reorder what is read. */

/** Controls, DEL, C1, marks of direction, separators, invisible joiners, byte order marks, lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

const UNSAFE_RUN = new RegExp(`(?:${UNSAFE.source})+`, 'gu');

/** `text` with every unsafe character as `\u001b`; those of `kept` stay. */
export function escaped(text: string, kept = ''): string {
  return text.replace(UNSAFE, (unsafe) => {
    if (kept.includes(unsafe)) return unsafe;
    const point = unsafe.codePointAt(0) as number;
    return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
  });
}

/** `text` on one line, with a blank for each run of unsafe characters. */
export function printable(text: string): string {
  return text.replace(UNSAFE_RUN, ' ');
}
