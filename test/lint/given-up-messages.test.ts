/** Messages that are given up in a fault (L145): as many as the sum says, and none where nothing is found. */
import { describe, expect, it } from 'vitest';
import { exampleText } from '../../src/lint/page.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { metricNamed, Run, subjectsOf } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';
import { exampleOf, formulaOf, lintOf } from './support/findings.ts';

const told = (...changes: readonly (readonly [string, string])[]) =>
  formulaOf('L145', exampleOf('L145', ...changes));

/** Dead letters of the example in a run. */
function givenUp(...changes: readonly (readonly [string, string])[]): number {
  const rule = rules.find(({ code }) => code === 'L145');
  if (rule === undefined) throw new Error('there is no rule L145');
  const { plan } = scenarioOf(exampleText({ ...rule.example, scenario: exampleOf('L145', ...changes) }));
  const run = new Run(plan, { windows: false });
  run.advance();
  const queue = subjectsOf(plan.directory, 'queue').find(({ name }) => name === 'invoices');
  return (queue && metricNamed('dead-letters')?.valueOf(run.interval(0, 120e9), queue)) ?? Number.NaN;
}

const crash = 'crash: biller';
const consumer = 'concurrency: 10, timeout: 1s';

describe('are told with how many there will be', () => {
  it.each([
    ['of one that is down', [], '= 10s < 30s; 50/s × 20s = 1000 messages', 1000],
    ['of one that fails', [[crash, 'errors: biller, share: 100%']], '50/s × 20s = 1000 messages', 1000],
    [
      'at once, without a pause',
      [['visibility: 5s', 'on-failure: now']],
      '× 0s = 0s < 30s; 50/s × 30s',
      1500,
    ],
    [
      'less what the consumer tries itself',
      [[consumer, 'concurrency: 400, retry: { attempts: 3, backoff: { base: 1s, kind: fixed } }']],
      '(3 deliveries − 1) × 5s + 2s of tries = 12s < 30s; 50/s × 18s = 900 messages',
      900,
    ],
  ] as const)('%s', (_, changes, formula, count) => {
    expect(told(...changes)).toContain(formula);
    // by luck, half a hundred more or less
    expect(Math.abs(givenUp(...changes) - count)).toBeLessThan(100);
  });

  it('says what becomes of them', () => {
    const said = (...changes: readonly (readonly [string, string])[]) =>
      lintOf(exampleOf('L145', ...changes)).findings.find(({ code }) => code === 'L145')?.sentence;
    expect(said()).toContain('ends in invoices-dead, where nobody takes it');
    expect(said([', dead-letter: invoices-dead', ''])).toContain('is dropped');
  });
});

describe('are none', () => {
  it.each([
    ['with more deliveries', [['receives: 3', 'receives: 8']]],
    ['where nearly all calls succeed', [[crash, 'errors: biller, share: 1%']]],
    ['where the consumer stands in', [[consumer, `${consumer}, fallback: { value: degraded }`]]],
  ] as const)('%s', (_, changes) => {
    expect(told(...changes)).toBeUndefined();
    expect(givenUp(...changes)).toBeLessThan(10);
  });

  it('that could be counted, where one of two replicas is left, or the consumer is busy with trying', () => {
    expect(
      told(['  biller:\n', '  biller:\n    replicas: 2\n'], [crash, 'crash: biller, replicas: one']),
    ).toBeUndefined();
    const retry = 'retry: { attempts: 3, backoff: { base: 1s, kind: fixed } }';
    expect(told([consumer, `concurrency: 200, ${retry}`])).toBeUndefined();
  });

  it('where somebody takes the dead letters', () => {
    const taken = `${consumer} }\n  - { from: invoices-dead, call: biller.issue, concurrency: 1, timeout: 1s`;
    expect(told([consumer, taken])).toBeUndefined();
  });
});
