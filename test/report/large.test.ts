/** The page about a large system: nothing runs over, nothing is lost without a word, and all of it is there for who wants it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import type { HotSpot } from '../../src/present/hot-spots.ts';
import type { Result } from '../../src/present/result.ts';
import { paintOf } from '../../src/report/paint.ts';
import { storyText } from '../../src/report/text.ts';
import { CITY } from './support/city.ts';
import { resultOf } from './support/results.ts';

let result: Result;
let duringFaults: readonly HotSpot[];
beforeAll(async () => {
  result = await resultOf(CITY);
  duringFaults = result.summary.hot.find(({ phase }) => phase === 'during-faults')?.spots ?? [];
});

const linesOf = (width: number, isFull = false) =>
  storyText(result, { width, paint: paintOf(false), isFull })
    .trimEnd()
    .split('\n');
/** From a word in the margin to the next. */
const section = (lines: readonly string[], word: string) => {
  const from = lines.findIndex((line) => line.startsWith(word));
  const length = lines.slice(from + 1).findIndex((line) => !line.startsWith(' '));
  return lines.slice(from, from + 1 + length);
};

describe('forty services and ten loads', () => {
  it('are what is told of', () => {
    expect(Object.keys(result.numbers!.totals.whole.service)).toHaveLength(40);
    expect(result.summary.loads).toHaveLength(10);
    expect(duringFaults.length).toBeGreaterThan(10);
    expect(result.summary.policies.length).toBeGreaterThan(2);
  });

  it.each([60, 80, 100, 200])('fit %d columns', (width) => {
    for (const isFull of [false, true])
      for (const line of linesOf(width, isFull)) expect(textColumns(line), line).toBeLessThanOrEqual(width);
  });

  it('have their reasons below their numbers where there is no room beside them', () => {
    const reason = /^( *)\d+(\.\d)?% (refused|timed out|rejected|error)/;
    const below = linesOf(80).flatMap((line) => reason.exec(line)?.[1].length ?? []);
    expect(below.length).toBeGreaterThan(0);
    expect(new Set(below)).toEqual(new Set(['payments-customers '.length]));
  });

  it('are counted where not all are told', () => {
    const lines = linesOf(80);
    const { policies } = result.summary;
    expect(lines).toContain('and 8 other loads, none served worse (| cat shows all)');
    expect(section(lines, 'hot during').at(-1)?.trim()).toBe(
      `and ${duringFaults.length - 2} more services (| cat shows all)`,
    );
    expect(section(lines, 'policies').at(-1)?.trim()).toMatch(
      new RegExp(`^and ${policies.length - 2} more places? where policies acted \\(\\| cat shows all\\)$`),
    );
  });

  it('are all told where it need not fit a screen', () => {
    const lines = linesOf(200, true);
    const hot = section(lines, 'hot during').map((line) => line.slice(15).split(':')[0]);
    expect(hot).toEqual(duringFaults.map(({ service }) => service));
    const acted = section(lines, 'policies').map((line) => line.slice(15).split(':')[0]);
    expect(acted).toEqual(result.summary.policies.map(({ who }) => who));
    expect(lines.join('\n')).not.toContain('cat shows all');
  });
});
