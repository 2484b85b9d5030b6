/** Services that wait for each other (L166): where they are found to stand still for good they do, and elsewhere they recover. */
import { describe, expect, it } from 'vitest';
import { EXAMPLE_HEAD } from '../../src/lint/page.ts';
import { codesOf, exampleOf, formulaOf, lintOf } from './support/findings.ts';
import { observed } from './support/observed.ts';

type Changes = readonly (readonly [string, string])[];

/** The example with some changes; offers are slow for ten seconds. */
function seen(changes: Changes) {
  const text = exampleOf('L166', ...changes);
  const goodput = observed(`${EXAMPLE_HEAD}${text}\n`, {
    fault: '{ slow: offers, factor: 200, at: 30s, for: 10s }',
    metric: 'goodput',
    of: ['load', 'shoppers'],
    during: [70, 120],
  });
  return { isFound: codesOf(text).includes('L166'), goodput };
}

const LOOK = '      look: [ { work: 10ms } ]';

describe('a circle', () => {
  it.each<[string, Changes]>([
    ['as it is', []],
    ['a queue without limit', [['limit: 100', 'limit: none']]],
    [
      'more replicas and threads, and as many more requests',
      [
        ['orders:\n    conc', 'orders:\n    replicas: 2\n    conc'],
        ['50/s', '100/s'],
      ],
    ],
    [
      'a service in between',
      [
        ['{ call: offers.apply', '{ call: front.ask'],
        [
          '  offers:',
          '  front:\n    concurrency: { async: 500 }\n    operations: { ask: [ { call: offers.apply, timeout: 900ms } ] }\n  offers:',
        ],
      ],
    ],
    [
      'nobody in between',
      [
        [
          '{ call: offers.apply, timeout: 1s }',
          '{ call: orders.look, timeout: 900ms }, { call: offers.apply, timeout: 1s }',
        ],
        [', { call: orders.look, timeout: 800ms }', ''],
      ],
    ],
    [
      'only some who come back',
      [
        [
          '{ call: orders.look, timeout: 800ms }',
          '{ branch: [ { share: 60%, steps: [ { call: orders.look, timeout: 800ms } ] } ] }',
        ],
      ],
    ],
  ])('stands still for good where that is found: %s', (_, changes) => {
    const { isFound, goodput } = seen(changes);
    expect(isFound).toBe(true);
    expect(goodput).toBeLessThan(0.5);
  });

  it.each<[string, Changes]>([
    ['a bulkhead', [['offers.apply, timeout', 'offers.apply, bulkhead: { limit: 5 }, timeout']]],
    [
      'another service for what is asked in return',
      [
        [`${LOOK}\n`, ''],
        ['{ call: orders.look', '{ call: views.look'],
        ['  offers:', `  views:\n    concurrency: { threads: 10 }\n    operations:\n${LOOK}\n  offers:`],
      ],
    ],
    [
      'short timeouts',
      [
        ['timeout: 800ms', 'timeout: 100ms'],
        ['timeout: 1s', 'timeout: 150ms'],
      ],
    ],
    ['a short queue', [['limit: 100', 'limit: 15']]],
    ['threads enough', [['threads: 10', 'threads: 60']]],
    [
      'a notice that nobody waits for',
      [['{ call: orders.look, timeout: 800ms }', '{ notify: orders.look }']],
    ],
    [
      'few who come back',
      [
        [
          '{ call: orders.look, timeout: 800ms }',
          '{ branch: [ { share: 10%, steps: [ { call: orders.look, timeout: 800ms } ] } ] }',
        ],
      ],
    ],
    [
      'too few slots in between',
      [
        ['threads: 200', 'threads: 5'],
        ['operations:\n      apply', 'queue: { limit: 0 }\n    operations:\n      apply'],
      ],
    ],
  ])('recovers where nothing is found: %s', (_, changes) => {
    const { isFound, goodput } = seen(changes);
    expect(isFound).toBe(false);
    expect(goodput).toBeGreaterThan(0.9);
  });

  it('is told at the call that leaves the service, with what holds its slots', () => {
    const [found] = lintOf(exampleOf('L166')).findings;
    expect(found.range?.line).toBe(8);
    expect(found.sentence).toContain('the circle orders -> offers -> orders');
    expect(formulaOf('L166', exampleOf('L166'))).toBe(
      '50/s × 815ms = 40.8 > 10 threads; 100 waiting > 36/s × 800ms = 28.8',
    );
  });

  it('takes nobody else’s slots: who is asked only by the callee does not ask while that hangs (L138)', () => {
    expect(codesOf(exampleOf('L166'))).not.toContain('L138');
    const beside = '- { name: clerks, operation: orders.look, arrivals: { poisson: 10/s }, timeout: 5s }';
    expect(codesOf(exampleOf('L166', ['load:', `load:\n  ${beside}`]))).toContain('L138');
  });
});
