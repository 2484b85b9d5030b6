/** How many times as much: `10`, `0.5` or `10x`. */
import { z } from 'zod';
import { byShape } from './by-shape.ts';
import { numberBetween } from './plain-number.ts';
import { sayValue } from './say-value.ts';

const MOST = 1e6;
const PATTERN = /^\d{1,7}(\.\d{1,6})?x$/;
const EXPECTED = 'expected a factor such as 10, 0.5 or 10x';
const WORDS = { title: 'factor', description: 'How many times as much.' };

/** A positive factor, from a millionth to a million. */
export const factor = factorFrom(1e-6);

/** A factor that may be nothing at all: nobody comes. */
export const multiple = factorFrom(0);

function factorFrom(least: number) {
  const error = (issue: { readonly input?: unknown }) =>
    `${sayValue(issue.input)} is not understood; ${EXPECTED}`;
  const withTimes = z
    .string({ error })
    .regex(PATTERN, { error, abort: true })
    .meta({ ...WORDS, examples: ['10x'], patternErrorMessage: EXPECTED })
    .transform((text, context) => {
      const value = Number(text.slice(0, -1));
      if (value >= least && value <= MOST) return value;
      context.issues.push({
        code: 'custom',
        message: `${text} is not from ${least} to ${MOST} times`,
        input: text,
      });
      return z.NEVER;
    });
  const range = `a factor says how many times as much, from ${least} to ${MOST}: 10 is ten times, 0.5 is half`;
  const plain = numberBetween(least, MOST, (raw) => `${sayValue(raw)} is not a factor; ${range}`).meta({
    ...WORDS,
    examples: [10],
  });
  return byShape('a factor such as 10, 0.5 or 10x', { number: plain, text: withTimes });
}
