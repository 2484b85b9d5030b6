/** Who decides about colour: an explicit wish, then FORCE_COLOR, then NO_COLOR, then the kind of terminal. */
import { expect, test } from 'vitest';
import { settleColour } from '../../src/ui/color.ts';
import { dimLook, troubleLook } from '../../src/ui/live/text-looks.ts';

test('NO_COLOR switches colour off, also for the library that does not know it', () => {
  const environment: Record<string, string | undefined> = { NO_COLOR: '1' };
  expect(settleColour(environment)).toBe('none');
  expect(environment.FORCE_COLOR).toBe('0');
});

test('an empty NO_COLOR counts as unset, and a dumb terminal has no colour', () => {
  expect(settleColour({ NO_COLOR: '' })).toBe('ansi');
  expect(settleColour({ TERM: 'dumb' })).toBe('none');
});

test('FORCE_COLOR beats NO_COLOR, and a wish on the command line beats both', () => {
  expect(settleColour({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe('ansi');
  expect(settleColour({ FORCE_COLOR: '0' })).toBe('none');
  expect(settleColour({ NO_COLOR: '1' }, 'always', 'rgb')).toBe('rgb');
  const environment: Record<string, string | undefined> = { FORCE_COLOR: '3' };
  expect(settleColour(environment, 'never')).toBe('none');
  expect(environment.FORCE_COLOR).toBe('0');
});

test('a terminal that says it is light gets the colours for it; the command line says it louder', () => {
  expect(settleColour({ COLORFGBG: '0;15' })).toBe('ansi-light');
  expect(settleColour({ COLORFGBG: '0;default;7' }, 'auto', 'rgb')).toBe('rgb-light');
  for (const dark of ['15;0', '7;8', '12;default', 'what', '', '0;99'])
    expect(settleColour({ COLORFGBG: dark }), dark).toBe('ansi');
  expect(settleColour({ COLORFGBG: '0;15' }, 'auto', 'ansi', 'dark')).toBe('ansi');
  expect(settleColour({}, 'auto', 'rgb', 'light')).toBe('rgb-light');
  expect(settleColour({ NO_COLOR: '1', COLORFGBG: '0;15' })).toBe('none');
});

test('what Ink draws has the colours of what is painted', () => {
  expect(troubleLook('ansi-light')).toEqual({ color: 'ansi256(124)' });
  expect(troubleLook('rgb')).toEqual({ color: 'rgb(213,94,0)' });
  expect(troubleLook('ansi')).toEqual({ color: 'redBright' });
  expect(troubleLook('none')).toEqual({});
  expect(dimLook('ansi')).toEqual({ dimColor: true });
  expect(dimLook('ansi-light')).toEqual({ color: 'ansi256(241)' });
});
