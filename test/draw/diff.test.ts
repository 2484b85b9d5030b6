/** A difference of two canvases, applied by a small terminal, gives the second one: whatever the two were. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABSENT, Cells, columnsOf, diffCells, STYLE, sgr } from '../../src/draw/index.ts';
import { STYLES } from '../../src/draw/tone.ts';

/** What bytes mean; where several styles are the same bytes, the one with the smallest number. */
const STYLE_OF = new Map(
  Array.from({ length: STYLES }, (_, i) => STYLES - 1 - i).map((value) => [sgr(value, 'ansi'), value]),
);

/** Understands just what a difference may contain: CSI H, C, X, m and printable text. */
function apply(screen: Cells, bytes: string): void {
  let x = 0;
  let y = 0;
  let pen = 0;
  for (const [token] of bytes.matchAll(/\u001b\[[\d;]*[A-Za-z]|[^\u001b]/gu)) {
    const final = token[token.length - 1];
    const numbers = token.slice(2, -1).split(';').map(Number);
    if (!token.startsWith('\u001b')) {
      screen.put(x, y, token, pen);
      x += columnsOf(token.codePointAt(0)!);
    } else if (final === 'H') [y, x] = [numbers[0] - 1, numbers[1] - 1];
    else if (final === 'C') x += numbers[0];
    else if (final === 'X') screen.fill(x, y, numbers[0], 1, ' ', pen);
    else {
      expect(final).toBe('m');
      expect(STYLE_OF.has(token)).toBe(true);
      pen = STYLE_OF.get(token)!;
    }
  }
  expect(pen, 'a difference leaves the pen plain').toBe(STYLE.plain);
}

const WIDTH = 14;
const HEIGHT = 3;
const marks = fc.array(
  fc.record({
    x: fc.integer({ min: -2, max: WIDTH }),
    y: fc.nat(HEIGHT),
    text: fc.constantFrom('', '  ', 'abc', '日本', '────', 'x', '            '),
    style: fc.constantFrom(0, 0, 0, 1, 3 | 16, 32),
  }),
  { maxLength: 8 },
);
type Mark = { x: number; y: number; text: string; style: number };
const canvasOf = (list: readonly Mark[]): Cells => {
  const cells = new Cells(WIDTH, HEIGHT);
  for (const mark of list) cells.write(mark.x, mark.y, mark.text, mark.style);
  return cells;
};
const copyOf = (cells: Cells): Cells => {
  const copy = new Cells(cells.width, cells.height);
  copy.blit(cells, 0, 0);
  return copy;
};

test('the difference turns what is shown into what is wanted, and then there is none', () => {
  fc.assert(
    fc.property(marks, marks, (before, after) => {
      const shown = canvasOf(before);
      const screen = copyOf(shown);
      const wanted = canvasOf(after);
      apply(screen, diffCells(shown, wanted, { colour: 'ansi' }));
      expect(screen.text()).toBe(wanted.text());
      expect([...screen.styles]).toEqual([...wanted.styles]);
      expect(diffCells(shown, wanted, { colour: 'ansi' })).toBe('');
    }),
    { numRuns: 1000 },
  );
});

test('cells of unknown content are painted again', () => {
  const shown = canvasOf([]);
  shown.chars.fill(ABSENT);
  const screen = canvasOf([{ x: 0, y: 0, text: 'rubbish', style: 1 }]);
  const wanted = canvasOf([{ x: 2, y: 1, text: 'picture', style: 3 }]);
  apply(screen, diffCells(shown, wanted, { colour: 'ansi' }));
  expect(screen.text()).toBe(wanted.text());
});

test('cells no longer wanted are wiped once, and cells that were never ours are left alone', () => {
  const shown = canvasOf([{ x: 0, y: 0, text: 'ours', style: 1 }]);
  shown.chars.fill(ABSENT, WIDTH);
  const screen = canvasOf([
    { x: 0, y: 0, text: 'ours', style: 1 },
    { x: 0, y: 1, text: 'theirs', style: 0 },
  ]);
  const wanted = canvasOf([]);
  wanted.chars.fill(ABSENT);
  apply(screen, diffCells(shown, wanted, { colour: 'ansi', only: 'blanks' }));
  expect(screen.text()).toBe('\ntheirs\n');
  expect(diffCells(shown, wanted, { colour: 'ansi' })).toBe('');
});

test('one changed cell costs a move, a style and a character', () => {
  const shown = canvasOf([{ x: 0, y: 0, text: 'abcdefgh', style: 0 }]);
  const wanted = canvasOf([{ x: 0, y: 0, text: 'abcdXfgh', style: 0 }]);
  expect(diffCells(shown, wanted, { colour: 'ansi' })).toBe('\u001b[1;5H\u001b[0mX');
});
