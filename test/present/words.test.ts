import { describe, expect, it } from 'vitest';
import {
  sayCount,
  sayInstant,
  sayLength,
  sayNumberOf,
  sayRate,
  sayRatio,
  sayShare,
  saySpan,
} from '../../src/present/words.ts';

describe('numbers in words', () => {
  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.9996, '>99.9%'],
    [0.0002, '<0.1%'],
    [0.981, '98.1%'],
    [0.98149, '98.1%'],
    [2.5, '250%'],
    [Number.NaN, '–'],
  ])('the share %d is %s', (share, words) => expect(sayShare(share)).toBe(words));

  it.each([
    [0, '0'],
    [0.5, '0.5'],
    [3.456, '3.46'],
    [99.96, '100'],
    [128.4, '128'],
    [1474, '1474'],
    [9999.6, '10k'],
    [28_100, '28.1k'],
    [999_600, '1M'],
    [2_960_000, '2.96M'],
    [1.2e9, '1.2G'],
    [Number.NaN, '–'],
  ])('the count %d is %s', (count, words) => expect(sayCount(count)).toBe(words));

  it.each([
    [0, '0s'],
    [840, '840ns'],
    [12_400, '12.4us'],
    [12.4e6, '12.4ms'],
    [999.9e6, '1s'],
    [1.239e9, '1.24s'],
    [250e9, '250s'],
    [Number.NaN, '–'],
  ])('the length %d is %s', (length, words) => expect(sayLength(length)).toBe(words));

  it.each([
    [0, '0s'],
    [5e6, '5ms'],
    [47.58e9, '47.5s'],
    [60e9, '1m'],
    [80e9, '1m20s'],
    [3605e9, '1h'],
    [3720e9, '1h02m'],
  ])('the instant %d is %s', (instant, words) => expect(sayInstant(instant)).toBe(words));

  it.each([
    [60e9, 80e9, '1m to 1m20s'],
    [60e9, 60.4e9, '1m for 400ms'],
    [3605e9, 3655e9, '1h for 50s'],
    [0, 5e6, '0s to 5ms'],
  ])('from the instant %d to %d is %s', (from, to, words) => expect(saySpan(from, to)).toBe(words));

  it('have their unit', () => {
    expect(sayRate(200)).toBe('200/s');
    expect(sayRatio(2.954)).toBe('2.95x');
    expect(sayRatio(12.34)).toBe('12.3x');
    expect(sayRate(Number.NaN)).toBe('–');
  });

  it('agree with the thing they count', () => {
    expect(sayNumberOf(1, 'fault')).toBe('1 fault');
    expect(sayNumberOf(1_200_000, 'event')).toBe('1,200,000 events');
  });
});
