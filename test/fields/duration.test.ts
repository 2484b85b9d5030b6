import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, durationBetween, positiveDuration, sayDuration } from '../../src/fields/index.ts';
import { published, sentenceFor } from './parsing.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250e6],
    ['1.5s', 1.5e9],
    ['1m30s', 90e9],
    ['1h', 3600e9],
    ['2d', 172_800e9],
    ['1.1ms', 1_100_000],
    ['3us', 3000],
    ['3\u00b5s', 3000],
    ['3\u03bcs', 3000],
    ['7ns', 7],
    ['1s500ms', 1.5e9],
    ['0s', 0],
    ['104d', 104 * 86_400e9],
  ])('%s is %d nanoseconds', (text, nanos) => {
    expect(duration.parse(text)).toBe(nanos);
  });

  it.each([
    [250, '250 has no unit; write 250ms, 250s or 250m'],
    ['250', '250 has no unit; write 250ms, 250s or 250m'],
    [-3, '-3 is negative; expected a duration such as 250ms, 2s or 1m30s (no space)'],
    ['-3s', '"-3s" is negative; a duration is zero or more'],
    ['5 ms', '"5 ms" has a space in it; write 5ms'],
    ['.5ms', '".5ms" begins with a point; write 0.5ms'],
    ['5 minutes', '"5 minutes" has an unknown unit; write 5m'],
    ['5MS', '"5MS" has an unknown unit; write 5ms'],
    ['5 fortnights', '"fortnights" is not a unit of time; expected ns, us, ms, s, m, h or d'],
    ['30s1m', '"30s1m" is out of order; write the largest unit first and each unit once, as in 1m30s'],
    ['1s1s', '"1s1s" is out of order; write the largest unit first and each unit once, as in 1m30s'],
    ['soon', '"soon" is not understood; expected a duration such as 250ms, 2s or 1m30s (no space)'],
    ['', '"" is not understood; expected a duration such as 250ms, 2s or 1m30s (no space)'],
    [[], 'a list is not understood; expected a duration such as 250ms, 2s or 1m30s (no space)'],
    [undefined, 'missing; expected a duration such as 250ms, 2s or 1m30s (no space)'],
    ['0.4ns', '0.4ns is shorter than a nanosecond; the shortest is 1ns'],
    ['105d', '105d is longer than 104d'],
    ['9999999999999999d', '9999999999999999d is longer than 104d'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(duration, raw)).toBe(sentence);
  });

  it('may be asked to be more than nothing', () => {
    expect(sentenceFor(positiveDuration, '0s')).toBe('0s is no time at all; expected more than 0s');
    expect(positiveDuration.parse('1ns')).toBe(1);
  });

  it('may be held between two lengths', () => {
    const pause = durationBetween(1e6, 60e9);
    expect(sentenceFor(pause, '2m')).toBe('2m is longer than 1m');
    expect(sentenceFor(pause, '10us')).toBe('10us is shorter than 1ms');
  });

  it.each([
    [34.1e9, '34.1s'],
    [90e9, '90s'],
    [60e9, '1m'],
    [120e9, '2m'],
    [150e9, '2m30s'],
    [154.1e9, '2m34.1s'],
    [3601e9, '1h1s'],
    [2 * 86_400e9, '2d'],
    [1.5e6, '1.5ms'],
    [1500, '1.5us'],
    [31_234_567_891, '31.234567891s'],
    [7, '7ns'],
    [0, '0s'],
  ])('%d nanoseconds are said as %s', (nanos, text) => {
    expect(sayDuration(nanos)).toBe(text);
  });

  it('is said so that a scenario reads the same nanosecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 104 * 86_400e9 }), (nanos) => {
        expect(duration.parse(sayDuration(nanos))).toBe(nanos);
      }),
    );
  });

  it('is published as one text pattern with its own message, never as a number', () => {
    const schema = published(duration);
    expect(schema).toMatchObject({ type: 'string', title: 'duration', examples: ['250ms', '2s', '1m30s'] });
    expect(schema.patternErrorMessage).toContain('expected a duration');
    expect(new RegExp(schema.pattern as string).test('1m30s')).toBe(true);
    expect(new RegExp(schema.pattern as string).test('5 ms')).toBe(false);
  });
});
