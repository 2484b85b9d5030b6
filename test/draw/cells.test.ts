/** Cells: what is written is clipped, clean and knows how wide it is. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cells, fitText, rowAnsi, STYLE, sgr, style, textColumns } from '../../src/draw/index.ts';

test('text that does not fit is cut at every edge', () => {
  const cells = new Cells(5, 2);
  cells.write(3, 0, 'abcdef');
  cells.write(-2, 1, 'abcdef');
  cells.write(0, 2, 'below');
  expect(cells.text()).toBe('   ab\ncdef');
});

test('a wide character takes two columns, and overwriting half of it leaves a blank, not half a character', () => {
  const cells = new Cells(6, 1);
  expect(cells.write(0, 0, '日本語')).toBe(6);
  cells.put(3, 0, '!');
  expect(cells.text()).toBe('日 !語');
  const narrow = new Cells(3, 1);
  narrow.write(0, 0, '日本');
  expect(narrow.rowText(0)).toBe('日');
});

test('no text can bring a control character onto the screen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const cells = new Cells(20, 1);
      cells.write(0, 0, `\u001b[2J\u009b31m${text}`);
      for (const code of cells.chars)
        expect((code >= 0x20 && !(code >= 0x7f && code < 0xa0)) || code === 0).toBe(true);
    }),
  );
});

test('a cut text ends in an ellipsis and never exceeds its columns', () => {
  expect(fitText('payments', 8)).toBe('payments');
  expect(fitText('payments', 5)).toBe('paym…');
  expect(fitText('payments', 5, true)).toBe('paym~');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
      expect(textColumns(fitText(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('of two colours the last one wins, and other marks add up', () => {
  expect(style('ok', 'fail', 'strong')).toBe(STYLE.fail | STYLE.strong);
});

test('without colour bold, dim and reverse remain', () => {
  expect(sgr(style('fail', 'strong', 'selected'), 'none')).toBe('\u001b[0;1;7m');
  expect(sgr(style('fail', 'dim'), 'ansi')).toBe('\u001b[0;2;91m');
  expect(sgr(STYLE.ok, 'rgb')).toBe('\u001b[0;38;2;0;158;115m');
});

test('a row as text switches style where it changes, and ends plain', () => {
  const cells = new Cells(10, 1);
  cells.write(0, 0, 'ab', STYLE.ok);
  cells.write(2, 0, 'c');
  expect(rowAnsi(cells, 0, 'ansi')).toBe('\u001b[0;32mab\u001b[0mc');
});

test('a canvas copied onto another is clipped on all sides', () => {
  const stamp = new Cells(3, 3);
  stamp.fill(0, 0, 3, 3, 'x');
  const cells = new Cells(4, 4);
  cells.blit(stamp, -1, -2);
  cells.blit(stamp, 3, 3);
  cells.blit(stamp, 9, 9);
  expect(cells.text()).toBe('xx\n\n\n   x');
});
