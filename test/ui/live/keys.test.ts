/** One table of keys: it dispatches, it is the footer, it is the help. */
import { expect, test } from 'vitest';
import { textColumns } from '../../../src/base/columns.ts';
import type { FaultChoice } from '../../../src/ui/live/aim.ts';
import { dialogSpace, dialogText } from '../../../src/ui/live/dialogs.ts';
import { keysOf } from '../../../src/ui/live/key-names.ts';
import { actionOf, CALM, type Focus, footerKeys, KEYS, type Situation } from '../../../src/ui/live/keys.ts';
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
  expect(text).toContain('retries anywhere');
  expect(Math.max(...lines.map((line) => [...line.text].length))).toBeLessThanOrEqual(76);
});

test('a help that does not fit can be scrolled to its last line', () => {
  const space = { columns: 56, rows: 10, ascii: true };
  const last = dialogText({ kind: 'help', at: 1000 }, space);
  expect(last.lines.length).toBe(10);
  expect(last.lines[9].text.trim()).toBe('retries anywhere');
  expect(last.lines.every(({ text }) => /^[ -~]*$/.test(text))).toBe(true);
});

const footer = (columns: number, situation: Partial<Situation> = {}, focus: Focus = 'watch'): string =>
  footerKeys(focus, columns, { ...CALM, ...situation })
    .map(({ keys, word }) => `${keys} ${word}`)
    .join('  ');

test('a narrow footer gives up the finer keys before help and quit', () => {
  expect(footer(79)).toBe('space pause  Tab next  f fault  c cure  v list  / find  i about  ? help  q quit');
  expect(footer(59)).toBe('space pause  Tab next  f fault  v list  ? help  q quit');
  expect(footer(14)).toBe('? help  q quit');
});

test('where somebody is in trouble the footer says how to get there, and how to help', () => {
  const said = footer(79, { isTroubled: true, canLift: true });
  expect(said).toBe('space pause  Tab next  f fault  c cure  x lift  w trouble  ? help  q quit');
  expect(footer(120, { isTroubled: true, canLift: true })).toContain('v list  / find  i about');
});

test('who is selected can be looked at closely, and who is looked at closely can be left', () => {
  const selected = footer(79, { isSelected: true });
  expect(selected).toContain('Enter zoom');
  const close = footer(79, { isSelected: true, isClose: true });
  expect(close).toContain('Esc back');
  expect(close).not.toContain('Enter');
});

test('a system too large for its map is walked by list and by name, before anything else', () => {
  expect(footer(60, { isLarge: true })).toContain('v list  / find');
  expect(footer(60, { isLarge: true, isList: true })).toContain('v map');
});

test.each(['set', 'choose', 'filter', 'find', 'lift'] as const)(
  'in "%s" the footer says how to go on and how to go back, however narrow it is',
  (focus) => {
    for (const columns of [59, 79]) {
      const said = footer(columns, { hasOptions: true }, focus);
      expect(said).toContain('Enter ');
      expect(said).toContain('Esc ');
    }
  },
);

test('what is not there to be lifted is not offered', () => {
  expect(footer(200)).not.toContain('x lift');
  expect(footer(200, { canLift: true })).toContain('x lift');
});

test('the footer of a paused run offers to go on, and to go in steps', () => {
  expect(footer(79, { going: 'paused' })).toMatch(/^space go on .* \. > step/);
});

test('the footer of a run that is over says how to go on, and not what would do nothing', () => {
  const said = footer(79, { going: 'over' });
  expect(said).toMatch(/^r again {2}s with the next seed {2}/);
  expect(said).toMatch(/\? help {2}q quit$/);
  expect(said).not.toMatch(/pause|fault|lift|cure|speed/);
});

test('below the faults stands the whole sentence of the one that is pointed at, if any is cut', () => {
  const sentence = `The replicas die ${'with everything they held '.repeat(4)}at once.`;
  const choices: FaultChoice[] = [
    { kind: 'crash', target: 'orders', sentence, fields: [] },
    { kind: 'slow', target: 'orders', sentence: 'Slower.', fields: [] },
  ];
  const dialog: Dialog = { kind: 'choose', target: 'service:orders', of: 'orders', choices, at: 0 };
  const text = (at: number): string =>
    dialogText({ ...dialog, at }, dialogSpace(80, 24, false))
      .lines.map((line) => line.text)
      .join(' ')
      .replaceAll(/ +/g, ' ');
  expect(text(0)).toContain(sentence);
  expect(text(1)).not.toContain('at once');
});

test('what a scenario tells about itself is set anew, and can be read to its end', () => {
  const paragraphs = ['The shop', 'Why?', `${'word '.repeat(400)}\nend`];
  const at = (first: number, columns: number) =>
    dialogText({ kind: 'about', at: first, paragraphs }, dialogSpace(columns, 24, false));
  const { lines } = at(0, 80);
  expect(lines.slice(0, 4).map(({ text }) => text)).toEqual(['The shop', '', 'Why?', '']);
  expect(lines[0].look).toBe('strong');
  expect(Math.max(...at(0, 60).lines.map(({ text }) => text.length))).toBeLessThanOrEqual(56);
  expect(at(1000, 80).lines.at(-1)?.text).toMatch(/word end$/);
});

test('wide letters take the columns they take, and none is cut in two', () => {
  const paragraphs = ['支払い'.repeat(40), `${'é'.repeat(30)} ${'👍🏽'.repeat(30)} end`];
  const { lines, width } = dialogText({ kind: 'about', at: 0, paragraphs }, dialogSpace(60, 24, false));
  expect(width).toBe(56);
  for (const { text } of lines) {
    expect(textColumns(text)).toBeLessThanOrEqual(56);
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  }
  expect(lines.map(({ text }) => text.replaceAll(' ', '')).join('')).toBe(
    paragraphs.join('').replaceAll(' ', ''),
  );
});

test('below the fields stands all of what is said about the one the cursor is in, if any is cut', () => {
  const hint = `Written ${'as the parameter itself is '.repeat(4)}everywhere.`;
  const fields = [
    { name: 'to', value: '5', hint },
    { name: 'for', value: '', hint: 'How long.' },
  ];
  const choice: FaultChoice = { kind: 'config', target: 'web', sentence: 'A push.', fields };
  const from: Extract<Dialog, { kind: 'choose' }> = {
    kind: 'choose',
    target: 'web',
    of: 'web',
    choices: [choice],
    at: 0,
  };
  const said = (at: number): string =>
    dialogText({ kind: 'set', from, choice, at, isFresh: true }, dialogSpace(80, 24, false))
      .lines.map(({ text }) => text)
      .join(' ')
      .replaceAll(/ +/g, ' ');
  expect(said(0)).toContain(hint);
  expect(said(1)).not.toContain('everywhere');
});

test('keys that arrive together are several keys, those with Ctrl and Esc among them', () => {
  expect(keysOf('ff?', {})).toEqual(['f', 'f', '?']);
  expect(keysOf(' ', {})).toEqual(['space']);
  expect(keysOf('\t\tf\u007f\u0003', {})).toEqual(['tab', 'tab', 'f', 'backspace', 'ctrl+c']);
  expect(keysOf('\u00159s', {})).toEqual(['ctrl+u', '9', 's']);
  expect(keysOf('a\u0000\u001c', {})).toEqual(['a']);
  expect(keysOf('c', { ctrl: true })).toEqual(['ctrl+c']);
  expect(keysOf('', { tab: true, shift: true })).toEqual(['shift+tab']);
  expect(keysOf('', { pageDown: true })).toEqual(['page-down']);
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
