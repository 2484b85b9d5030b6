/** Lines of the page about a verification: marks, columns, indents. */
import { textColumns } from '../../draw/index.ts';
import type { Paint } from '../paint.ts';
import { wrap } from '../wrap.ts';

/** Columns of the page. */
const WIDTH = 80;
const INDENT = 4;

export interface VerificationPage {
  readonly paint: Paint;
  /** Whether the timeline of this machine is told instant by instant, even where it is as documented. */
  readonly isInFull: (name: string) => boolean;
}

/** Text between words, indented from the first line on. */
export function indented(text: string, indent = INDENT): string[] {
  return wrap(text, WIDTH - indent).map((line) => ' '.repeat(indent) + line);
}

/** `mm1  M/M/1: …`, and its source below. */
export function heading(name: string, title: string, source: string, paint: Paint): string[] {
  const [first = '', ...more] = wrap(title, WIDTH - textColumns(name) - 2);
  const rest = more.length === 0 ? [] : indented(more.join(' '));
  return [`${paint.strong(name)}  ${first}`, ...rest, ...indented(source).map(paint.quiet)];
}

export function marked(holds: boolean, paint: Paint): string {
  return holds ? `  ${paint.good('✓')}` : `  ${paint.bad('✗')}`;
}

/** At least one space behind it. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(1, columns - textColumns(text)));
}

/** The first few entries of a ledger that do not balance, or places that break a law. */
export function brokenLines(broken: readonly string[], paint: Paint): string[] {
  const shown = broken.slice(0, 3).flatMap((sentence) => {
    const [first = '', ...more] = indented(sentence);
    return [`${marked(false, paint)} ${first.trimStart()}`, ...more];
  });
  return broken.length > 3 ? [...shown, `    and ${broken.length - 3} more`] : shown;
}
