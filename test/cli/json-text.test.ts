/** JSON in files: the same value, on few lines, none of which is long. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/cli/json-text.ts';

describe('JSON that people read', () => {
  it('stands on one line where it fits, and is spread over several where it does not', () => {
    const long = 'a sentence that goes on for quite a while, until there is no room for anything beside it';
    expect(
      jsonText({ short: { of: ['a', 1, null], none: {} }, long: { says: long, required: ['says'] } }),
    ).toBe(
      [
        '{',
        '  "short": { "of": ["a", 1, null], "none": {} },',
        '  "long": {',
        `    "says": "${long}",`,
        '    "required": ["says"]',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('fills a line of 110 columns to the last, the comma included, and no further', () => {
    const full = { a: { b: 'x'.repeat(110 - '  "a": { "b": "" },'.length) }, c: 1 };
    const tooMuch = { a: { b: `${full.a.b}x` }, c: 1 };
    expect(jsonText(full).split('\n')[1]).toHaveLength(110);
    expect(jsonText(tooMuch).split('\n').slice(1, 4)).toEqual([
      '  "a": {',
      `    "b": "${tooMuch.a.b}"`,
      '  },',
    ]);
  });

  it('leaves out what JSON leaves out', () => {
    expect(jsonText({ gone: undefined, kept: [undefined, false] })).toBe('{ "kept": [null, false] }\n');
  });

  it('keeps the values of a schema, and is less than half as long again as its bare text', () => {
    const text = readFileSync('schema/scenario.schema.json', 'utf8');
    const bare = JSON.stringify(JSON.parse(text));
    expect(jsonText(JSON.parse(text))).toBe(text);
    expect(text.length / bare.length).toBeLessThan(1.5);
  });
});
