/**
 * What a cell means, as a small integer: one tone (ok, warn, fail …) and any of dim, strong, selected.
 * Only here meaning becomes colour, by a palette, so that switching colour off can lose nothing but colour.
 */
import { type Colour, FAINT, PALETTES } from './palette.ts';

/** The words a picture may speak in. `selected` is reverse video: visible in every theme. */
export type Tone = 'plain' | 'dim' | 'strong' | 'ok' | 'warn' | 'fail' | 'info' | 'queue' | 'selected';

/** Bits 0–2 a colour, bit 3 dim, bit 4 strong, bit 5 selected. Styles of different kinds combine with `|`. */
export type Style = number;

export const STYLE: Readonly<Record<Tone, Style>> = {
  plain: 0,
  ok: 1,
  warn: 2,
  fail: 3,
  info: 4,
  queue: 5,
  dim: 8,
  strong: 16,
  selected: 32,
};

/** How many styles there are: a table over all of them has this length. */
export const STYLES = 64;

const COLOUR_BITS = 7;

/** One style out of several words; of two colours the last wins: `style('fail', 'strong')`. */
export function style(...tones: readonly Tone[]): Style {
  let result = 0;
  for (const tone of tones) {
    const bits = STYLE[tone];
    result = (bits & COLOUR_BITS) !== 0 ? (result & ~COLOUR_BITS) | bits : result | bits;
  }
  return result;
}

/** The tone of the three low bits; the others are no colours. */
const HUES = [undefined, 'ok', 'warn', 'fail', 'info', 'queue'] as const;

function sgrOf(value: Style, colour: Colour): string {
  const palette = PALETTES[colour];
  const codes = ['0'];
  const tone = HUES[value & COLOUR_BITS];
  const hue = tone === undefined ? '' : palette[tone];
  if (value & STYLE.strong) codes.push('1');
  // A colour that stands for dim gives way to one that means something.
  if (value & STYLE.dim && (hue === '' || palette.dim === FAINT)) codes.push(palette.dim);
  if (value & STYLE.selected) codes.push('7');
  if (hue !== '') codes.push(hue);
  return `\u001b[${codes.join(';')}m`;
}

const tableFor = (colour: Colour): readonly string[] =>
  Array.from({ length: STYLES }, (_, value) => sgrOf(value, colour));

const TABLES = Object.fromEntries(
  Object.keys(PALETTES).map((colour) => [colour, tableFor(colour as Colour)]),
) as Readonly<Record<Colour, readonly string[]>>;

/** The escape sequence that switches from any style to this one. */
export function sgr(value: Style, colour: Colour): string {
  return TABLES[colour][value & (STYLES - 1)];
}

/** How loudly a style asks to be seen: where two lines share a cell, the louder one colours it. */
export function loudness(value: Style): number {
  const byColour = [1, 2, 5, 6, 3, 4, 0, 0][value & COLOUR_BITS];
  return (
    byColour +
    (value & STYLE.selected ? 16 : 0) +
    (value & STYLE.strong ? 8 : 0) -
    (value & STYLE.dim ? 1 : 0)
  );
}
