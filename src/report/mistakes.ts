/**
 * Reports where nothing was run: a scenario has mistakes in it. Whoever reads only the report must
 * learn that, and not take last week's for today's.
 */
import { sayNumberOf } from '../present/words.ts';
import { JSON_VERSION } from './json.ts';
import { xmlEscaped } from './junit.ts';
import { plain } from './markdown.ts';
import { MISTAKE, type Mistake } from './mistake.ts';
import { list, mapping, type Schema, text, yes } from './schema-words.ts';

/** A scenario that was read; it can be run if none of its mistakes is an error. */
export interface ReadFile {
  /** As it was named; - for standard input. */
  readonly file: string;
  readonly mistakes: readonly Mistake[];
}

function errorsOf({ mistakes }: ReadFile): readonly Mistake[] {
  return mistakes.filter(({ severity }) => severity === 'error');
}

/** "2 of 3 scenarios have mistakes; nothing was run" */
function sayHowMany(files: readonly ReadFile[]): string {
  const wrong = files.filter((file) => errorsOf(file).length > 0).length;
  const who =
    files.length === 1
      ? 'the scenario has'
      : `${wrong} of ${sayNumberOf(files.length, 'scenario')} ${wrong === 1 ? 'has' : 'have'}`;
  return `${who} mistakes; nothing was run`;
}

/** `shop.yaml:7:5: error[E201]: unknown key "concurency" in services.orders (did you mean "concurrency"?)` */
function sayMistake({ file, line, column, severity, code, sentence, meant, hint }: Mistake): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  const advice = meant === null ? hint : `did you mean "${meant}"?`;
  return `${place}: ${severity}[${code}]: ${sentence}${advice === null ? '' : ` (${advice})`}`;
}

export function mistakesText(files: readonly ReadFile[]): string {
  return `${[...files.flatMap(({ mistakes }) => mistakes.map(sayMistake)), sayHowMany(files)].join('\n')}\n`;
}

// ---- JUnit ----------------------------------------------------------------------------------------

export function mistakesJunit(files: readonly ReadFile[]): string {
  const wrong = files.filter((file) => errorsOf(file).length > 0).length;
  const counts = (tests: number, errors: number) =>
    `tests="${tests}" failures="0" errors="${errors}" skipped="${tests - errors}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="knockon" ${counts(files.length, wrong)}>`,
    ...files.flatMap((read) => {
      const [first] = errorsOf(read);
      const name = xmlEscaped(read.file);
      const place = `file="${xmlEscaped(first?.file ?? read.file)}" line="${first?.line ?? 1}"`;
      return [
        `  <testsuite name="${name}" file="${name}" ${counts(1, first === undefined ? 0 : 1)} time="0.000">`,
        `    <testcase name="can be run" classname="${name}" ${place}>${insideOf(read)}</testcase>`,
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function insideOf(read: ReadFile): string {
  const [first, ...more] = errorsOf(read);
  if (first === undefined) return '<skipped message="not run: another scenario has mistakes"/>';
  const others = more.length === 0 ? '' : `, and ${sayNumberOf(more.length, 'more mistake')}`;
  const message = xmlEscaped(`${first.code}: ${first.sentence}${others}`);
  return `<error message="${message}" type="${xmlEscaped(first.code)}">${xmlEscaped(read.mistakes.map(sayMistake).join('\n'))}</error>`;
}

// ---- Markdown ---------------------------------------------------------------------------------------

export function mistakesMarkdown(files: readonly ReadFile[]): string {
  const sections = files
    .filter(({ mistakes }) => mistakes.length > 0)
    .flatMap(({ file, mistakes }) => [
      `### ${plain(file)}`,
      mistakes.map((mistake) => `- ${plain(sayMistake(mistake))}`).join('\n'),
    ]);
  return `${['## Mistakes', `✗ ${plain(sayHowMany(files))}.`, ...sections].join('\n\n')}\n`;
}

// ---- JSON -------------------------------------------------------------------------------------------

export function mistakesJson(files: readonly ReadFile[], engineVersion: string): string {
  const data = {
    formatVersion: JSON_VERSION,
    engineVersion,
    runs: [],
    files: files.map((read) => ({
      file: read.file,
      isRunnable: errorsOf(read).length === 0,
      diagnostics: read.mistakes,
    })),
  };
  return `${JSON.stringify(data, null, 1)}\n`;
}

const READ_FILE: Readonly<Record<string, Schema>> = {
  file: text('As it was named; - for standard input.'),
  isRunnable: yes('False when there is an error.'),
  diagnostics: list(
    mapping(MISTAKE, 'One of them.'),
    'Its mistakes, in the order of the text, as `knockon check --json` tells them.',
  ),
};

/** The key `files` of the JSON of runs. */
export const READ_FILES: Schema = list(
  mapping(READ_FILE, 'One file.'),
  'Only where a scenario has mistakes, and therefore none was run: one for each scenario, in the order given.',
);
