/** Sentences broken between words to a width; what follows the first line is indented. */
import { textColumns } from '../draw/index.ts';

/** Lines of at most `width` columns; `most` lines, the last of them with an ellipsis if there was more. */
export function wrap(text: string, width: number, indent = '', most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() === '' || textColumns(longer) <= width)
      line = line.trim() === '' ? `${line}${word}` : longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  if (line.trim() !== '') lines.push(line);
  if (lines.length <= most) return lines;
  const last = lines[most - 1];
  return [...lines.slice(0, most - 1), `${textColumns(last) < width ? last : last.slice(0, width - 1)}…`];
}
