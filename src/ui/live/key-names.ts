/** What a terminal reports, as names of keys: the words of the tables in `keys.ts`. */

/** What Ink says about a key, as one name: `space`, `shift+tab`, `ctrl+c`, `F`. */
export interface InkKey {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly shift?: boolean;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
}

/** Keys that Ink names only when they come alone. */
const NAMED: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\b': 'backspace',
  '\t': 'tab',
  '\r': 'return',
  '\n': 'return',
  '\u001b': 'escape',
  '\u007f': 'backspace',
};
/** Ctrl with a letter is the letter's place in the alphabet. */
const LETTERS_FROM = 'a'.charCodeAt(0) - 1;
const LAST_LETTER = 26;

/** One character of a report that holds several. */
function keyOf(character: string): string[] {
  const name = NAMED[character];
  if (name !== undefined) return [name];
  if (character >= ' ') return [character];
  const place = character.charCodeAt(0);
  return place >= 1 && place <= LAST_LETTER ? [`ctrl+${String.fromCharCode(LETTERS_FROM + place)}`] : [];
}

/**
 * The keys in one report of Ink: what is typed ahead, or comes over a slow line, comes together. A terminal
 * sends Alt with a key as Esc and the key; nothing here is done with Alt, so it was Esc and then the key.
 */
export function keysOf(input: string, key: InkKey): string[] {
  const keys = keysTogether(input, key);
  const isEscaped = key.meta === true && (input !== '' || key.return === true || key.tab === true);
  return isEscaped || (key.escape === true && key.meta === true) ? ['escape', ...keys] : keys;
}

function keysTogether(input: string, key: InkKey): string[] {
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.leftArrow) return ['left'];
  if (key.rightArrow) return ['right'];
  if (key.pageUp) return ['page-up'];
  if (key.pageDown) return ['page-down'];
  if (key.home) return ['home'];
  if (key.end) return ['end'];
  if (key.return) return ['return'];
  if (key.escape) return ['escape'];
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  if (key.backspace || key.delete) return ['backspace'];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  return [...input].flatMap(keyOf);
}
