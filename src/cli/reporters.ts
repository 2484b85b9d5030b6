/** Which reports are wanted and where each goes: `text,junit:out.xml,github,markdown:out.md`. */
import { writeFileSync } from 'node:fs';
import { nearestWord } from '../fields/did-you-mean.ts';
import type { Stop } from '../present/result.ts';
import type { Form } from '../report/form.ts';
import type { Annotation } from '../report/github.ts';
import {
  mistakesJson,
  mistakesJunit,
  mistakesMarkdown,
  mistakesText,
  type ReadFile,
} from '../report/mistakes.ts';
import { paintOf } from '../report/paint.ts';
import { annotationFor } from './annotations.ts';
import { outputPath } from './output-path.ts';
import { packageVersion } from './package-root.ts';
import { REPORTERS, type ReporterName } from './reporter-names.ts';
import { textWidth, wantsColor, writeError, writeOut } from './terminal.ts';
import { UsageError } from './trouble.ts';

interface Wanted {
  readonly name: ReporterName;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

export interface ReporterOptions {
  readonly reporter?: string | undefined;
  /** True without a file. */
  readonly json?: string | true | undefined;
  readonly quiet?: boolean | undefined;
  /** A single scenario gets a page, several a line each. */
  readonly isSingle: boolean;
  /** Standard output is taken by a stream of this name, and no report may write there. */
  readonly outTaken?: string | undefined;
}

/** Told of each result as it comes, and once at the end. */
export interface Reporters<R> {
  /** Whether results must carry all numbers. */
  readonly wantNumbers: boolean;
  /** Whether anything is told at all. */
  readonly tellAnything: boolean;
  one(result: R): void;
  end(results: readonly R[]): void;
  /** Whether any of them tells of single requests. */
  readonly tellTraces: boolean;
  /** Instead of all that: no scenario was run, for there are mistakes. Standard error has their frames. */
  wrong(files: readonly ReadFile[]): void;
  /** Annotates mistakes of scenarios, where annotations are wanted. */
  annotate(annotations: readonly Annotation[]): void;
}

export function reportersOf<R extends { readonly stop: Stop | undefined }>(
  form: Form<R>,
  options: ReporterOptions,
): Reporters<R> {
  const wanted = wantedOf(options);
  const toOut = wanted.filter(({ name, file }) => file === undefined && name !== 'github');
  if (toOut.length > 1) {
    const [first, second] = toOut.map(({ name }) => name);
    const other = second === 'text' ? first : second;
    throw new UsageError(
      `${first} and ${second} cannot both write to standard output`,
      `Give one a file: ${other}:${FILE_EXAMPLES[other]}`,
    );
  }
  const [taking] = toOut;
  if (options.outTaken !== undefined && taking !== undefined) {
    throw new UsageError(
      `${taking.name} and ${options.outTaken} cannot both write to standard output`,
      `Give one a file: ${taking.name}:${FILE_EXAMPLES[taking.name]}`,
    );
  }
  const text = wanted.find(({ name }) => name === 'text');
  const isJsonWanted = wanted.some(({ name }) => name === 'json');
  const paint = paintOf(text?.file === undefined && wantsColor(process.stdout));
  const isFull = text?.file !== undefined || process.stdout.isTTY !== true;
  const page = { width: textWidth(), paint, isFull };
  const { quiet, isSingle } = options;
  const lines = (result: R) => `${form.lines(result, page).join('\n')}\n`;
  const told = (result: R) => {
    if (quiet !== true) return isSingle ? form.page(result, page) : lines(result);
    return form.hasFailed(result) || result.stop !== undefined ? lines(result) : '';
  };
  const isDataOut = options.outTaken !== undefined || toOut.some(({ name }) => name !== 'text');
  const annotate = (annotations: readonly Annotation[]) => {
    if (!wanted.some(({ name }) => name === 'github')) return;
    // the runner reads both streams; data keeps standard output to itself
    for (const annotation of annotations) (isDataOut ? writeError : writeOut)(annotationFor(annotation));
  };
  return {
    wantNumbers: isJsonWanted,
    tellAnything: wanted.length > 0,
    tellTraces: isJsonWanted || (text !== undefined && isSingle && quiet !== true),
    annotate,
    one: (result) => {
      if (text !== undefined && text.file === undefined) writeOut(told(result));
    },
    end: (results) => {
      const closing = isSingle || quiet === true ? '' : `\n${form.closing(results, paint)}\n`;
      if (text !== undefined && text.file === undefined) writeOut(closing);
      for (const { name, file } of wanted) {
        if (name === 'text' && file !== undefined) deliver(file, results.map(told).join('') + closing);
        if (name === 'json') deliver(file, form.json(results, packageVersion()));
        if (name === 'junit') deliver(file, form.junit(results));
        if (name === 'markdown') deliver(file, form.markdown(results));
      }
      annotate(form.annotations(results));
    },
    wrong: (files) => {
      for (const { name, file } of wanted) {
        if (name === 'text' && file !== undefined) deliver(file, mistakesText(files));
        if (name === 'json') deliver(file, mistakesJson(files, packageVersion()));
        if (name === 'junit') deliver(file, mistakesJunit(files));
        if (name === 'markdown') deliver(file, mistakesMarkdown(files));
      }
    },
  };
}

const FILE_EXAMPLES: Readonly<Record<ReporterName, string>> = {
  text: 'run.txt',
  json: 'run.json',
  junit: 'junit.xml',
  markdown: 'run.md',
  github: '',
};

function wantedOf({ reporter, json, outTaken }: ReporterOptions): Wanted[] {
  const wanted = reporter === undefined ? [] : reporter.split(',').map(parse);
  if (json !== undefined)
    wanted.push({
      name: 'json',
      file: json === true || json === '-' ? undefined : outputPath(json, 'report'),
    });
  const isToOut = wanted.some(({ name, file }) => name !== 'github' && file === undefined);
  if (reporter === undefined && !isToOut && outTaken === undefined)
    wanted.unshift({ name: 'text', file: undefined });
  const isThere = wanted.some(({ name }) => name === 'github');
  if (process.env.GITHUB_ACTIONS === 'true' && !isThere) wanted.push({ name: 'github', file: undefined });
  return wanted;
}

function parse(text: string): Wanted {
  const colon = text.indexOf(':');
  const word = (colon < 0 ? text : text.slice(0, colon)).trim();
  const file = colon < 0 ? undefined : text.slice(colon + 1).trim();
  const name = REPORTERS.find((known) => known === word);
  if (name === undefined) {
    const meant = nearestWord(word, REPORTERS);
    throw new UsageError(
      `there is no reporter ${JSON.stringify(word)}`,
      meant === undefined ? `Reporters: ${REPORTERS.join(', ')}` : `Did you mean ${meant}?`,
    );
  }
  if (name === 'github' && file !== undefined) throw new UsageError('github annotates; it takes no file');
  if (file === '') throw new UsageError(`the file after ${name}: is missing`);
  return { name, file: file === undefined || file === '-' ? undefined : outputPath(file, 'report') };
}

/** To standard output where there is no file. */
function deliver(file: string | undefined, content: string): void {
  if (file === undefined) writeOut(content);
  else writeReport(file, content);
}

function writeReport(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
