/**
 * Reads the file of a replay: CSV with a header and the columns `time` (seconds, or a duration such as
 * 1m30s) and `rate` (per second, or a rate such as 12/min). Other columns are left alone, so an export
 * from a dashboard may stay as it is. Empty lines and lines that begin with # are skipped.
 */
import { SECOND } from '../../base/time.ts';
import { duration, LONGEST_DURATION, quote, rate, type WordField } from '../../fields/index.ts';
import { HIGHEST_RATE, MOST_ROWS, type ReplayRow, rowsTrouble } from './replay-rows.ts';

/** One mistake in the file; lines count from 1, as in an editor. */
export interface CsvProblem {
  readonly line: number;
  readonly sentence: string;
}

export type ReplayCsv =
  | { readonly kind: 'rows'; readonly rows: readonly ReplayRow[] }
  | { readonly kind: 'problems'; readonly problems: readonly CsvProblem[] };

/** After so many the rest is likely the same mistake. */
const MOST_PROBLEMS = 20;

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of the text, or every mistake in it. */
export function parseReplayCsv(text: string): ReplayCsv {
  const [header, ...lines] = linesOf(text);
  if (header === undefined)
    return refuse([{ line: 1, sentence: 'the file is empty; expected a header "time,rate" and rows' }]);
  const columns = header.cells.map((cell) => cell.toLowerCase());
  const missing = ['time', 'rate'].filter((column) => !columns.includes(column));
  if (missing.length > 0) return refuse([{ line: header.line, sentence: sayMissing(missing, header.cells) }]);
  if (lines.length > MOST_ROWS) {
    return refuse([
      { line: lines[MOST_ROWS].line, sentence: `more than ${MOST_ROWS} rows; state the rates less often` },
    ]);
  }
  return rowsOf(lines, columns.indexOf('time'), columns.indexOf('rate'), columns.length);
}

function rowsOf(lines: readonly Line[], timeColumn: number, rateColumn: number, width: number): ReplayCsv {
  const rows: ReplayRow[] = [];
  const problems: CsvProblem[] = [];
  for (const { line, cells } of lines) {
    if (cells.length !== width) {
      problems.push({ line, sentence: `${cells.length} columns where the header has ${width}` });
      continue;
    }
    const seconds = readTime(cells[timeColumn]);
    const perSecond = readRate(cells[rateColumn]);
    if (typeof seconds === 'string') problems.push({ line, sentence: `time: ${seconds}` });
    if (typeof perSecond === 'string') problems.push({ line, sentence: `rate: ${perSecond}` });
    if (typeof seconds === 'number' && typeof perSecond === 'number') rows.push([seconds, perSecond]);
  }
  if (problems.length > 0) return refuse(problems);
  const trouble = rowsTrouble(rows);
  if (trouble === undefined) return { kind: 'rows', rows };
  return refuse([{ line: lines[trouble.row ?? 0]?.line ?? 1, sentence: trouble.sentence }]);
}

function refuse(problems: readonly CsvProblem[]): ReplayCsv {
  return { kind: 'problems', problems: problems.slice(0, MOST_PROBLEMS) };
}

function linesOf(text: string): Line[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ line: i + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
    .map(({ line, text }) => ({
      line,
      cells: cellsOf(text),
    }));
}

/** A cell and what ends it. Between quotes a comma is a comma, and two quotes are one (RFC 4180, section 2). */
const CELL = /\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(,|$)/y;

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const [, quoted, plain = '', end] = CELL.exec(line) ?? [];
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end !== ',') return cells;
  }
}

function sayMissing(missing: readonly string[], cells: readonly string[]): string {
  const first = cells[0];
  if (cells.length === 1 && /[;\t]/.test(first)) return 'columns are separated by commas: write "time,rate"';
  if (cells.every((cell) => PLAIN.test(cell))) return 'no header; write "time,rate" above the first row';
  return `no column ${missing.join(' and no column ')}; expected a header with time and rate, found ${cells.map(quote).join(', ')}`;
}

/** Seconds, from `90`, `1.5` or `1m30s`; or what is wrong. */
function readTime(cell: string): number | string {
  if (!PLAIN.test(cell)) {
    const length = readWord(duration, cell, 'expected seconds, or a duration such as 1m30s');
    return typeof length === 'number' ? length / SECOND : length;
  }
  const seconds = Number(cell);
  const longest = LONGEST_DURATION / SECOND;
  return seconds <= longest
    ? seconds
    : `${cell} s is longer than any run; times count from the start of the run, not from a date`;
}

/** Arrivals per second, from `200` or `12/min`; or what is wrong. */
function readRate(cell: string): number | string {
  if (!PLAIN.test(cell))
    return readWord(rate, cell, 'expected arrivals per second, or a rate such as 12/min');
  const perSecond = Number(cell);
  return perSecond <= HIGHEST_RATE ? perSecond : `${cell} a second is more than 1000M/s`;
}

/** A number as a spreadsheet writes it. */
const PLAIN = /^\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?$/;

function readWord(field: WordField, cell: string, expected: string): number | string {
  if (cell === '') return `empty; ${expected}`;
  if (/^-\d/.test(cell)) return `${quote(cell)} is negative; ${expected}`;
  const read = field.safeParse(cell);
  return read.success ? read.data : (read.error.issues[0]?.message ?? expected);
}
