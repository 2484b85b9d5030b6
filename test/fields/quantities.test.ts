import { describe, expect, it } from 'vitest';
import {
  count,
  countBetween,
  factor,
  numberBetween,
  percentage,
  positiveCount,
  positiveRate,
  rate,
  share,
  size,
} from '../../src/fields/index.ts';
import { published, sentenceFor } from './parsing.ts';

describe('a rate', () => {
  it.each([
    ['200/s', 200],
    ['12/min', 0.2],
    ['3/h', 3 / 3600],
    ['86400/d', 1],
    ['1.5k/s', 1500],
    ['1.1k/s', 1100],
    ['2M/s', 2e6],
    ['0/s', 0],
  ])('%s is %d a second', (text, perSecond) => {
    expect(rate.parse(text)).toBe(perSecond);
  });

  it.each([
    [200, '200 has no unit; write 200/s, 200/min or 200/h'],
    ['200 / s', '"200 / s" has a space in it; write 200/s'],
    ['200/sec', '"200/sec" is not understood as a rate; write 200/s'],
    ['200rps', '"200rps" is not understood as a rate; write 200/s'],
    ['200 per minute', '"200 per minute" is not understood as a rate; write 200/min'],
    ['-5', '-5 is negative; expected a rate such as 200/s, 1.5k/s, 12/min or 3/h'],
    ['fast', '"fast" is not understood; expected a rate such as 200/s, 1.5k/s, 12/min or 3/h'],
    ['2000M/s', '2000M/s is more than 1000M/s'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(rate, raw)).toBe(sentence);
  });

  it('may be asked to be more than nothing', () => {
    expect(sentenceFor(positiveRate, '0/s')).toBe('0/s is no rate at all; expected more than 0/s');
  });
});

describe('a share', () => {
  it.each([
    ['99.5%', 0.995],
    ['99.9%', 0.999],
    ['0%', 0],
    ['100%', 1],
  ])('%s is %d', (text, value) => {
    expect(share.parse(text)).toBe(value);
  });

  it.each([
    [99.5, '99.5 has no unit; write 99.5%'],
    [0.5, '0.5 has no unit; write 50% (or 0.5%)'],
    [1, '1 has no unit; write 100% (or 1%)'],
    [1.5, '1.5 has no unit; write 1.5% (150% is more than a share can be)'],
    ['10 %', '"10 %" is not understood as a share; write 10%'],
    ['10 percent', '"10 percent" is not understood as a share; write 10%'],
    ['101%', '101% is more than 100%'],
    ['-1%', '"-1%" is negative; expected a share such as 10% or 99.5%'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(share, raw)).toBe(sentence);
  });

  it('may exceed the whole when it is a percentage', () => {
    expect(percentage.parse('250%')).toBe(2.5);
    expect(sentenceFor(percentage, 1.5)).toBe('1.5 has no unit; write 150% (or 1.5%)');
    expect(sentenceFor(percentage, '2000000%')).toBe('2000000% is more than 1000000%');
  });
});

describe('a size', () => {
  it.each([
    ['512B', 512],
    ['64KB', 64_000],
    ['1MiB', 1_048_576],
    ['1.5GB', 1.5e9],
  ])('%s is %d bytes', (text, bytes) => {
    expect(size.parse(text)).toBe(bytes);
  });

  it.each([
    [64, '64 has no unit; write 64B, 64KB or 64MB'],
    ['64k', '"64k" is not understood as a size; write 64KB'],
    ['64 kb', '"64 kb" is not understood as a size; write 64KB'],
    ['64 bits', '"bits" is not a unit of data; expected one of B, KB, MB, GB, TB, KiB, MiB, GiB, TiB'],
    ['9999TB', '9999TB is more than 1000TB'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(size, raw)).toBe(sentence);
  });
});

describe('a count', () => {
  it('is a plain whole number', () => {
    expect(count.parse(0)).toBe(0);
    expect(positiveCount.parse(3)).toBe(3);
  });

  it.each([
    ['10k', '"10k" is not a whole number 0 or more; write 10000'],
    ['10', '"10" is not a whole number 0 or more; write 10'],
    [2.5, '2.5 is not a whole number 0 or more'],
    [-1, '-1 is not a whole number 0 or more'],
    [Number.NaN, 'NaN is not a whole number 0 or more'],
    [undefined, 'missing; expected a whole number, 0 or more'],
    [[], 'a list is not a whole number 0 or more'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(count, raw)).toBe(sentence);
  });

  it('says its own limits, in a sentence and in the published schema', () => {
    expect(sentenceFor(countBetween(1, 100), 101)).toBe('101 is not a whole number from 1 to 100');
    expect(published(countBetween(1, 100))).toMatchObject({ type: 'integer', minimum: 1, maximum: 100 });
  });
});

const FACTOR = 'a factor says how many times as much, from 0.000001 to 1000000: 10 is ten times, 0.5 is half';

describe('a factor', () => {
  it('is a plain number, or one with an x', () => {
    expect([10, 0.5, '10x', '2.5x'].map((raw) => factor.parse(raw))).toEqual([10, 0.5, 10, 2.5]);
  });

  it.each([
    ['ten', '"ten" is not understood; expected a factor such as 10, 0.5 or 10x'],
    ['0x', '0x is not from 0.000001 to 1000000 times'],
    [0, `0 is not a factor; ${FACTOR}`],
    [-2, `-2 is not a factor; ${FACTOR}`],
    [true, 'true is not a factor such as 10, 0.5 or 10x'],
    [undefined, 'missing; expected a factor such as 10, 0.5 or 10x'],
  ])('%j is refused: %s', (raw, sentence) => {
    expect(sentenceFor(factor, raw)).toBe(sentence);
  });
});

it('a plain number says its limits', () => {
  const shape = numberBetween(0.2, 50);
  expect(shape.parse(1.5)).toBe(1.5);
  expect(sentenceFor(shape, 60)).toBe('60 is not a number from 0.2 to 50');
  expect(sentenceFor(shape, '1.5')).toBe('"1.5" is not a number from 0.2 to 50');
});
