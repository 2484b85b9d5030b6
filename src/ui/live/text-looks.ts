/** What Ink draws speaks in the same tones as what is painted: the palette's colours in Ink's words. */
import { type Colour, PALETTES } from '../../draw/index.ts';

/** Props of an Ink `<Text>`. */
export interface TextLook {
  readonly color?: string;
  readonly dimColor?: boolean;
}

export function troubleLook(colour: Colour): TextLook {
  return lookOf(PALETTES[colour].fail);
}

export function dimLook(colour: Colour): TextLook {
  return lookOf(PALETTES[colour].dim);
}

const NAMED: Readonly<Record<string, TextLook>> = {
  '': {},
  2: { dimColor: true },
  91: { color: 'redBright' },
};

function lookOf(code: string): TextLook {
  const [, , ...numbers] = code.split(';');
  if (numbers.length === 0) return NAMED[code];
  return { color: `${numbers.length === 1 ? 'ansi256' : 'rgb'}(${numbers.join(',')})` };
}
