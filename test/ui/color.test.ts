/** Who decides about colour: an explicit wish, then FORCE_COLOR, then NO_COLOR, then the kind of terminal. */
import { expect, test } from 'vitest';
import { settleColour } from '../../src/ui/color.ts';

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
