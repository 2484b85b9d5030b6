/**
 * Whether to use colour, settled before Ink is imported: its colour library reads FORCE_COLOR once, at import,
 * and does not know NO_COLOR (https://no-color.org). The command line calls this first, then imports the screen.
 */
import type { Colour } from '../draw/index.ts';

export type ColourWish = 'auto' | 'always' | 'never';
export type Background = 'light' | 'dark';

type Environment = Record<string, string | undefined>;

/**
 * Reads what the user asked for and writes FORCE_COLOR where the library would decide otherwise.
 * An explicit wish beats the environment; FORCE_COLOR beats NO_COLOR; an empty NO_COLOR counts as unset.
 */
export function settleColour(
  environment: Environment,
  wish: ColourWish = 'auto',
  palette: 'ansi' | 'rgb' = 'ansi',
  background: Background = backgroundOf(environment),
): Colour {
  if (wants(environment, wish)) {
    const isLight = background === 'light';
    if (wish === 'always') environment.FORCE_COLOR = palette === 'rgb' ? '3' : isLight ? '2' : '1';
    return isLight ? `${palette}-light` : palette;
  }
  environment.FORCE_COLOR = '0';
  return 'none';
}

function wants(environment: Environment, wish: ColourWish): boolean {
  if (wish !== 'auto') return wish === 'always';
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/**
 * What the terminal says of itself in COLORFGBG, as rxvt, Konsole and iTerm2 do: text and background by their numbers
 * among the sixteen colours, `0;15`. White and the bright ones are light; most that say nothing are dark.
 */
function backgroundOf({ COLORFGBG }: Environment): Background {
  const behind = Number.parseInt(COLORFGBG?.split(';').at(-1) ?? '', 10);
  return behind === WHITE || (behind > GREY && behind <= BRIGHT_WHITE) ? 'light' : 'dark';
}

const WHITE = 7;
const GREY = 8;
const BRIGHT_WHITE = 15;
