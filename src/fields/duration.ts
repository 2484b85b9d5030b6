/**
 * A length of time: `250ms`, `1.5s`, `1m30s`. Always with its unit; read into whole nanoseconds.
 */
import { sayDuration } from '../base/say-duration.ts';
import { DAY, HOUR, MICROSECOND, MILLISECOND, MINUTE, type Nanos, SECOND } from '../base/time.ts';
import { quote } from './say-value.ts';
import { bareNumber, type WordField, wordField } from './word-field.ts';

/** The longest duration: 104 days of nanoseconds are still exact in a double (2^53 ns is 104.2 days). */
export const LONGEST_DURATION: Nanos = 104 * DAY;

const UNITS: Readonly<Record<string, Nanos>> = {
  d: DAY,
  h: HOUR,
  m: MINUTE,
  s: SECOND,
  ms: MILLISECOND,
  us: MICROSECOND,
  ns: 1,
};

/** Largest unit first, each at most once. The two letters for micro are U+00B5 and U+03BC. */
const NUMBER = '\\d{1,16}(?:\\.\\d{1,16})?';
const PATTERN = new RegExp(
  `^(?=\\d)(?:${NUMBER}d)?(?:${NUMBER}h)?(?:${NUMBER}m)?(?:${NUMBER}s)?(?:${NUMBER}ms)?` +
    `(?:${NUMBER}(?:u|\u00b5|\u03bc)s)?(?:${NUMBER}ns)?$`,
);

/** What people write for a unit elsewhere, and what it is here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  msec: 'ms',
  msecs: 'ms',
  millis: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  usec: 'us',
  microseconds: 'us',
  nanos: 'ns',
  nanoseconds: 'ns',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
};

const EXPECTED = 'expected a duration such as 250ms, 2s or 1m30s (no space)';

/** A duration no shorter than `least` and no longer than `most`, in nanoseconds. */
export function durationBetween(least: Nanos, most: Nanos = LONGEST_DURATION): WordField {
  return wordField({
    title: 'duration',
    description:
      'A length of time with its unit: ns, us, ms, s, m, h or d. Units may follow each other, as in 1m30s.',
    examples: ['250ms', '2s', '1m30s'],
    pattern: PATTERN,
    expected: EXPECTED,
    mistake: sayDurationMistake,
    read: (text) => {
      const length = readDuration(text);
      if (length === 0 && /[1-9]/.test(text))
        return `${text} is shorter than a nanosecond; the shortest is 1ns`;
      if (length < least) {
        return least <= 1
          ? `${text} is no time at all; expected more than 0s`
          : `${text} is shorter than ${sayDuration(least)}`;
      }
      return length > most ? `${text} is longer than ${sayDuration(most)}` : length;
    },
  });
}

/** `0s` to 104 days. */
export const duration: WordField = durationBetween(0);

/** `1ns` to 104 days: for lengths that make no sense when they are zero. */
export const positiveDuration: WordField = durationBetween(1);

/** Whole nanoseconds of a text that matches the pattern. */
function readDuration(text: string): Nanos {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)([^\d.]+)/g)) {
    sum += Number(amount) * UNITS[unit.replace(/[\u00b5\u03bc]/, 'u')];
  }
  return Math.round(sum);
}

function sayDurationMistake(raw: string | number): string | undefined {
  const bare = bareNumber(raw);
  if (bare !== undefined) {
    if (bare.startsWith('-')) return `${bare} is negative; ${EXPECTED}`;
    return `${bare} has no unit; write ${bare}ms, ${bare}s or ${bare}m`;
  }
  const text = String(raw).trim();
  if (text.startsWith('-')) return `${quote(text)} is negative; a duration is zero or more`;
  const joined = text.replace(/\s+/g, '');
  if (PATTERN.test(joined)) return `${quote(text)} has a space in it; write ${joined}`;
  if (/^\.\d/.test(text) && PATTERN.test(`0${joined}`))
    return `${quote(text)} begins with a point; write 0${joined}`;
  const parts = /^([\d.]+)\s*([a-zA-Z]+)$/.exec(text);
  if (parts !== null) {
    const [, amount, unit] = parts;
    const meant =
      OTHER_NAMES[unit.toLowerCase()] ??
      (Object.hasOwn(UNITS, unit.toLowerCase()) ? unit.toLowerCase() : undefined);
    if (meant !== undefined && PATTERN.test(amount + meant))
      return `${quote(text)} has an unknown unit; write ${amount}${meant}`;
    return `${quote(unit)} is not a unit of time; expected ns, us, ms, s, m, h or d`;
  }
  if (/^(?:[\d.]+(?:ns|us|ms|s|m|h|d)){2,}$/.test(text)) {
    return `${quote(text)} is out of order; write the largest unit first and each unit once, as in 1m30s`;
  }
  return undefined;
}
