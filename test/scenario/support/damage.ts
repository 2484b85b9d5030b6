/**
 * Damage to a scenario where it hurts: at the values, keys and parts of its own text. What comes out is
 * mostly YAML still, and often still a scenario, so it gets past the first door.
 */
import fc from 'fast-check';
import { isCollection, isScalar, parse, parseDocument, visit } from 'yaml';

/** From where to where in the text something stands. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Numbers at the edge of what a double, a whole number or a duration can be. */
const NUMBERS = [
  '1e400',
  '-1e400',
  '-0',
  '0',
  '-1',
  '0.5',
  '1e-320',
  '1e308',
  '.inf',
  '-.inf',
  '.nan',
  '0x',
  '0x7fffffffffffffffff',
  '0o17',
  '1_000',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '99999999999999999999',
  '1000000',
];

/** Quantities: nearly right, or right and far too large. */
const QUANTITIES = [
  '1ns',
  '0ms',
  '-5ms',
  '0.1ns',
  '1e9d',
  '99999999999d',
  '1h',
  '0/s',
  '1e30/s',
  '1000M/s',
  '0%',
  '100%',
  '101%',
  '-1%',
  '1e9x',
  'p0',
  'p100',
  '5 ms',
  '5µs',
  '٣ms',
];

const LONG = 'x'.repeat(70_000);

/** Texts that steer a terminal, hide, reorder, end a line, or mean something in JavaScript, XML, Markdown or a CI log. */
const TEXTS = [
  '"\\u001b[31m"',
  '"\\u001b]0;owned\\u0007"',
  '"\\u009b2J"',
  '"\\u0000"',
  '"a\\rb"',
  '"a\\nb\\n::error::c"',
  '"\\u2028"',
  '"\\u202egnp.exe"',
  '"\\ud800"',
  '"\\ufeff"',
  '"]]><script>&amp;</testcase>"',
  '"| a | `b` <img src=x> [c](d)"',
  '%0A::warning::x',
  'constructor',
  '__proto__',
  'toString',
  'none',
  'true',
  'null',
  '~',
  '""',
  "''",
  '"*"',
  '"a.b.c"',
  '"a -> b"',
  'zone x',
  'ｗｉｄｅ',
  LONG,
  `"${'\\u001b'.repeat(2000)}"`,
];

/** Other shapes: empty, deep, wide, tagged, anchored, merged, circular. */
const SHAPES = [
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"": ""}',
  '{a: 1}',
  '{__proto__: 1}',
  '{constructor: {prototype: 1}}',
  `${'['.repeat(60)}${']'.repeat(60)}`,
  `${'{a: '.repeat(60)}1${'}'.repeat(60)}`,
  '['.repeat(20_000),
  `[${'1, '.repeat(20_000)}]`,
  '&a [*a]',
  '&b x',
  '*b',
  '*nobody',
  '{<<: *b, a: 1}',
  '{<<: {a: 1}}',
  '{a: 1, a: 2}',
  '{? [a] : b}',
  '!!binary aGk=',
  '!!int "0x"',
  '!!set {a}',
  '!<tag:yaml.org,2002:float> 3',
  '!!js/function "x"',
  '2001-01-01',
  '"',
  "'",
  '|',
  '>-',
  '@',
  '`',
  '%',
  ', ',
  ': ',
  '# ',
  '?',
  '- - -',
  '',
];

const HOSTILE = [...NUMBERS, ...QUANTITIES, ...TEXTS, ...SHAPES];

/** One act of damage; numbers choose the place, whatever the text is. */
export type Damage =
  | { readonly kind: 'replace'; readonly at: number; readonly by: string }
  | { readonly kind: 'transplant'; readonly at: number; readonly from: number }
  | { readonly kind: 'twice' | 'remove' | 'tab' | 'dedent'; readonly at: number }
  | { readonly kind: 'before'; readonly at: number; readonly put: string }
  | { readonly kind: 'everywhere'; readonly from: string; readonly to: string };

const where = fc.nat({ max: 99_999 });

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      at: where,
      by: fc.constantFrom(...HOSTILE),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('transplant' as const), at: where, from: where }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('twice' as const, 'remove' as const, 'tab' as const, 'dedent' as const),
      at: where,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('before' as const),
      at: where,
      put: fc.constantFrom(
        '&b ',
        '*b ',
        '!!str ',
        '!!float ',
        '!x ',
        '\t',
        '\u0000',
        '\ufeff',
        '\r',
        '\u0085',
        '--- ',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('everywhere' as const),
      from: fc.constantFrom('\n', '  ', ':', '{', ' '),
      to: fc.constantFrom('\r\n', '\r', '\t', '\u00a0', '\ufeff', '\n\n', ''),
    }),
  },
);

/** The text after the damage. */
export function damaged(text: string, act: Damage): string {
  if (act.kind === 'everywhere') return text.replaceAll(act.from, act.to);
  const places = placesIn(text);
  if (places.length === 0) return text;
  const place = places[act.at % places.length];
  const { start, end } = place;
  switch (act.kind) {
    case 'replace':
      return text.slice(0, start) + act.by + text.slice(end);
    case 'transplant': {
      const other = places[act.from % places.length];
      return text.slice(0, start) + flowOf(text, other) + text.slice(end);
    }
    case 'before':
      return text.slice(0, start) + act.put + text.slice(start);
    default:
      return withLine(text, start, act.kind);
  }
}

function withLine(text: string, at: number, kind: 'twice' | 'remove' | 'tab' | 'dedent'): string {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const next = text.indexOf('\n', at);
  const end = next < 0 ? text.length : next + 1;
  const line = text.slice(begin, end);
  const others = {
    twice: line + line,
    remove: '',
    tab: `\t${line.trimStart()}`,
    dedent: line.replace(/^ /, ''),
  };
  return text.slice(0, begin) + others[kind] + text.slice(end);
}

/** What stands at a place, in a form that may stand anywhere; as it is where it means nothing by itself. */
function flowOf(text: string, { start, end }: Place): string {
  const piece = text.slice(start, end);
  try {
    return JSON.stringify(parse(piece, { logLevel: 'silent' }));
  } catch {
    return piece;
  }
}

/** Where every key, value, list and mapping stands; none in a text that is no YAML. */
function placesIn(text: string): Place[] {
  const places: Place[] = [];
  const note = (_: unknown, node: unknown) => {
    if (!isScalar(node) && !isCollection(node)) return;
    if (node.range) places.push({ start: node.range[0], end: node.range[1] });
  };
  try {
    visit(parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }), { Scalar: note, Collection: note });
  } catch {
    // Too deep for the parser that chooses where to cut: whoever is tested must do better.
  }
  return places;
}
