/** What a thing in a scenario is called: `orders`, `order-placed`, `cache_2`. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

const LONGEST = 60;
const PATTERN = new RegExp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,${LONGEST - 1}}$`);
const EXPECTED = `expected a name of letters, digits, - and _ (at most ${LONGEST}, starting with a letter or digit)`;

/** Letters, digits, `-` and `_`; starts with a letter or digit; at most 60 characters. */
export const name: z.ZodString = nameWith(() => undefined);

/** A name with a better sentence for a mistake that people make at this place. */
export function nameWith(mistake: (raw: unknown) => string | undefined): z.ZodString {
  const error = (issue: { readonly input?: unknown }) => mistake(issue.input) ?? sayNameMistake(issue.input);
  return z
    .string({ error })
    .regex(PATTERN, { error, abort: true })
    .meta({
      title: 'name',
      description: 'A name: letters, digits, - and _.',
      examples: ['orders', 'order-placed'],
      patternErrorMessage: EXPECTED,
    });
}

function sayNameMistake(raw: unknown): string {
  if (raw === undefined) return `missing; ${EXPECTED}`;
  if (typeof raw === 'number' || typeof raw === 'boolean')
    return `${raw} is not a text; write it in quotes: "${raw}"`;
  if (typeof raw === 'string' && raw.length > LONGEST)
    return `${raw.length} characters are too many; ${EXPECTED}`;
  if (typeof raw !== 'string') return `${sayValue(raw)} is not a name; ${EXPECTED}`;
  const instead = raw
    .trim()
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '');
  const advice = instead !== '' && PATTERN.test(instead) ? `write for example ${instead}` : EXPECTED;
  return `${sayValue(raw)} is not a name; ${advice}`;
}
