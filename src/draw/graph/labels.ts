/**
 * Names cut to a width so that they can still be told apart. What names of one system share is mostly how
 * they begin or how they end, so the cut goes where the difference is not.
 */
import { textColumns } from '../../base/columns.ts';
import { fitText } from '../cells.ts';

/** Each label in at most so many columns; different labels stay different where that can be done by one cut. */
export function fitLabels(labels: readonly string[], columns: number, ascii: boolean): string[] {
  const cuts = [
    (label: string) => fitText(label, columns, ascii),
    // The end tells more than the beginning: it is the part with the number.
    (label: string) => cutMiddle(label, columns, Math.floor((columns - 1) / 3), ascii),
    (label: string) => cutMiddle(label, columns, Math.min(1, columns - 1), ascii),
  ];
  const uses = cuts.map((cut) => {
    const owners = new Map<string, Set<string>>();
    for (const label of labels) {
      const short = cut(label);
      owners.set(short, (owners.get(short) ?? new Set()).add(label));
    }
    return owners;
  });
  return labels.map((label) => {
    const at = cuts.findIndex((cut, index) => uses[index].get(cut(label))?.size === 1);
    return cuts[at < 0 ? 1 : at](label);
  });
}

/** `svc-payments-07` as `svc…nts-07`: so many columns at the front, the rest of the room at the end. */
function cutMiddle(text: string, columns: number, front: number, ascii: boolean): string {
  if (textColumns(text) <= columns) return text;
  if (columns < 3) return fitText(text, columns, ascii);
  const letters = Array.from(text);
  let head = '';
  for (const letter of letters) {
    if (textColumns(head + letter) > front) break;
    head += letter;
  }
  let tail = '';
  while (textColumns(letters[letters.length - 1] + tail) <= columns - 1 - textColumns(head)) {
    tail = letters.pop() + tail;
  }
  return `${head}${ascii ? '~' : '…'}${tail}`;
}
