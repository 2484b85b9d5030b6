/** Every scenario we ship shows what it says, and not only with the luck it was written with. */
import { describe, expect, it } from 'vitest';
import { brokenClaims, seedsFor } from './claims.ts';
import { scenariosIn, shipped } from './shipped.ts';

const SEEDS = 50;
/** Fifty runs of a few hundred milliseconds, on a machine that is busy with other things. */
const LONG = 240_000;

const ours = scenariosIn('scenarios');
const regressions = scenariosIn('scenarios/regressions');

describe('every claim', () => {
  it.each(ours)('of $name holds with fifty seeds', { timeout: LONG }, (one) => {
    expect(brokenClaims(one, seedsFor(one, SEEDS)).join('\n')).toBe('');
  });

  it.each(regressions)('of the regression $name holds', (one) => {
    expect(brokenClaims(one, seedsFor(one, 1)).join('\n')).toBe('');
  });
});

describe('every scenario', () => {
  it.each([...ours, ...regressions])('says what $name asks, explains and expects', ({ scenario }) => {
    expect(scenario.title).not.toBe('');
    expect(scenario.question, 'a question').toMatch(/\?$/);
    expect(scenario.description, 'a description').toMatch(/\w/);
    expect(scenario.expectations, 'expectations').not.toEqual([]);
    expect(scenario.warnings, 'warnings').toEqual([]);
  });
});

describe('checking claims', () => {
  it('takes the seed of the scenario first, and none twice', () => {
    expect(seedsFor(shipped('scenarios', 'retry-storm'), 4)).toEqual(['7', '1', '2', '3']);
    expect(seedsFor(shipped('scenarios', 'healthy'), 3)).toEqual(['1', '2', '3']);
  });

  it('tells a claim that does not hold, with the scenario, the seed and what was observed', () => {
    const falsified = ['run.length=20s', 'expect=[ { latency-p99: buyers, at-most: 1ms } ]'];
    const told = brokenClaims(shipped('scenarios', 'healthy', { set: falsified }), ['1', '2']);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(
      /^scenarios\/healthy\.yaml, seed 1: latency-p99 of buyers was \d+(\.\d+)?ms, expected at most 1ms$/,
    );
    expect(told[1]).toContain('seed 2');
  });

  it('finds a claim that holds with some seeds only', () => {
    const lucky = ['run.length=20s', 'expect=[ { offered: buyers, at-least: 50/s } ]'];
    const told = brokenClaims(
      shipped('scenarios', 'healthy', { set: lucky }),
      Array.from({ length: 20 }, (_, i) => String(i)),
    );
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(20);
  });
});
