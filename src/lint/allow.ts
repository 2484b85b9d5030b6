/**
 * `# knockon: allow L104 L116: this is the lesson`, behind what is found or on the line above it: the
 * finding is counted and not shown; `allow L104 everywhere` holds for the whole file. A comment that
 * silences nothing is a finding itself, so that none outlives its reason.
 */
import { nearestWord, quote } from '../fields/index.ts';
import { type Comment, commentsOf, type Diagnostic, type Source } from '../scenario/index.ts';

/** The code of a comment that silences nothing, or is not understood. */
export const IDLE = 'L199';

/** One code that a comment allows, on one line or everywhere. */
interface Allowance {
  readonly code: string;
  readonly file: string;
  /** The line whose findings it silences; undefined for those of all lines. */
  readonly line: number | undefined;
  /** For its own finding. */
  readonly word: Diagnostic['range'];
  readonly reason: string;
}

/** A finding that a comment allows. */
export interface Allowed {
  readonly finding: Diagnostic;
  /** In the author's words; empty where none is given. */
  readonly reason: string;
}

export interface Sorted {
  readonly shown: readonly Diagnostic[];
  readonly allowed: readonly Allowed[];
}

/**
 * Findings without those that a comment allows. Of the first source, what its comments do in vain is
 * told too; the others are shared with scenarios in which they may have something to do.
 */
export function sortOut(
  findings: readonly Diagnostic[],
  sources: readonly Source[],
  codes: readonly string[],
): Sorted {
  const mistakes: Diagnostic[] = [];
  const allowances = sources.flatMap((source, at) => {
    const read = allowancesIn(source, codes);
    if (at === 0) mistakes.push(...read.mistakes);
    return read.allowances;
  });
  const used = new Set<Allowance>();
  const shown: Diagnostic[] = [];
  const allowed: Allowed[] = [];
  for (const finding of findings) {
    const { code, file, range } = finding;
    const fitting = allowances.filter(
      (one) => one.code === code && one.file === file && (one.line === undefined || one.line === range?.line),
    );
    for (const one of fitting) used.add(one);
    if (fitting.length === 0) shown.push(finding);
    else allowed.push({ finding, reason: fitting[0].reason });
  }
  const idle = allowances.filter((one) => one.file === sources[0]?.name && !used.has(one));
  return { shown: [...shown, ...mistakes, ...idle.map(sayIdle)], allowed };
}

function sayIdle({ code, file, word }: Allowance): Diagnostic {
  return finding(file, word, `${code} finds nothing here: this allows nothing`, 'remove it');
}

function finding(file: string, range: Diagnostic['range'], sentence: string, hint: string): Diagnostic {
  return { code: IDLE, severity: 'warning', sentence, hint, file, ...(range === undefined ? {} : { range }) };
}

const REMARK = /^#\s*knockon:\s*/;
const EXAMPLE = 'such as # knockon: allow L116: a long queue is the lesson';

function allowancesIn(source: Source, codes: readonly string[]) {
  const mistakes: Diagnostic[] = [];
  const allowances: Allowance[] = [];
  const lines = source.text.split('\n');
  for (const comment of commentsOf(source)) {
    const remark = REMARK.exec(comment.text);
    if (remark === null) continue;
    const words = [...comment.text.slice(remark[0].length).matchAll(/[^\s,]+/g)].map((match) => ({
      text: match[0],
      at: remark[0].length + (match.index ?? 0),
    }));
    const [verb, ...rest] = words;
    if (verb?.text !== 'allow') {
      const said = verb === undefined ? 'this remark says nothing' : `${quote(verb.text)} is no remark`;
      const hint =
        verb === undefined || nearestWord(verb.text, ['allow']) === undefined ? EXAMPLE : 'write allow';
      mistakes.push(finding(source.name, wordRange(comment, verb), said, hint));
      continue;
    }
    const end = rest.findIndex(({ text }) => !/^L\d+:?$/.test(text));
    const named = end < 0 ? rest : rest.slice(0, end);
    // the first word of the reason, or a code that is misspelt
    if (named.length === 0)
      mistakes.push(
        finding(source.name, wordRange(comment, rest[0] ?? verb), 'allow which finding?', EXAMPLE),
      );
    const isEverywhere = end > 0 && /^everywhere:?$/.test(rest[end].text);
    const line = isEverywhere ? undefined : lineOf(comment, lines);
    const reason = reasonIn(comment, rest[isEverywhere ? end + 1 : end]);
    for (const word of named) {
      const code = word.text.replace(':', '');
      const range = wordRange(comment, { ...word, text: code });
      if (!codes.includes(code)) {
        const meant = nearestWord(code, codes);
        const hint = meant === undefined ? 'knockon list lints tells all codes' : `did you mean ${meant}?`;
        mistakes.push(finding(source.name, range, `no finding has the code ${code}`, hint));
        continue;
      }
      allowances.push({ code, file: source.name, line, word: range, reason });
    }
  }
  return { allowances, mistakes };
}

/** What a comment says from this word on, without the signs around it. */
function reasonIn({ text }: Comment, from: { readonly at: number } | undefined): string {
  const said = from === undefined ? '' : text.slice(from.at);
  return said.replace(/^[\s:;–—(-]+|\)\s*$/g, '').trim();
}

/** The line a comment is about: its own, or the next that says something where it stands alone. */
function lineOf({ range, isAlone }: Comment, lines: readonly string[]): number {
  if (!isAlone) return range.line;
  let line = range.line + 1;
  while (line <= lines.length && /^\s*(#|$)/.test(lines[line - 1])) line++;
  return line;
}

/** Where a word of a comment stands; the comment itself without one. */
function wordRange(
  { range }: Comment,
  word: { readonly text: string; readonly at: number } | undefined,
): Diagnostic['range'] {
  if (word === undefined) return range;
  const column = range.column + word.at;
  return { line: range.line, column, endLine: range.line, endColumn: column + word.text.length };
}
