/** Sentences for what zod checks by itself, in the words of this house; fields bring their own. */
import type { z } from 'zod';
import { chosenWordMeant } from './from-elsewhere.ts';
import { isMapping, sayValue } from './say-value.ts';

/** "250 has no unit; write 250ms" → what is wrong, and what to do. A semicolon inside quotes parts nothing. */
export function splitSentence(message: string): [string, string | undefined] {
  const parts = /^((?:[^";]|"[^"]*"|;(?! ))*?); (.*)$/s.exec(message);
  return parts === null ? [message, undefined] : [parts[1], parts[2]];
}

/** What zod asks of its callers: the sentence, or nothing where zod's own will do. */
export function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_value': {
      const values = (issue.values as readonly unknown[]).map(String);
      const expected = values.length === 1 ? `expected ${values[0]}` : `expected one of ${values.join(', ')}`;
      if (input === undefined) return `missing; ${expected}`;
      const meant = chosenWordMeant(input, values);
      const advice = meant === undefined ? expected : `did you mean "${meant}"? ${expected}`;
      return `${sayValue(input)} is not known here; ${advice}`;
    }
    case 'invalid_union': {
      const options = (issue as { options?: readonly unknown[] }).options?.map(String);
      if (options === undefined) return undefined;
      const word = (input as Record<string, unknown> | undefined)?.[
        String((issue as { discriminator?: string }).discriminator)
      ];
      if (word === undefined) return `missing; expected one of ${options.join(', ')}`;
      const meant = chosenWordMeant(word, options);
      const isOnly = options.length === 1;
      const expected = isOnly ? `expected ${options[0]}` : `expected one of ${options.join(', ')}`;
      const guess = `did you mean "${meant}"?`;
      const advice = meant === undefined ? expected : isOnly ? guess : `${guess} ${expected}`;
      return `${sayValue(word)} is not known here; ${advice}`;
    }
    case 'invalid_type': {
      const expected = KINDS[issue.expected as string] ?? String(issue.expected);
      if (input === undefined) return `missing; expected ${expected}`;
      return `${sayValue(input)} is not ${expected}${adviceOnShape(String(issue.expected), input)}`;
    }
    case 'too_big':
      return issue.origin === 'array'
        ? `more than ${issue.maximum} items; at most ${issue.maximum} fit here`
        : undefined;
    case 'too_small':
      return issue.origin === 'array'
        ? `fewer than ${issue.minimum} items; expected ${issue.minimum} or more`
        : undefined;
    default:
      return undefined;
  }
}

/** What to do where a list stands for a mapping, or a mapping for a list. */
function adviceOnShape(expected: string, input: unknown): string {
  if (expected === 'array' && isMapping(input)) return '; put it in brackets: [ { … } ]';
  const isMappingMeant = expected === 'record' || expected === 'object';
  if (isMappingMeant && Array.isArray(input) && input.every(isMapping))
    return '; write its keys without the "-"';
  return '';
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  tuple: 'a list',
  record: 'a mapping of names',
  object: 'a mapping',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};
