/**
 * Words for people: titles, questions, notes. They are printed on terminals, so characters that could
 * steer one (controls, escapes, marks that reverse the reading direction) are refused.
 */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

const STEERING =
  '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const ONE_LINE = new RegExp(`^[^${STEERING}\\u0009\\u000a]*$`);
const LINES = new RegExp(`^[^${STEERING}]*$`);
const STEERING_CHARACTER = new RegExp(`[${STEERING}]`);
/** No text at all, and no terminal knows what to make of it. The published pattern cannot say it. */
const HALF_CHARACTER = /\p{Surrogate}/u;

const LINE_LENGTH = 200;
const TEXT_LENGTH = 10_000;

/** One line of at most `longest` characters; never empty. */
export function lineUpTo(longest: number): z.ZodString {
  const error = (issue: { readonly input?: unknown }) =>
    sayTextMistake(issue.input, longest, 'one line of text');
  return z
    .string({ error })
    .min(1, { error, abort: true })
    .max(longest, { error, abort: true })
    .regex(ONE_LINE, { error, abort: true })
    .refine((raw) => !HALF_CHARACTER.test(raw), { error })
    .meta({
      title: 'line',
      description: `One line of text, at most ${longest} characters.`,
      patternErrorMessage: 'expected one line of text without control characters',
    });
}

/** One line of at most 200 characters. */
export const line: z.ZodString = lineUpTo(LINE_LENGTH);

/** One line or several, at most 10,000 characters; tabs and line breaks are welcome. */
export const text: z.ZodString = (() => {
  const error = (issue: { readonly input?: unknown }) => sayTextMistake(issue.input, TEXT_LENGTH, 'a text');
  return z
    .string({ error })
    .min(1, { error, abort: true })
    .max(TEXT_LENGTH, { error, abort: true })
    .regex(LINES, { error, abort: true })
    .refine((raw) => !HALF_CHARACTER.test(raw), { error })
    .meta({
      title: 'text',
      description: `Text of one line or several, at most ${TEXT_LENGTH} characters.`,
      patternErrorMessage: 'expected text without control characters',
    });
})();

function sayTextMistake(raw: unknown, longest: number, expected: string): string {
  if (raw === undefined) return `missing; expected ${expected}`;
  if (typeof raw !== 'string') {
    const isScalar = typeof raw === 'number' || typeof raw === 'boolean';
    return `${sayValue(raw)} is not a text; ${isScalar ? `write it in quotes: "${raw}"` : `expected ${expected}`}`;
  }
  if (raw.length === 0) return `empty; expected ${expected}`;
  if (raw.length > longest) return `${raw.length} characters are too many; at most ${longest} fit here`;
  if (STEERING_CHARACTER.test(raw))
    return `${sayValue(raw)} contains a control character; expected plain text`;
  if (HALF_CHARACTER.test(raw))
    return `${sayValue(raw)} contains half a character, as \\ud800 is one; expected plain text`;
  return `${sayValue(raw)} has more than one line; expected one`;
}
