import { describe, expect, it } from 'vitest';
import { line, name, nearestWord, quote, sayValue, seed, text } from '../../src/fields/index.ts';
import { published, sentenceFor } from './parsing.ts';

describe('a name', () => {
  it.each(['orders', 'order-placed', 'cache_2', '7up', 'a'.repeat(60)])('%s is one', (raw) => {
    expect(name.parse(raw)).toBe(raw);
  });

  it.each([
    ['order placed', '"order placed" is not a name; write for example order-placed'],
    [
      'zahlung-größe',
      '"zahlung-größe" is not a name; write for example zahlung-groesse (names have letters a to z, digits, - and _)',
    ],
    [
      'Ålesund',
      '"Ålesund" is not a name; write for example Alesund (names have letters a to z, digits, - and _)',
    ],
    [
      'Øst café',
      '"Øst café" is not a name; write for example Ost-cafe (names have letters a to z, digits, - and _)',
    ],
    ['支払', /^"支払" is not a name; expected a name of letters a to z, digits/],
    ['_hidden', '"_hidden" is not a name; write for example hidden'],
    ['__proto__', '"__proto__" is not a name; write for example proto__'],
    [5, '5 is not a text; write it in quotes: "5"'],
    ['a'.repeat(61), /^61 characters are too many; expected a name/],
    ['', /^"" is not a name; expected a name of letters/],
    [undefined, /^missing; expected a name/],
  ])('%j is refused', (raw, sentence) => {
    expect(sentenceFor(name, raw)).toMatch(sentence);
  });
});

describe('a text', () => {
  it('may have several lines, and a line may not', () => {
    expect(text.parse('one\n\ttwo')).toBe('one\n\ttwo');
    expect(sentenceFor(line, 'one\ntwo')).toBe('"one\\u000atwo" has more than one line; expected one');
  });

  it.each(['\u001b[2J', 'bell\u0007', '\u009b1m', 'right\u202eleft', 'return\rover'])(
    'that could steer a terminal is refused, and repeated harmlessly: %j',
    (raw) => {
      const sentence = sentenceFor(text, raw);
      expect(sentence).toContain('contains a control character');
      expect(sentence).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    },
  );

  it('with half a character in it is refused: it is no text', () => {
    expect(sentenceFor(line, 'a \ud83d b')).toBe(
      '"a \\ud83d b" contains half a character, as \\ud800 is one; expected plain text',
    );
    expect(text.parse('a \u{1f600} b')).toBe('a 😀 b');
  });

  it('is refused by the published pattern too', () => {
    const pattern = new RegExp(published(line).pattern as string);
    expect(pattern.test('A brownout in payments – für immer')).toBe(true);
    expect(pattern.test('\u001b[2J')).toBe(false);
  });

  it.each([
    [5, '5 is not a text; write it in quotes: "5"'],
    ['', 'empty; expected a text'],
    ['x'.repeat(10_001), '10001 characters are too many; at most 10000 fit here'],
    [{}, 'a mapping is not a text; expected a text'],
  ])('%j is refused when it is none', (raw, sentence) => {
    expect(sentenceFor(text, raw)).toBe(sentence);
  });
});

describe('a seed', () => {
  it('is a whole number or a text, and says so', () => {
    expect(sentenceFor(seed, 1.5)).toBe(
      '1.5 is neither a whole number nor a text; expected a seed such as 7 or monday',
    );
  });

  it('is the same written as a number or as text', () => {
    expect(seed.parse(7)).toBe('7');
    expect(seed.parse('7')).toBe('7');
    expect(seed.parse('monday')).toBe('monday');
  });

  it('is not a number that a double cannot hold', () => {
    expect(sentenceFor(seed, 2 ** 53)).toBe(
      '9007199254740992 is too large to be held exactly; write it in quotes: a seed may be a text',
    );
  });
});

describe('a sentence', () => {
  it('repeats values safely and briefly', () => {
    expect(quote('\u001b]0;title')).toBe('"\\u001b]0;title"');
    expect(quote('x\ufeff\u200b\u{e0041}')).toBe('"x\\ufeff\\u200b\\u{e0041}"');
    expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(40)}…"`);
    expect([undefined, null, [], {}, 5, true, 'a'].map(sayValue)).toEqual([
      'nothing',
      'nothing',
      'a list',
      'a mapping',
      '5',
      'true',
      '"a"',
    ]);
  });

  it('suggests the nearest word, and none when all are far', () => {
    expect(nearestWord('chekout', ['payments', 'checkout'])).toBe('checkout');
    expect(nearestWord('Timeout', ['timeout'])).toBe('timeout');
    expect(nearestWord('xyz', ['timeout', 'retry'])).toBeUndefined();
    expect(nearestWord('z', ['a', 'zz'])).toBeUndefined();
    expect(nearestWord('Z', ['z'])).toBe('z');
  });

  it('takes two neighbours that changed places for one slip', () => {
    expect(nearestWord('wbe', ['orders', 'web'])).toBe('web');
    expect(nearestWord('nmae', ['node', 'name'])).toBe('name');
    expect(nearestWord('tiemuot', ['timeout'])).toBe('timeout');
    expect(nearestWord('ebw', ['web'])).toBeUndefined();
  });
});
