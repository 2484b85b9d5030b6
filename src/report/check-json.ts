/** What a check comes to, as data: every mistake and finding of every file, and what its comments allow. */
import { MISTAKE, type Mistake } from './mistake.ts';
import { list, mapping, maybe, type Schema, text, yes } from './schema-words.ts';

/** Grows by one when a reader of the last version could misread the next. New keys do not count. */
const CHECK_VERSION = 1;

/** A file that was checked. */
export interface CheckedFile {
  /** As it was named; - for standard input. */
  readonly file: string;
  readonly title: string | null;
  readonly isRunnable: boolean;
  /** Mistakes and findings, each kind in the order of the text. */
  readonly diagnostics: readonly Mistake[];
  readonly allowed: readonly (Mistake & { readonly reason: string | null })[];
}

export function checkJson(files: readonly CheckedFile[], engineVersion: string): string {
  return `${JSON.stringify({ formatVersion: CHECK_VERSION, engineVersion, files }, null, 1)}\n`;
}

const DIAGNOSTIC: Readonly<Record<keyof Mistake, Schema>> = {
  ...MISTAKE,
  code: text('E101 and so on: a mistake. L101 and so on: a finding by arithmetic.'),
  formula: maybe('string', "Findings: the sum behind it, in the scenario's own numbers."),
};

const FILE: Readonly<Record<keyof CheckedFile, Schema>> = {
  file: text('As it was named; - for standard input.'),
  title: maybe('string', 'Of the scenario; null where it cannot be run.'),
  isRunnable: yes('False when there is an error.'),
  diagnostics: list(
    mapping(DIAGNOSTIC, 'One of them.'),
    'Mistakes and findings, each kind in the order of the text.',
  ),
  allowed: list(
    mapping(
      { ...DIAGNOSTIC, reason: maybe('string', "In the author's words; null where none is given.") },
      'One of them.',
    ),
    'Findings that a comment allows.',
  ),
};

export function checkJsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Knockon check',
    ...mapping(
      {
        formatVersion: {
          const: CHECK_VERSION,
          description: 'Grows when a reader of the last version could misread the next.',
        },
        engineVersion: text('Version of Knockon.'),
        files: list(mapping(FILE, 'One file.'), 'One for each scenario, in the order given.'),
      },
      'What `knockon check --json` writes.',
    ),
  };
}
