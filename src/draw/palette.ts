/**
 * Meaning as colour: for each palette the codes of its tones (ECMA-48, SGR). What is fixed here keeps a contrast of
 * 4.5 or more (WCAG 2.2, 1.4.3) to white on light terminals and to black on dark ones; the terminal's own sixteen
 * colours are the theme's, which nobody can answer for, so of red and magenta it is the bright ones that most themes
 * keep readable on black.
 */

/**
 * `none` keeps dim, bold and reverse. `ansi`: the terminal's own 16 colours; `rgb`: the Okabe-Ito palette, told apart
 * by readers of every colour vision. The light ones are for terminals whose background is light.
 */
export type Colour = 'none' | 'ansi' | 'ansi-light' | 'rgb' | 'rgb-light';

export interface Palette {
  readonly ok: string;
  readonly warn: string;
  readonly fail: string;
  readonly info: string;
  readonly queue: string;
  /** Of what is less important. */
  readonly dim: string;
}

/** The terminal's own word for dim: less than the text, as its theme has it. */
export const FAINT = '2';

const rgb = (red: number, green: number, blue: number): string => `38;2;${red};${green};${blue}`;
/** One of the 216 colours of xterm's cube or 24 greys, which no theme changes. */
const fixed = (number: number): string => `38;5;${number}`;

export const PALETTES: Readonly<Record<Colour, Palette>> = {
  none: { ok: '', warn: '', fail: '', info: '', queue: '', dim: FAINT },
  ansi: { ok: '32', warn: '33', fail: '91', info: '36', queue: '95', dim: FAINT },
  'ansi-light': {
    ok: fixed(22),
    warn: fixed(94),
    fail: fixed(124),
    info: fixed(25),
    queue: fixed(127),
    dim: fixed(241),
  },
  // Okabe & Ito, "Color Universal Design" (2008).
  rgb: {
    ok: rgb(0, 158, 115),
    warn: rgb(230, 159, 0),
    fail: rgb(213, 94, 0),
    info: rgb(86, 180, 233),
    queue: rgb(204, 121, 167),
    dim: FAINT,
  },
  // The same hues, darker; for sky blue their blue.
  'rgb-light': {
    ok: rgb(0, 115, 84),
    warn: rgb(148, 98, 0),
    fail: rgb(178, 70, 0),
    info: rgb(0, 114, 178),
    queue: rgb(160, 70, 120),
    dim: rgb(98, 98, 98),
  },
};
