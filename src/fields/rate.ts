/** So many per time: `200/s`, `12/min`, `1.5k/s`. Always with its unit; read into a number per second. */
import { quote } from './say-value.ts';
import { bareNumber, type WordField, wordField } from './word-field.ts';

/** A thousand million a second is beyond anything a run could finish. */
const HIGHEST = 1e9;

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86400 };
const THOUSANDS: Readonly<Record<string, string>> = { '': 'e0', k: 'e3', M: 'e6' };

const PATTERN = /^(\d{1,12}(?:\.\d{1,12})?)(k|M)?\/(s|min|h|d)$/;
const EXPECTED = 'expected a rate such as 200/s, 1.5k/s, 12/min or 3/h';

const OTHER_NAMES: Readonly<Record<string, string>> = {
  sec: 's',
  second: 's',
  m: 'min',
  minute: 'min',
  hour: 'h',
  hr: 'h',
  day: 'd',
  rps: 's',
  rpm: 'min',
  qps: 's',
  tps: 's',
};

function rateFrom(least: number): WordField {
  return wordField({
    title: 'rate',
    description:
      'How many per time, with its unit: /s, /min, /h or /d; k and M stand for thousands and millions.',
    examples: ['200/s', '1.5k/s', '12/min'],
    pattern: PATTERN,
    expected: EXPECTED,
    mistake: sayRateMistake,
    read: (text) => {
      const [, amount, thousands = '', unit] = PATTERN.exec(text) as RegExpExecArray;
      // the exponent is read with the digits, so 1.1k is 1100 and not its neighbour
      const perSecond = Number(amount + THOUSANDS[thousands]) / SECONDS[unit];
      if (perSecond < least) return `${text} is no rate at all; expected more than 0/s`;
      return perSecond > HIGHEST ? `${text} is more than 1000M/s` : perSecond;
    },
  });
}

/** `0/s` to a thousand million a second. */
export const rate: WordField = rateFrom(0);

/** More than nothing. */
export const positiveRate: WordField = rateFrom(Number.MIN_VALUE);

function sayRateMistake(raw: string | number): string | undefined {
  const bare = bareNumber(raw);
  if (bare !== undefined) {
    if (bare.startsWith('-')) return `${bare} is negative; ${EXPECTED}`;
    return `${bare} has no unit; write ${bare}/s, ${bare}/min or ${bare}/h`;
  }
  const text = String(raw).trim();
  const joined = text.replace(/\s+/g, '');
  if (PATTERN.test(joined)) return `${quote(text)} has a space in it; write ${joined}`;
  const parts = /^(\d+(?:\.\d+)?[kM]?)\s*(?:\/|per)?\s*([a-z]+)$/i.exec(text);
  const meant = parts === null ? undefined : (OTHER_NAMES[parts[2].toLowerCase()] ?? parts[2].toLowerCase());
  if (parts !== null && meant !== undefined && PATTERN.test(`${parts[1]}/${meant}`)) {
    return `${quote(text)} is not understood as a rate; write ${parts[1]}/${meant}`;
  }
  return undefined;
}
