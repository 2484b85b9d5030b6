/** One table of keys: it dispatches, it is the footer, it is the help. */
import { expect, test } from 'vitest';
import type { FaultChoice } from '../../../src/ui/live/aim.ts';
import { dialogSpace, dialogText } from '../../../src/ui/live/dialogs.ts';
import { actionOf, type Focus, footerKeys, KEYS, keysOf } from '../../../src/ui/live/keys.ts';
import type { Dialog } from '../../../src/ui/live/state.ts';

const focuses = Object.keys(KEYS) as Focus[];

test.each(focuses)('in "%s" no key means two things, and one of them leaves', (focus) => {
  const all = KEYS[focus].flatMap(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
  expect(actionOf(focus, 'ctrl+c')).toBe('quit');
  if (focus !== 'watch') expect(actionOf(focus, 'escape')).toBe('back');
});

test('the help lists every key of the main screen, and fits 80x24 without scrolling', () => {
  const space = { columns: 76, rows: 20, ascii: false };
  const { lines } = dialogText({ kind: 'help', at: 0 }, space);
  const text = lines.map((line) => line.text).join('\n');
  for (const { shown, sentence } of KEYS.watch) {
    expect(text).toContain(sentence === undefined ? shown : `${shown.padEnd(9)} ${sentence}`);
  }
  expect(text).toContain('every retry anywhere');
  expect(Math.max(...lines.map((line) => [...line.text].length))).toBeLessThanOrEqual(76);
});

test('a help that does not fit can be scrolled to its last line', () => {
  const space = { columns: 56, rows: 10, ascii: true };
  const last = dialogText({ kind: 'help', at: 1000 }, space);
  expect(last.lines.length).toBe(10);
  expect(last.lines[9].text.trim()).toBe('every retry anywhere');
  expect(last.lines.every(({ text }) => /^[ -~]*$/.test(text))).toBe(true);
});

test('a narrow footer gives up the finer keys before help and quit', () => {
  const said = (columns: number): string =>
    footerKeys('watch', columns)
      .map(({ keys, word }) => `${keys} ${word}`)
      .join('  ');
  expect(said(79)).toBe('space pause  Tab select  f fault  x lift  Enter zoom  + - speed  ? help  q quit');
  expect(said(59)).toBe('space pause  Tab select  f fault  x lift  ? help  q quit');
  expect(said(14)).toBe('? help  q quit');
});

test('the footer of a paused run offers to go on', () => {
  expect(footerKeys('watch', 79, true)[0]).toEqual({ keys: 'space', word: 'go on' });
});

test('keys that arrive together are several keys, those with Ctrl and Esc among them', () => {
  expect(keysOf('ff?', {})).toEqual(['f', 'f', '?']);
  expect(keysOf(' ', {})).toEqual(['space']);
  expect(keysOf('\t\tf\u007f\u0003', {})).toEqual(['tab', 'tab', 'f', 'backspace', 'ctrl+c']);
  expect(keysOf('\u00159s', {})).toEqual(['ctrl+u', '9', 's']);
  expect(keysOf('a\u0000\u001c', {})).toEqual(['a']);
  expect(keysOf('c', { ctrl: true })).toEqual(['ctrl+c']);
  expect(keysOf('', { tab: true, shift: true })).toEqual(['shift+tab']);
  expect(keysOf('x', { meta: true })).toEqual(['escape', 'x']);
  expect(keysOf('', { escape: true, meta: true })).toEqual(['escape', 'escape']);
  expect(keysOf('\r', { return: true, meta: true })).toEqual(['escape', 'return']);
  expect(keysOf('', { upArrow: true, meta: true })).toEqual(['up']);
});

test('the list of faults shows what is typed and what it leaves, in a pane as wide as before', () => {
  const choice = (kind: FaultChoice['kind']): FaultChoice => ({
    kind,
    target: 'orders',
    sentence: 'It hurts.',
    fields: [],
  });
  const dialog: Dialog = {
    kind: 'choose',
    target: 'web',
    of: 'orders',
    choices: [choice('slow'), choice('graceful-stop')],
    at: 0,
  };
  const space = dialogSpace(80, 24, false);
  const all = dialogText(dialog, space);
  const left = dialogText({ ...dialog, filter: 'sl' }, space);
  expect(left.title).toBe('a fault for orders  /sl▏');
  expect(left.lines.map(({ text }) => text.trimEnd())).toEqual(['▸ slow orders           It hurts.']);
  expect(left.width).toBe(all.width);
  const none = dialogText({ ...dialog, filter: 'x' }, space);
  expect(none.lines.map(({ text }) => text.trim())).toEqual(['none has that in its name; Esc shows all']);
});
