/**
 * A diagnostic is a mistake in a scenario as data: what is wrong, where, and what to write instead.
 * Diagnostics are collected while a scenario is read and framed at the very end, by whoever shows them.
 */
import { escaped } from '../base/printable.ts';
import { type Range, rangeOf, type Site, type Source } from './source.ts';

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  /**
   * E1xx the text cannot be read · E2xx it has the wrong shape · E3xx it speaks of what is not there,
   * contradicts itself or can have no effect · W… worth a look · L1xx a finding by arithmetic
   * (src/lint).
   */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence without its full stop. */
  readonly sentence: string;
  /** The sum behind the sentence, with the scenario's own numbers. */
  readonly formula?: string;
  /** The known word that was probably meant. */
  readonly meant?: string;
  /** What to write instead, or what would be allowed. */
  readonly hint?: string;
  /** Name of the source it is in. */
  readonly file: string;
  readonly range?: Range;
}

/** What may be said beside the sentence. */
export interface Advice {
  readonly meant?: string | undefined;
  readonly hint?: string | undefined;
}

/** Whatever of the scenario's own text is repeated in it is safe to print. */
export function mistake(code: string, site: Site, sentence: string, advice: Advice = {}): Diagnostic {
  return {
    code,
    severity: code.startsWith('W') ? 'warning' : 'error',
    sentence: escaped(sentence),
    ...(advice.meant === undefined ? {} : { meant: escaped(advice.meant) }),
    ...(advice.hint === undefined ? {} : { hint: escaped(advice.hint) }),
    file: site.source.name,
    range: rangeOf(site),
  };
}

/** A mistake of the whole source, at no particular place. */
export function mistakeOfFile(
  code: string,
  source: Source,
  sentence: string,
  advice: Advice = {},
): Diagnostic {
  const { range: _, ...rest } = mistake(code, { source, start: 0, end: 0 }, sentence, advice);
  return rest;
}

/** More than this no reader, and no program, does anything with; the rest is counted. */
const MOST_KEPT = 1000;

/** In the order of the text, each once; files in the order in which they first appear. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const seen = new Set<string>();
  const once = diagnostics.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.file, diagnostic.range, diagnostic.sentence]);
    return seen.has(key) ? false : seen.add(key);
  });
  once.sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.range?.line ?? 0) - (b.range?.line ?? 0) ||
      (a.range?.column ?? 0) - (b.range?.column ?? 0),
  );
  if (once.length <= MOST_KEPT) return once;
  const { code, severity, file } = once[MOST_KEPT];
  const rest = once.length - MOST_KEPT;
  return [...once.slice(0, MOST_KEPT), { code, severity, file, sentence: `and ${rest} more after these` }];
}

/** As all JSON tells it: with every key, null for what there is not. */
export function diagnosticData({ code, severity, sentence, formula, meant, hint, file, range }: Diagnostic) {
  return {
    code,
    severity,
    sentence,
    formula: formula ?? null,
    meant: meant ?? null,
    hint: hint ?? null,
    file,
    line: range?.line ?? null,
    column: range?.column ?? null,
    endLine: range?.endLine ?? null,
    endColumn: range?.endColumn ?? null,
  };
}
