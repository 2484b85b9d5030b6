/** What is fixed can be read: its contrast to the background it is meant for, by WCAG 2.2 (1.4.3). */
import { expect, test } from 'vitest';
import { type Colour, PALETTES, STYLE, sgr, style } from '../../src/draw/index.ts';

type Shade = readonly number[];
const WHITE: Shade = [255, 255, 255];
const BLACK: Shade = [0, 0, 0];

/** Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, definition). */
function luminance(shade: Shade): number {
  const [red, green, blue] = shade.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Shade, b: Shade): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** xterm's cube of 6 × 6 × 6 and its greys (ctlseqs, "ISO-8613-6 colors"). */
function shadeOf(code: string): Shade | undefined {
  const [, kind, ...numbers] = code.split(';').map(Number);
  if (kind === 2) return numbers;
  if (kind !== 5) return undefined;
  const number = numbers[0];
  if (number >= 232) return Array(3).fill(8 + 10 * (number - 232));
  const level = (place: number): number => [0, 95, 135, 175, 215, 255][Math.floor((number - 16) / place) % 6];
  return [level(36), level(6), level(1)];
}

const shadesOf = (colour: Colour) =>
  Object.entries(PALETTES[colour]).flatMap(([tone, code]) => {
    const shade = shadeOf(code);
    return shade === undefined ? [] : [{ tone, shade }];
  });

test('the measure is the one of the standard', () => {
  expect(contrast(WHITE, BLACK)).toBeCloseTo(21, 5);
  // A grey that is known to be the first that passes.
  expect(contrast([118, 118, 118], WHITE)).toBeGreaterThan(4.5);
  expect(contrast([119, 119, 119], WHITE)).toBeLessThan(4.5);
  expect(shadeOf('38;5;124')).toEqual([175, 0, 0]);
});

test.each([
  ['ansi-light', WHITE, 6],
  ['rgb-light', WHITE, 6],
  ['rgb', BLACK, 5],
] as const)(
  'every fixed colour of %s has a contrast of 4.5 to its background',
  (colour, background, count) => {
    const shades = shadesOf(colour);
    expect(shades).toHaveLength(count);
    for (const { tone, shade } of shades)
      expect(contrast(shade, background), tone).toBeGreaterThanOrEqual(4.5);
  },
);

/** Bold, reverse, and colours of the cube or by their parts. */
const ONLY_FIXED = /^\u001b\[0(;1)?(;38;(5;\d+|2;\d+;\d+;\d+))?(;7)?(;38;(5;\d+|2;\d+;\d+;\d+))?m$/;

test('on a light terminal nothing is left to a theme that is made for a dark one', () => {
  for (const colour of ['ansi-light', 'rgb-light'] as const) {
    expect(shadesOf(colour)).toHaveLength(Object.keys(PALETTES[colour]).length);
    const codes = Array.from({ length: 64 }, (_, value) => sgr(value, colour));
    for (const code of codes) expect(code).toMatch(ONLY_FIXED);
  }
});

test('red on a dark terminal is the bright one: the other has a contrast of 3.6 in the colours of xterm', () => {
  expect(contrast([205, 0, 0], BLACK)).toBeLessThan(4.5);
  expect(contrast([255, 0, 0], BLACK)).toBeGreaterThan(4.5);
  expect(sgr(STYLE.fail, 'ansi')).toBe('\u001b[0;91m');
});

test('what is dim and means something keeps the colour of what it means', () => {
  expect(sgr(style('dim', 'fail'), 'ansi-light')).toBe(sgr(STYLE.fail, 'ansi-light'));
  expect(sgr(style('dim', 'fail'), 'ansi')).toBe('\u001b[0;2;91m');
});

test('without colour no code of a colour is left', () => {
  for (let value = 0; value < 64; value++) expect(sgr(value, 'none')).toMatch(/^\u001b\[0(;1)?(;2)?(;7)?m$/);
});
