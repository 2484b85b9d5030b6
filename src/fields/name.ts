/** What a thing in a scenario is called: `orders`, `order-placed`, `cache_2`. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

const LONGEST = 60;
const PATTERN = new RegExp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,${LONGEST - 1}}$`);
const RULE = 'letters a to z, digits, - and _';
const EXPECTED = `expected a name of ${RULE} (at most ${LONGEST}, starting with a letter or digit)`;

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
      description: `A name: ${RULE}, large or small; it starts with a letter or digit.`,
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
  const instead = inAscii(raw.trim())
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '');
  const isName = instead !== '' && PATTERN.test(instead);
  // whoever sees no space or sign that is too much must be told what is
  const rule = /[^\u0000-\u007f]/.test(raw) ? ` (names have ${RULE})` : '';
  const advice = isName ? `write for example ${instead}${rule}` : EXPECTED;
  return `${sayValue(raw)} is not a name; ${advice}`;
}

/** Letters that are no Latin letter with a mark, as they are written where there are none of them. */
const SPELLED: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** `größe` → `groesse`, `café` → `cafe`; what has no such spelling is left as it is. */
function inAscii(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[^\u0000-\u007f]/g, (letter) => {
      const spelled = SPELLED[letter.toLowerCase()];
      if (spelled === undefined) return letter;
      return letter === letter.toLowerCase() ? spelled : spelled[0].toUpperCase() + spelled.slice(1);
    })
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '');
}
