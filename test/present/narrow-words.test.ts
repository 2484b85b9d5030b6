/** Numbers in few columns: always with a unit, never more digits than mean something. */
import { expect, test } from 'vitest';
import { printable } from '../../src/base/printable.ts';
import { narrow, sayClock, sayDepth, sayEnd, sayFactor } from '../../src/present/words.ts';

const { sayCount, sayLength, sayRate, sayShare } = narrow;

test('a length is said in the unit a person would choose', () => {
  const said = [850, 12_340, 999_400, 1e6, 12.34e6, 999.4e6, 999.6e6, 1.234e9, 34.2e9, 150e9].map(sayLength);
  expect(said).toEqual(['850ns', '12us', '999us', '1ms', '12ms', '999ms', '1s', '1.2s', '34s', '2.5m']);
});

test('a rate and a count never need more than six columns', () => {
  expect([0, 0.42, 4.24, 42.4, 424, 4242, 42_424, 424_242, 4_242_424].map(sayRate)).toEqual([
    '0/s',
    '0.42/s',
    '4.2/s',
    '42/s',
    '424/s',
    '4242/s',
    '42k/s',
    '424k/s',
    '4.2M/s',
  ]);
  expect(sayCount(Number.POSITIVE_INFINITY)).toBe('any');
});

test('a share that is not quite nothing or everything is never said to be', () => {
  expect([0, 0.0001, 0.02, 0.5, 0.994, 0.9999, 1].map(sayShare)).toEqual([
    '0%',
    '<1%',
    '2%',
    '50%',
    '99%',
    '>99%',
    '100%',
  ]);
});

test('what was not measured is a dash, not a number', () => {
  expect([sayLength, sayRate, sayShare, sayCount, sayDepth, sayFactor].map((say) => say(Number.NaN))).toEqual(
    Array(6).fill('-'),
  );
});

test('a queue that is empty most of the time has no depth worth a digit', () => {
  expect([0.01, 0.06, 0.4, 3.4, 12_345].map(sayDepth)).toEqual(['0', '0.1', '0.4', '3.4', '12k']);
});

test('a clock shows tenths, and hours when there are some', () => {
  expect([0, 83.45e9, 600e9, 3_723.5e9].map(sayClock)).toEqual(['0:00.0', '1:23.4', '10:00.0', '1:02:03.5']);
  expect(sayEnd(240e9)).toBe('4:00');
});

test('a text that could command the terminal is made harmless', () => {
  expect(printable('a\u001b[2Jb\nc\u009bd\u202ee')).toBe('a [2Jb c d e');
});
