/**
 * A diagnostic as people read it: the sentence, the place, the line with carets beneath it, and what
 * to write instead.
 *
 *     error[E201]: unknown key "concurency" in services.web
 *      --> shop.yaml:7:5
 *       |
 *     6 |     replicas: 3
 *     7 |     concurency: { threads: 64 }
 *       |     ^^^^^^^^^^ did you mean "concurrency"?
 *       = help: known keys: replicas, zones, concurrency, …
 */
import { textColumns } from '../base/columns.ts';
import { escaped } from '../base/printable.ts';
import { someOf } from '../fields/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lineStarts, type Source } from './source.ts';

export interface FrameOptions {
  readonly color: boolean;
  /** Columns there are; as many as a line may need unless told. */
  readonly columns?: number | undefined;
}

/** Widest stretch of a source line that is shown, in cells. */
const WIDEST = 100;
/** However narrow the terminal. */
const NARROWEST = 20;
/** What stays visible to the left of the caret when a long line is cut. */
const LEFT_OF_CARET = 40;
const TAB = '    ';
/** So many of one kind make plain what is meant. */
const MOST_ALIKE = 10;
/** A hint this short stands beside the carets, a longer one on a line of its own. */
const SHORT_HINT = 60;

/** The frame, lines joined by line feeds, without one at the end. */
export function frame(diagnostic: Diagnostic, source: Source | undefined, options: FrameOptions): string {
  const paint = options.color ? coloured : plain;
  const { code, severity, sentence, formula, meant, hint, file, range } = diagnostic;
  const tone = severity === 'error' ? paint.error : paint.warning;
  const lines = [`${tone(`${severity}[${code}]`)}${paint.strong(`: ${oneLine(sentence)}`)}`];
  if (range === undefined || source === undefined) {
    if (file !== '') lines.push(` ${paint.gutter('-->')} ${oneLine(file)}`);
    if (formula !== undefined) lines.push(` ${paint.gutter('=')} because: ${oneLine(formula)}`);
    if (meant !== undefined) lines.push(` ${paint.gutter('=')} ${sayMeant(meant)}`);
    if (hint !== undefined) lines.push(` ${paint.gutter('=')} help: ${oneLine(hint)}`);
    return lines.join('\n');
  }
  const digits = String(range.line).length;
  const bar = paint.gutter(`${' '.repeat(digits)} |`);
  const numbered = (line: number, text: string) =>
    `${paint.gutter(`${String(line).padStart(digits)} |`)}${text === '' ? '' : ` ${text}`}`;
  lines.push(
    `${' '.repeat(digits)}${paint.gutter('-->')} ${oneLine(file)}:${range.line}:${range.column}`,
    bar,
  );
  const last = range.endLine === range.line ? range.endColumn : Number.POSITIVE_INFINITY;
  // beside the gutter, and an ellipsis at each end
  const room = Math.max(NARROWEST, (options.columns ?? Number.POSITIVE_INFINITY) - digits - 5);
  const widest = Math.min(WIDEST, room);
  const shown = cut(lineOf(source, range.line), range.column - 1, last - 1, widest);
  if (range.line > 1)
    lines.push(numbered(range.line - 1, cutAt(lineOf(source, range.line - 1), shown.from, widest).trimEnd()));
  lines.push(numbered(range.line, shown.text.trimEnd()));
  // behind a formula, the way out stands on a line of its own
  const isShort = hint !== undefined && hint.length <= SHORT_HINT && formula === undefined;
  const said = meant !== undefined ? sayMeant(meant) : isShort ? oneLine(hint) : '';
  // beside the carets, where that does not wrap
  const isBeside = shown.before + shown.width + 1 + widthOfText(said) <= room + 2;
  const label = isBeside ? said : '';
  const carets = `${'^'.repeat(shown.width)}${label === '' ? '' : ` ${label}`}`;
  lines.push(`${bar} ${' '.repeat(shown.before)}${tone(carets)}`);
  if (formula !== undefined)
    lines.push(`${' '.repeat(digits)} ${paint.gutter('=')} because: ${oneLine(formula)}`);
  if (!isBeside) lines.push(`${' '.repeat(digits)} ${paint.gutter('=')} help: ${said}`);
  if (hint !== undefined && !(meant === undefined && isShort)) {
    lines.push(`${' '.repeat(digits)} ${paint.gutter('=')} help: ${oneLine(hint)}`);
  }
  return lines.join('\n');
}

/**
 * Frames of several diagnostics, an empty line between them, each with the source it is about. Of one code
 * in one file the first ten; behind the last of them, on which lines the others stand.
 */
export function frames(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  options: FrameOptions,
): string {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const kinds = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const kind = kinds.get(kindOf(diagnostic));
    if (kind === undefined) kinds.set(kindOf(diagnostic), [diagnostic]);
    else kind.push(diagnostic);
  }
  const behind = new Map(
    [...kinds.values()]
      // One more than are shown takes hardly more room than saying so.
      .filter((kind) => kind.length > MOST_ALIKE + 1)
      .map((kind) => [kind[MOST_ALIKE - 1], kind.slice(MOST_ALIKE)]),
  );
  const untold = new Set([...behind.values()].flat());
  return diagnostics
    .filter((diagnostic) => !untold.has(diagnostic))
    .flatMap((diagnostic) => {
      const rest = behind.get(diagnostic);
      const shown = frame(diagnostic, byName.get(diagnostic.file), options);
      return rest === undefined ? [shown] : [shown, frame(sayRest(rest), undefined, options)];
    })
    .join('\n\n');
}

function kindOf({ code, file }: Diagnostic): string {
  return `${code} ${file}`;
}

/** `and 240 more like these, on lines 397, 400, 421, … and 228 more` */
function sayRest(rest: readonly Diagnostic[]): Diagnostic {
  const { code, severity, file } = rest[0];
  const lines = [...new Set(rest.flatMap(({ range }) => (range === undefined ? [] : [range.line])))];
  const where =
    lines.length === 0 ? '' : `, on ${lines.length === 1 ? 'line' : 'lines'} ${someOf(lines.map(String))}`;
  return { code, severity, file, sentence: `and ${rest.length} more like these${where}` };
}

function sayMeant(meant: string): string {
  return `did you mean "${oneLine(meant)}"?`;
}

function widthOfText(text: string): number {
  return cells(text).width;
}

function oneLine(text: string): string {
  return escaped(text, '\t').replaceAll('\t', ' ');
}

function lineOf(source: Source, line: number): string {
  const starts = lineStarts(source);
  const end = line < starts.length ? starts[line] - 1 : source.text.length;
  return source.text.slice(starts[line - 1], end).replace(/\r$/, '');
}

interface Cut {
  readonly text: string;
  /** First UTF-16 unit shown. */
  readonly from: number;
  /** Cells before the carets, and cells they take. */
  readonly before: number;
  readonly width: number;
}

/** The stretch of a line around the units from `start` to `end`. */
function cut(line: string, start: number, end: number, widest: number): Cut {
  const isLong = line.length > widest;
  const left = Math.min(LEFT_OF_CARET, widest >> 1);
  const from = isLong && start > widest - left ? unitBoundary(line, start - left) : 0;
  const lead = from > 0 ? '…' : '';
  const before = cells(line.slice(from, start));
  const marked = cells(line.slice(start, Math.min(end, start + widest)));
  const beforeWidth = lead.length + before.width;
  const width = Math.max(1, Math.min(marked.width, Math.max(1, widest - beforeWidth)));
  return { text: cutAt(line, from, widest), from, before: beforeWidth, width };
}

/** From unit `from` on, as much as fits, with an ellipsis at each end that was cut. */
function cutAt(line: string, from: number, widest: number): string {
  const lead = from > 0 && line !== '' ? '…' : '';
  const rest = cells(line.slice(from, from + widest + 1), widest);
  const isWhole = !rest.isCut && from + widest + 1 >= line.length;
  return `${lead}${rest.text}${isWhole ? '' : '…'}`;
}

/** Never between the two halves of one character. */
function unitBoundary(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

/** Text as it is printed (tabs widened, controls escaped), and the cells it takes. */
function cells(
  text: string,
  most = Number.POSITIVE_INFINITY,
): { text: string; width: number; isCut: boolean } {
  let printed = '';
  let width = 0;
  for (const character of text) {
    const shown = character === '\t' ? TAB : escaped(character);
    const more = textColumns(shown);
    if (width + more > most) return { text: printed, width, isCut: true };
    printed += shown;
    width += more;
  }
  return { text: printed, width, isCut: false };
}

type Paint = Readonly<Record<'error' | 'warning' | 'gutter' | 'strong', (text: string) => string>>;

const same = (text: string) => text;
const plain: Paint = { error: same, warning: same, gutter: same, strong: same };

const sgr = (on: number, off: number) => (text: string) =>
  text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
const coloured: Paint = { error: sgr(31, 39), warning: sgr(33, 39), gutter: sgr(34, 39), strong: sgr(1, 22) };
