/** What an author expects of a run: how it is read, and how it is judged. */
import { describe, expect, it } from 'vitest';
import { type Expectation, judge } from '../../src/scenario/index.ts';
import { codesOf, framesOf, scenarioOf, smallest } from './support/mistakes.ts';
import { SHOP } from './support/shop.ts';

const FAULT = 'faults:\n  - { slow: web, factor: 2, at: 20s, for: 5s }\n';
const read = (item: string): Expectation =>
  scenarioOf(smallest(`${FAULT}expect:\n  - ${item}\n`)).expectations[0];
const codes = (item: string) => codesOf(smallest(`${FAULT}expect:\n  - ${item}\n`));

describe('an expectation', () => {
  it('has a metric, a subject, a time and a comparison', () => {
    expect(
      read('{ goodput: visitors, during: before-faults, at-least: 99%, note: the calm before }'),
    ).toEqual({
      metric: 'goodput',
      unit: 'share',
      subject: 'visitors',
      subjectKind: 'load',
      during: { phase: 'before-faults' },
      comparison: 'at-least',
      values: [0.99],
      note: 'the calm before',
      path: ['expect', 0],
      text: 'goodput of visitors before the faults is at least 99%',
    });
  });

  const told: readonly [item: string, text: string][] = [
    ['{ latency-p99: web.home, below: 250ms }', 'latency-p99 of web.home is below 250ms'],
    ['{ latency-p99: web, at-most: 1m30s }', 'latency-p99 of web is at most 90s'],
    [
      '{ offered: run, during: 10s..1m, between: [10/s, 30/s] }',
      'offered of the run from 10s to 1m is between 10/s and 30/s',
    ],
    [
      '{ amplification: visitors -> web.home, during: last 10s, equals: 1 }',
      'amplification of visitors -> web.home from 50s to 1m is 1x',
    ],
    [
      '{ amplification: visitors->web.home, above: 1.5x }',
      'amplification of visitors -> web.home is above 1.5x',
    ],
    ['{ in-flight: web/0, below: 4 }', 'in-flight of web/0 is below 4'],
    [
      '{ success: visitors, during: warm-up, at-least: 99.95% }',
      'success of visitors during the warm-up is at least 99.95%',
    ],
  ];
  for (const [item, text] of told) it(`reads ${item}`, () => expect(read(item).text).toBe(text));

  const wrong: readonly [story: string, item: string, code: string][] = [
    ['a metric nobody knows', '{ godput: visitors, at-least: 9% }', 'E201'],
    ['a verdict, which nothing here could judge', '{ verdict: metastable }', 'E203'],
    ['no metric', '{ at-least: 9% }', 'E203'],
    ['two metrics', '{ goodput: visitors, success: visitors, at-least: 9% }', 'E203'],
    ['no comparison', '{ goodput: visitors }', 'E202'],
    ['two comparisons', '{ goodput: visitors, at-least: 9%, below: 10% }', 'E302'],
    ['a value in the wrong unit', '{ goodput: visitors, at-least: 9ms }', 'E203'],
    ['a subject nobody knows', '{ goodput: visitor, at-least: 9% }', 'E301'],
    ['a subject of the wrong kind', '{ goodput: web, at-least: 9% }', 'E302'],
    ['an edge that is not there', '{ offered: web -> visitors, at-least: 9/s }', 'E301'],
    ['an interval that ends before it begins', '{ goodput: visitors, during: 9s..8s, at-least: 9% }', 'E302'],
    ['an interval beyond the run', '{ goodput: visitors, during: 9s..80s, at-least: 9% }', 'E302'],
    ['a length longer than the run', '{ goodput: visitors, during: last 90s, at-least: 9% }', 'E302'],
    ['a phase nobody knows', '{ goodput: visitors, during: lunch, at-least: 9% }', 'E203'],
    ['the ends of a range turned round', '{ goodput: visitors, between: [9%, 8%] }', 'E302'],
    ['a breaker where there is none', '{ open: visitors, at-most: 0% }', 'E303'],
    ['a limit where there is none', '{ limit: web/0, at-least: 3 }', 'E303'],
    ['one end of a range', '{ goodput: visitors, between: [9%] }', 'E203'],
  ];
  for (const [story, item, code] of wrong)
    it(`with ${story} is refused`, () => expect(codes(item)).toEqual([code]));

  it('of a policy is told who has one, and is let be where policies are left out', () => {
    const other =
      '  - { name: others, operation: web.home, arrivals: { poisson: 9/s }, breaker: { preset: polly } }\n';
    const asked = smallest(`${other}expect:\n  - { open: visitors, at-most: 0% }\n`);
    expect(framesOf(asked)).toMatch(/visitors has no breaker[\s\S]*or expect it of others/);
    const right = asked.replace('open: visitors', 'open: others');
    expect(codesOf(right)).toEqual([]);
    expect(codesOf(right, { without: ['breaker'] })).toEqual([]);
  });

  it('suggests the phase that was meant', () => {
    const text = SHOP.replace(/during: [a-z-]+/, 'during: befor-faults');
    expect(framesOf(text)).toContain('did you mean before-faults?');
  });

  it('tells its mistakes together with those of the system', () => {
    const text = SHOP.replace('call: orders.place', 'call: orders.plce').replace(
      'goodput: shoppers',
      'goodput: shopper',
    );
    expect(framesOf(text)).toMatch(/did you mean "place"\?[\s\S]*did you mean "shoppers"\?/);
  });
});

describe('judging', () => {
  const judged = (item: string, observed: number | undefined) => judge(read(item), observed);

  it('says what was and what was expected', () => {
    expect(judged('{ goodput: visitors, during: before-faults, at-least: 99% }', 0.9821)).toEqual({
      held: false,
      observed: 0.9821,
      sentence: 'goodput of visitors before the faults was 98.2%, expected at least 99%',
    });
  });

  it('counts the limit itself to at-least, at-most, between and equals, and not to above and below', () => {
    const held = (comparison: string) => judged(`{ goodput: visitors, ${comparison} }`, 0.5).held;
    expect(
      ['at-least: 50%', 'at-most: 50%', 'between: [50%, 60%]', 'between: [40%, 50%]', 'equals: 50%'].map(
        held,
      ),
    ).toEqual([true, true, true, true, true]);
    expect(['above: 50%', 'below: 50%'].map(held)).toEqual([false, false]);
  });

  it('shows as many digits as it takes to see the difference', () => {
    expect(judged('{ goodput: visitors, at-least: 99.9% }', 0.998999).sentence).toContain(
      'was 99.8999%, expected at least 99.9%',
    );
    expect(judged('{ latency-p99: visitors, below: 250ms }', 250_000_001).sentence).toContain(
      'was 250.000001ms',
    );
  });

  it('does not hold where nothing was there to measure', () => {
    for (const nothing of [undefined, Number.NaN]) {
      expect(judged('{ latency-p99: visitors, below: 250ms }', nothing)).toEqual({
        held: false,
        observed: undefined,
        sentence: 'latency-p99 of visitors was not observed, expected below 250ms',
      });
    }
  });

  it('speaks of each unit in its own words', () => {
    const said = (item: string, observed: number) => judged(item, observed).sentence.split(', expected')[0];
    expect(said('{ offered: visitors, above: 1/s }', 187.34)).toBe('offered of visitors was 187/s');
    expect(said('{ latency-p50: visitors, below: 2s }', 1_234_567_890)).toBe(
      'latency-p50 of visitors was 1.23s',
    );
    expect(said('{ latency-p50: visitors, below: 2s }', 1_234)).toBe('latency-p50 of visitors was 1.23us');
    expect(said('{ amplification: visitors, below: 4 }', 3.4159)).toBe('amplification of visitors was 3.42x');
    expect(said('{ in-flight: web, below: 40000 }', 12_345.6)).toBe('in-flight of web was 12346');
    expect(said('{ goodput: visitors, at-most: 100% }', 0.99954)).toBe('goodput of visitors was 99.95%');
  });
});
