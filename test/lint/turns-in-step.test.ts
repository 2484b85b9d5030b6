/** Calls that take turns in step (L159): what is said of them, when nothing is, and what runs show. */
import { describe, expect, it } from 'vitest';
import { exampleText, mendedText } from '../../src/lint/page.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { metricNamed, Run, subjectsOf } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';
import { codesOf, exampleOf, formulaOf } from './support/findings.ts';

const changed = (...changes: readonly (readonly [string, string])[]) => exampleOf('L159', ...changes);
const stock = 'replicas: 2\n    zones: [ a, b ]';
const payments = 'replicas: 2\n    zones: [ b, c ]';

describe('turns in step', () => {
  it('are told by what they may come to, and what chance would', () => {
    expect(formulaOf('L159', exampleOf('L159'))).toBe(
      'turns in which both are up: 0% to 50%, by where each of 2 replicas of orders begins; by chance 1/2 × 1/2 = 25%',
    );
    const three = changed(
      [stock, 'replicas: 3\n    zones: [ a, b, c ]'],
      [payments, 'replicas: 3\n    zones: [ b, c, d ]'],
    );
    // a c are up of the one, c d of the other: a distance of two brings a to d and c to c
    expect(formulaOf('L159', three)).toContain('both are up: 33.3% to 66.7%');
    expect(formulaOf('L159', three)).toContain('2/3 × 2/3 = 44.4%');
  });

  it('make no difference where each replica of one meets each of the other', () => {
    expect(codesOf(changed([payments, 'replicas: 3\n    zones: [ b, c, d ]']))).toEqual([]);
    // the even of six meet the even of four, and of both kinds there are two up
    const six = [stock, 'replicas: 6\n    zones: [ a, b, c ]'] as const;
    expect(codesOf(changed(six, [payments, 'replicas: 4\n    zones: [ a, b ]']))).toEqual([]);
  });

  it('make no difference where the fault leaves one of them alone', () => {
    expect(codesOf(changed(['crash: zone b', 'crash: zone c']))).toEqual([]);
    expect(codesOf(changed(['crash: zone b', 'slow: stock, factor: 2']))).toEqual([]);
  });

  it('are broken by whatever else turns a wheel, or leaves out who is down', () => {
    const call = '{ call: stock.reserve, timeout: 500ms }';
    for (const other of [
      '{ call: stock.reserve, retry: { attempts: 2 }, timeout: 500ms }',
      '[ { work: { exponential: 5ms } }, { call: stock.reserve, timeout: 500ms } ]',
      `${call}\n            - ${call}`,
    ])
      expect(codesOf(changed([call, other])), other).toEqual([]);
    expect(codesOf(changed([stock, `${stock}\n    ejection: envoy`]))).not.toContain('L159');
    expect(
      codesOf(
        changed([stock, `${stock}\n    health: { check: { lane: dedicated, every: 1s, timeout: 500ms } }`]),
      ),
    ).not.toContain('L159');
    expect(
      codesOf(
        changed(
          [
            'parallel:\n            - { call: stock',
            'repeat:\n            times: 1\n            steps:\n             - { call: stock',
          ],
          ['            - { call: payments', '             - { call: payments'],
        ),
      ),
    ).toEqual([]);
  });

  it('even out over many callers', () => {
    const callers = (count: number) =>
      codesOf(changed(['orders:\n    replicas: 2', `orders:\n    replicas: ${count}`]));
    expect(callers(20)).toEqual(['L159']);
    expect(callers(21)).toEqual([]);
  });
});

describe('in runs', () => {
  const rule = rules.find(({ code }) => code === 'L159');
  if (rule === undefined) throw new Error('there is no L159');
  const seeds = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'];
  const goodputs = (text: string) =>
    seeds.map((seed) => {
      const { plan } = scenarioOf(text.replace('warmup: 10s', `warmup: 10s, seed: ${seed}`));
      const run = new Run(plan, { windows: false, moments: [31e9, 60e9] });
      run.advance();
      const [buyers] = subjectsOf(plan.directory, 'load');
      return metricNamed('goodput')?.valueOf(run.interval(31e9, 60e9), buyers) ?? Number.NaN;
    });

  it('each seed has one of the three sums of two callers, and chance lies between', () => {
    const shares = goodputs(exampleText(rule.example));
    for (const share of shares)
      expect(Math.min(...[0, 0.25, 0.5].map((sum) => Math.abs(share - sum)))).toBeLessThan(0.03);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.2);
    for (const share of goodputs(mendedText(rule.example))) expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
  });
});
