/** The seed of a run's luck: any short text or whole number; `7` and `"7"` are the same seed. */
import { z } from 'zod';
import { byShape } from './by-shape.ts';
import { sayValue } from './say-value.ts';
import { lineUpTo } from './text.ts';

const error = (issue: { readonly input?: unknown }) => {
  if (Number.isInteger(issue.input))
    return `${sayValue(issue.input)} is too large to be held exactly; write it in quotes: a seed may be a text`;
  return `${sayValue(issue.input)} is neither a whole number nor a text; expected a seed such as 7 or monday`;
};

const wholeNumber = z
  .number({ error })
  .refine(Number.isSafeInteger, { error })
  .meta({ title: 'seed', description: 'The seed of all luck in the run.', examples: [7] })
  .transform(String);

const words = lineUpTo(100).meta({
  title: 'seed',
  description: 'The seed of all luck in the run.',
  examples: ['monday'],
});

/** A text of at most 100 characters; a whole number is read as its digits. */
export const seed = byShape('a seed such as 7 or monday', { number: wholeNumber, text: words });
