/**
 * Where a piece of scenario text came from. Every value of a scenario keeps its site through
 * `extends` and `--set`, so that a mistake is shown in the file, or the argument, that made it.
 */

/** A text with the name it is known by: a file, `-`, or a `--set` argument. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A stretch of a source: offsets in UTF-16 units, the end not included. */
export interface Site {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The same in lines and columns, both counted from 1; the end is not included. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function rangeOf(site: Site): Range {
  const from = positionOf(site.source, site.start);
  const to = positionOf(site.source, Math.max(site.start, site.end));
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** Offsets at which the lines of a source begin. */
export function lineStarts(source: Source): readonly number[] {
  const known = startsOf.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1))
    starts.push(at + 1);
  startsOf.set(source, starts);
  return starts;
}

const startsOf = new WeakMap<Source, readonly number[]>();

function positionOf(source: Source, offset: number): { line: number; column: number } {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}
