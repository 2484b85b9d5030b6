/** A mistake in a scenario, or a finding, as all JSON tells it: every key is there, null where there is nothing. */
import { maybe, type Schema, text } from './schema-words.ts';

export interface Mistake {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
  readonly formula: string | null;
  readonly meant: string | null;
  readonly hint: string | null;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** What its keys mean, where no rule has looked for findings. */
export const MISTAKE: Readonly<Record<keyof Mistake, Schema>> = {
  code: text('E101 and so on: a mistake. W101 and so on: worth a look.'),
  severity: { enum: ['error', 'warning'], description: 'With an error the scenario cannot be run.' },
  sentence: text('What is wrong, in one sentence without its full stop.'),
  formula: maybe('string', 'The sum behind it, where there is one.'),
  meant: maybe('string', 'The known word that was probably meant.'),
  hint: maybe('string', 'What to write instead, or what would be allowed.'),
  file: text('Where it stands: a file, - for standard input, or an option such as --set.'),
  line: maybe('integer', 'Line, from 1; null for what is about the file as a whole.'),
  column: maybe('integer', 'Column, from 1.'),
  endLine: maybe('integer', 'Line of its end.'),
  endColumn: maybe('integer', 'Column behind its end.'),
};
