/** What a check comes to, as data: every mistake and finding of every file, and what its comments allow. */
import type { Diagnostic } from '../scenario/index.ts';
import type { Linted } from './lint.ts';

/** Grows by one when a reader of the last version could misread the next. New keys do not count. */
const CHECK_VERSION = 1;

/** A file that was checked. */
export interface Checked {
  readonly file: string;
  readonly title: string | undefined;
  /** What is wrong with it, or only worth a look; findings not among them. */
  readonly diagnostics: readonly Diagnostic[];
  /** Nothing where the scenario cannot be run. */
  readonly linted: Linted | undefined;
}

export function checkJson(files: readonly Checked[], engineVersion: string): string {
  const data = {
    formatVersion: CHECK_VERSION,
    engineVersion,
    files: files.map(({ file, title, diagnostics, linted }) => ({
      file,
      title: title ?? null,
      isRunnable: linted !== undefined,
      diagnostics: [...diagnostics, ...(linted?.findings ?? [])].map(diagnosticData),
      allowed: (linted?.allowed ?? []).map(({ finding, reason }) => ({
        ...diagnosticData(finding),
        reason: reason === '' ? null : reason,
      })),
    })),
  };
  return `${JSON.stringify(data, null, 1)}\n`;
}

/** A mistake with every key, null for what there is not. */
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

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', description });
const maybe = (type: string, description: string): Schema => ({ type: [type, 'null'], description });

/** All keys are always there; readers must allow keys they do not know. */
function mapping(properties: Readonly<Record<string, Schema>>, description: string): Schema {
  return { type: 'object', description, properties, required: Object.keys(properties) };
}

const diagnostic: Readonly<Record<string, Schema>> = {
  code: text('E101 and so on: a mistake. L101 and so on: a finding by arithmetic.'),
  severity: { enum: ['error', 'warning'], description: 'With an error the scenario cannot be run.' },
  sentence: text('What is wrong, in one sentence without its full stop.'),
  formula: maybe('string', "Findings: the sum behind it, in the scenario's own numbers."),
  meant: maybe('string', 'The known word that was probably meant.'),
  hint: maybe('string', 'What to write instead, or what would be allowed.'),
  file: text('Where it stands: a file, - for standard input, or an option such as --set.'),
  line: maybe('integer', 'Line, from 1; null for what is about the file as a whole.'),
  column: maybe('integer', 'Column, from 1.'),
  endLine: maybe('integer', 'Line of its end.'),
  endColumn: maybe('integer', 'Column behind its end.'),
};

const FILE: Readonly<Record<string, Schema>> = {
  file: text('As it was named; - for standard input.'),
  title: maybe('string', 'Of the scenario; null where it cannot be run.'),
  isRunnable: { type: 'boolean', description: 'False when there is an error.' },
  diagnostics: {
    type: 'array',
    items: mapping(diagnostic, 'One of them.'),
    description: 'Mistakes and findings, each kind in the order of the text.',
  },
  allowed: {
    type: 'array',
    items: mapping(
      { ...diagnostic, reason: maybe('string', "In the author's words; null where none is given.") },
      'One of them.',
    ),
    description: 'Findings that a comment allows.',
  },
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
        files: {
          type: 'array',
          items: mapping(FILE, 'One file.'),
          description: 'One for each scenario, in the order given.',
        },
      },
      'What `knockon check --json` writes.',
    ),
  };
}
