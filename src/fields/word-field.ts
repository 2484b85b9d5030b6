/**
 * A value that is one written word with its unit in it: `250ms`, `200/s`, `99.5%`, `64KB`.
 * One regular expression gives the parser, the published JSON Schema and the editor's message, so the
 * three cannot disagree. It is never a union with a plain number: editors would then answer a
 * misspelt unit with "expected number".
 */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

export interface Word {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Anchored at both ends. */
  readonly pattern: RegExp;
  /** What an editor says when the pattern does not match: "expected a duration such as 250ms". */
  readonly expected: string;
  /** A better sentence for a mistake people make; undefined falls back to `expected`. */
  mistake(raw: string | number): string | undefined;
  /** The value of a text that matches, or a sentence saying why it cannot be accepted. */
  read(text: string): number | string;
}

export type WordField = z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>;

export function wordField(word: Word): WordField {
  const error = (issue: { readonly input?: unknown }) => sayMistake(word, issue.input);
  return z
    .string({ error })
    .regex(word.pattern, { error, abort: true })
    .meta({
      title: word.title,
      description: word.description,
      examples: [...word.examples],
      patternErrorMessage: word.expected,
    })
    .transform((text, context) => {
      const value = word.read(text);
      if (typeof value === 'number') return value;
      context.issues.push({ code: 'custom', message: value, input: text });
      return z.NEVER;
    });
}

function sayMistake(word: Word, raw: unknown): string {
  if (raw === undefined || raw === null) return `missing; ${word.expected}`;
  const better = typeof raw === 'string' || typeof raw === 'number' ? word.mistake(raw) : undefined;
  return better ?? `${sayValue(raw)} is not understood; ${word.expected}`;
}

/** The number a unit was forgotten for, written as the user wrote it; undefined for anything else. */
export function bareNumber(raw: string | number): string | undefined {
  if (typeof raw === 'number') return String(raw);
  return /^-?\d+(\.\d+)?$/.test(raw.trim()) ? raw.trim() : undefined;
}
