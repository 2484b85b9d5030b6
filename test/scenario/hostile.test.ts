/** Files that mean harm: each is answered with a diagnostic, never with a throw, a hang or an escape. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/index.ts';
import { codesOf, framesOf, smallest } from './support/mistakes.ts';
import { SHOP } from './support/shop.ts';

const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
for (let level = 1; level < 12; level++)
  bomb.push(
    `a${level}: &a${level} [${Array(9)
      .fill(`*a${level - 1}`)
      .join(', ')}]`,
  );

const MIB = 1024 * 1024;

/** So many services in a row, each of which calls the next. */
function services(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, i) => `  s${i}: { operations: { a: [{ call: s${i + 1}.a }] } }`,
  );
  return `title: Many\nservices:\n${lines.join('\n')}\n`;
}

/** The smallest scenario, with something more said of its load. */
function ofPeople(more: string): string {
  return smallest().replace('20/s } }', `20/s }, ${more} }`);
}

const HOSTILE: readonly [story: string, text: string, code: string][] = [
  ['aliases of aliases that would unfold to billions of values', bomb.join('\n'), 'E105'],
  ['merge keys that multiply', bomb.join('\n').replace('x-', '').concat('\nb: { <<: *a11 }'), 'E105'],
  ['an alias inside the value it repeats', 'a: &a [*a]', 'E106'],
  ['an alias of nothing', 'a: *nothing', 'E106'],
  ['ten megabytes', 'a: b\n'.repeat(2 * MIB), 'E103'],
  ['a million services', `services:\n${'  s: {}\n'.repeat(1_000_000)}`, 'E103'],
  ['as many services as fit into a megabyte', services(15_000), 'E105'],
  ['brackets a hundred thousand deep', '['.repeat(100_000), 'E104'],
  ['braces a hundred thousand deep', '{a: '.repeat(100_000), 'E104'],
  ['lists thousands deep in blocks', '- '.repeat(5_000), 'E104'],
  ['a megabyte of commas', `[${','.repeat(MIB - 2)}`, 'E105'],
  ['a megabyte of keys', Array.from({ length: 70_000 }, (_, i) => `k${i}: 1`).join('\n'), 'E105'],
  ['thousands of anchors', '&a '.repeat(60_000), 'E101'],
  ['a key that is the prototype', smallest('__proto__: { polluted: true }\n'), 'E107'],
  ['a mapping as a key', '? { a: b }\n: c', 'E107'],
  ['a tag that asks for code', 'a: !!js/function "return 1"', 'E110'],
  ['binary data', 'a: !!binary aGVsbG8=', 'E110'],
  ['a second document', `${smallest()}---\na: b\n`, 'E108'],
  ['nothing at all', '', 'E109'],
  ['only a comment', '# nothing\n', 'E109'],
  ['a wave as short as can be', ofPeople('profile: [ { daily: 2, period: 1ns } ]'), 'E302'],
  [
    'more users than memory',
    smallest().replace(
      /arrivals: \{[^}]*\}/,
      'users: 1000000, think: 1h, profile: [ { spike: 1000, at: 1s, for: 1s } ]',
    ),
    'E302',
  ],
  [
    'a surge of more users than memory',
    smallest('faults:\n  - { surge: visitors, factor: 1000, at: 1s, for: 1s }\n').replace(
      /arrivals: \{[^}]*\}/,
      'users: 10000, think: 1h',
    ),
    'E302',
  ],
  [
    'more pairs of caller and callee than memory',
    ofPeople('replicas: 10000').replace('threads: 4', 'threads: 4 }, replicas: 10000, queue: { limit: 4'),
    'E302',
  ],
  [
    'a billion rounds',
    smallest().replace(
      /operations: \{.*\}/,
      'operations: { home: [ { repeat: { again: 99.9999999%, steps: [ { fail: 0% } ] } } ] } }',
    ),
    'E304',
  ],
  ['a breaker with more steps than memory', ofPeople('breaker: { window: 1h, evaluate-every: 1ns }'), 'E203'],
  [
    'a crash loop without a breath',
    smallest('faults:\n  - { crash-loop: web, up: 1ns, backoff: 1ns, backoff-max: 1ns, at: 1s, for: 10s }\n'),
    'E302',
  ],
  [
    'calls that multiply to a hundred million',
    `title: Many\nrun: { length: 1m }\nservices:\n${Array.from(
      { length: 5 },
      (_, i) =>
        `  s${i}: { concurrency: { threads: 1 }, operations: { a: [ { parallel: [ ${Array(100)
          .fill(i < 4 ? `{ call: s${i + 1}.a }` : '{ fail: 0% }')
          .join(', ')} ] } ] } }\n`,
    ).join('')}load:\n  - { name: v, operation: s0.a, users: 1 }\n`,
    'E304',
  ],
  [
    'a billion rounds of a thousand each',
    smallest().replace(
      /operations: \{.*\}/,
      `operations: { home: [ ${'{ repeat: { again: 99.9%, steps: [ '.repeat(3)}{ fail: 0% }${' ] } }'.repeat(3)} ] } }`,
    ),
    'E304',
  ],
  [
    'a trillion rounds of nothing',
    smallest().replace(
      /operations: \{.*\}/,
      `operations: { home: [ ${'{ repeat: { times: 1000, steps: [ '.repeat(4)}${' ] } }'.repeat(4)} ] } }`,
    ),
    'E304',
  ],
  [
    'four hundred thousand times the same mistake',
    smallest().replace(
      /operations: \{.*\}/,
      `operations: { home: [ ${'{ repeat: { times: 600, steps: [ '.repeat(2)}{ fail: 0% }, { call: nobody.there }${' ] } }'.repeat(2)} ] } }`,
    ),
    'E301',
  ],
  [
    'a leak that fills memory each nanosecond',
    smallest('faults:\n  - { memory-leak: web, fills: 1ns, restart: 1ns }\n'),
    'E302',
  ],
  [
    'a crash loop of thousands of replicas',
    smallest('faults:\n  - { crash-loop: web, up: 1ms, backoff: 1ms, backoff-max: 1ms, for: 15s }\n').replace(
      'web: {',
      'web: { replicas: 10000,',
    ),
    'E302',
  ],
  [
    'hundreds of faults at thousands of replicas each',
    smallest(
      `faults:\n${Array.from({ length: 900 }, (_, i) => `  - { slow: web, factor: 2, name: f${i} }\n`).join('')}`,
    ).replace('web: {', 'web: { replicas: 10000,'),
    'E302',
  ],
  [
    'more replicas than memory',
    services(100)
      .replaceAll('{ operations', '{ replicas: 10000, concurrency: { threads: 1 }, operations')
      .concat(
        '  s100: { concurrency: { threads: 1 }, operations: { a: [ { work: 1ms } ] } }\nrun: { length: 1m }\nload:\n  - { name: v, operation: s0.a, users: 1 }\n',
      ),
    'E302',
  ],
  [
    'a breaker with a long memory at each of ten thousand replicas',
    smallest()
      .replace('web: {', 'web: { replicas: 10000,')
      .replace('work: 2ms', 'call: shop.buy, breaker: { window: 1000 }')
      .replace(
        'services:',
        'services:\n  shop: { concurrency: { threads: 1 }, operations: { buy: [ { work: 1ms } ] } }',
      ),
    'E302',
  ],
  [
    'more keys than memory',
    `${smallest()}${Array.from({ length: 9 }, (_, i) => `  - { name: v${i}, operation: web.home, users: 1, keys: { count: 1000000, zipf: 1 } }\n`).join('')}`,
    'E302',
  ],
  [
    'a hundred waves on top of each other',
    ofPeople(`profile: [ ${Array(100).fill('{ daily: 2, period: 60ms }').join(', ')} ]`),
    'E302',
  ],
  [
    'a dozen loads with a million users each',
    `${smallest()}${Array.from({ length: 12 }, (_, i) => `  - { name: v${i}, operation: web.home, users: 1000000 }\n`).join('')}`,
    'E302',
  ],
  ['a text instead of a mapping', 'hello', 'E203'],
  ['a list instead of a mapping', '- a\n- b', 'E203'],
];

describe('a hostile file', () => {
  for (const [story, text, code] of HOSTILE) {
    it(`with ${story} is refused`, () => {
      expect(codesOf(text)).toContain(code);
    });
  }

  it('with not-a-number, infinity and huge numbers is refused at each of them', () => {
    const text = smallest(
      'faults:\n  - { slow: web, factor: .nan }\n  - { slow: web, factor: .inf }\n  - { slow: web, factor: 1e999 }\n',
    );
    expect(codesOf(text)).toEqual(['E203', 'E203', 'E203']);
    expect(codesOf(smallest().replace('threads: 4', 'threads: 99999999999999999999999'))).toEqual(['E203']);
    expect(codesOf(smallest().replace('1m', '99999999999999999d'))).toEqual(['E203']);
  });

  it('cannot send control characters through any sentence, hint or line', () => {
    const steering = '\\e]0;owned\\a';
    const text = smallest(
      `"${steering}": 1\nexpect:\n  - { "${steering}": "${steering}" }\n  - { goodput: "${steering}", "${steering}": 1 }\n`,
    );
    const raw = `title: "x"\nrun: \u0007\u001b[2J [\u009b31m\n\u202e: {\n`;
    const elsewhere = smallest('extends: "a\\u009b2J\\ufeff.yaml"\n');
    for (const hostile of [text, raw, `a: *\u001b[2Jx`, `a: !\u001b[2Jx y`, elsewhere]) {
      const printed = framesOf(
        hostile,
        { set: ['\u001b[2J.x=1', 'run.\u001b=2'], without: ['\u001b[2J'] },
        'evil\u001b[2J.yaml',
      );
      expect(printed).not.toBe('');
      expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      // What annotations and JSON repeat is no frame.
      const loaded = loadScenario({ name: 'a.yaml', text: hostile });
      for (const { sentence, hint = '' } of 'scenario' in loaded ? [] : loaded.diagnostics)
        expect(sentence + hint).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\ufeff]/);
    }
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d4948445200000010', 'hex').toString('utf8')],
    ['an archive', Buffer.from('1f8b08f5e9c3a7d1ffb6e0c8a19df3', 'hex').toString('utf8')],
    ['text in UTF-16', Buffer.from(smallest(), 'utf16le').toString('utf8')],
    ['two megabytes of noise', '\ufffd\u0001a\u0002'.repeat(MIB / 2)],
  ])('that is %s is told once that it is not text, and not repeated', (_, text) => {
    expect(framesOf(text, {}, 'photo.yaml')).toBe(
      'error[E111]: this is not text\n --> photo.yaml\n = help: a scenario is YAML in UTF-8',
    );
  });

  it('with carriage returns for line ends is told so once; with both ends, or a byte order mark, it is read', () => {
    expect(framesOf(smallest().replaceAll('\n', '\r'))).toContain('its lines end in carriage returns alone');
    expect(codesOf(smallest().replaceAll('\n', '\r'))).toHaveLength(1);
    expect(codesOf(`\ufeff${smallest()}`.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it('with a directive is not told of a tag', () => {
    expect(framesOf(`%FOO bar\n---\n${smallest()}`)).toContain('a directive (a line that begins with "%")');
    expect(framesOf('a: !foo b')).toContain('a tag (a word that begins with "!")');
  });

  it('with a few bytes of another encoding is still text', () => {
    const latin = Buffer.from(smallest().replace('The smallest', 'Größe über Maß'), 'latin1').toString(
      'utf8',
    );
    expect(codesOf(latin)).toEqual([]);
  });

  it('with names of JavaScript itself finds nothing behind them', () => {
    expect(codesOf(smallest().replace('web.home, ', 'constructor.toString, '))).toEqual(['E301']);
    expect(codesOf(smallest().replace('web.home, ', 'web.toString, '))).toEqual(['E301']);
    expect(codesOf(smallest('expect:\n  - { constructor: web, at-least: 1% }\n'))).toEqual(['E203']);
    expect(codesOf(smallest('toString: 1\n'))).toEqual(['E201']);
    expect(codesOf(smallest().replace('{ work: 2ms }', '{ call: web.home, policies: toString }'))).toContain(
      'E301',
    );
    expect(codesOf(smallest(), { set: ['__proto__.polluted=1', 'constructor.prototype=1'] })).toEqual([
      'E211',
      'E211',
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('with thousands of mistakes keeps the first thousand and counts the rest', () => {
    const keys = Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join('\n');
    const loaded = loadScenario({
      name: 'a.yaml',
      text: Array.from({ length: 600 }, (_, i) => `  - { slow: web, factor: ${-i - 1}, at: soon }`)
        .reduce((all, line) => `${all}\n${line}`, smallest('faults:'))
        .concat('\n'),
    });
    const mistakes = 'scenario' in loaded ? [] : loaded.diagnostics;
    expect(mistakes).toHaveLength(1001);
    expect(mistakes.at(-1)?.sentence).toBe('and 200 more after these');
    expect(codesOf(`${smallest()}${keys}\n`).length).toBeLessThanOrEqual(1001);
  });
});

describe('a damaged file', () => {
  it('always ends in a scenario or in diagnostics with a place', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ': ',
      '- ',
      '\n',
      '  ',
      '*a',
      '&a ',
      '"',
      "'",
      '#',
      '|',
      '!',
      'null',
      '-1',
      '%',
      '<<: ',
      '\u0000',
      '\ud800',
      '__proto__: 1\n',
    ];
    const damage = fc.array(fc.tuple(fc.nat(SHOP.length), fc.nat(12), fc.constantFrom('', ...pieces)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (cuts) => {
        let text = SHOP;
        for (const [at, length, piece] of cuts) text = text.slice(0, at) + piece + text.slice(at + length);
        const loaded = loadScenario({ name: 'shop.yaml', text });
        if ('scenario' in loaded) return true;
        const lines = text.split('\n').length;
        return (
          loaded.diagnostics.length > 0 &&
          loaded.diagnostics.every(({ range }) => range === undefined || range.line <= lines)
        );
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
