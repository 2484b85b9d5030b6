/** A part of a whole: `99.5%`. Always with its sign; read into a number from 0 to 1. */
import { quote } from './say-value.ts';
import { bareNumber, type WordField, wordField } from './word-field.ts';

const PATTERN = /^(\d{1,9}(?:\.\d{1,12})?)%$/;

/** 1,000,000 %: more is surely a slip. */
const MOST_PERCENT = 1e6;

interface ShareWords {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly expected: string;
  /** Largest value, as a share. */
  readonly most: number;
}

function shareUpTo(words: ShareWords): WordField {
  return wordField({
    ...words,
    pattern: PATTERN,
    mistake: (raw) => sayShareMistake(raw, words),
    read: (text) => {
      // the exponent is read with the digits, so 99.9% is 0.999 and not its neighbour
      const share = Number(`${text.slice(0, -1)}e-2`);
      return share > words.most ? `${text} is more than ${words.most * 100}%` : share;
    },
  });
}

/** `0%` to `100%`, as 0 to 1. */
export const share: WordField = shareUpTo({
  title: 'share',
  description: 'A part of a whole, from 0% to 100%.',
  examples: ['99.5%', '10%'],
  expected: 'expected a share such as 10% or 99.5%',
  most: 1,
});

/** `0%` and up, as 0 and up: a ratio that may exceed the whole, such as 250% of the usual load. */
export const percentage: WordField = shareUpTo({
  title: 'percentage',
  description: 'A ratio in percent; it may exceed 100%.',
  examples: ['50%', '250%'],
  expected: 'expected a percentage such as 50% or 250%',
  most: MOST_PERCENT / 100,
});

function sayShareMistake(raw: string | number, { expected, most }: ShareWords): string | undefined {
  const bare = bareNumber(raw);
  if (bare !== undefined) {
    const value = Number(bare);
    if (value < 0) return `${bare} is negative; ${expected}`;
    // 0.5 may be half or half a percent, 1 all or one percent: say both rather than guess
    if (value > 0 && value <= 1) return `${bare} has no unit; write ${Number(`${value}e2`)}% (or ${bare}%)`;
    // 1.5 looks like one and a half: where that much may be, say both; where not, say that it may not
    if (value < 10 && !Number.isInteger(value)) {
      const times = Number(`${value}e2`);
      return most > 1
        ? `${bare} has no unit; write ${times}% (or ${bare}%)`
        : `${bare} has no unit; write ${bare}% (${times}% is more than a share can be)`;
    }
    return `${bare} has no unit; write ${bare}%`;
  }
  const text = String(raw).trim();
  const joined = text.replace(/\s+/g, '').replace(/percent$/i, '%');
  if (joined !== text && PATTERN.test(joined))
    return `${quote(text)} is not understood as a share; write ${joined}`;
  return text.startsWith('-') ? `${quote(text)} is negative; ${expected}` : undefined;
}
