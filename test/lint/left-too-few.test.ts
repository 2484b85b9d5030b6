/** What a fault leaves (L109): what is found loses requests at those who are left, and what is not found does not. */
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/index.ts';
import { metricNamed, Run } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';

/** Three replicas that serve 100 a second each get 240. */
const shop = (fault: string, more = '', call = '') => `title: An outage
run: { length: 2m, warmup: 10s, seed: 1 }
services:
  web:
    concurrency: { threads: 2000 }
    operations: { buy: [ { call: payments.charge${call}, timeout: 2s } ] }
  payments:
    replicas: 3
    zones: [ a, b, c ]
    concurrency: { threads: 10 }
    queue: { limit: 50 }
    ${more}
    operations: { charge: [ { work: { exponential: 100ms } } ] }
load:
  - { name: shoppers, operation: web.buy, arrivals: { poisson: 240/s } }
faults:
  - { ${fault} }
`;

/** What is found, and how busy those are who are left. */
function seen(text: string) {
  const scenario = scenarioOf(text);
  const run = new Run(scenario.plan, { windows: false, moments: [60e9, 90e9] });
  run.advance();
  const of = { kind: 'load', index: 0 } as const;
  const finding = lint(scenario).findings.find(({ code }) => code === 'L109');
  return {
    formula: finding?.formula,
    failure: metricNamed('failure')?.valueOf(run.interval(60e9, 90e9), of) ?? Number.NaN,
  };
}

const retry = ', retry: { attempts: 3 }';
const check = 'health: { check: { lane: dedicated, every: 1s } }';

describe('the others are asked instead', () => {
  it.each([
    ['of one that is drained', shop('drain: payments, replicas: one, at: 30s, for: 60s')],
    [
      'of one that callers try again after',
      shop('crash: payments, replicas: one, at: 30s, for: 60s', '', retry),
    ],
    ['of one that a check removes', shop('crash: payments, replicas: one, at: 30s, for: 60s', check)],
    ['of a zone that is dark', shop('zone-outage: zone b, at: 30s, for: 60s', check)],
    ['of each in its turn', shop('deploy: payments, restart: 20s, drain: 1s, at: 30s, for: 63s', '')],
  ])('%s, and it is too much', (_, text) => {
    const { formula, failure } = seen(text);
    expect(formula).toContain('> 2 replicas × 10 threads ÷ 100ms = 200/s');
    // 40 of 240 a second find no place
    expect(failure).toBeGreaterThan(0.12);
  });

  it('less what fails three times', () => {
    expect(seen(shop('crash: payments, replicas: one, at: 30s, for: 60s', '', retry)).formula).toBe(
      '240/s × 96.3% = 231/s > 2 replicas × 10 threads ÷ 100ms = 200/s: 116% busy, and in 60s 1867 too many (the queues hold 100)',
    );
  });
});

describe('nothing is found', () => {
  const enough = (text: string) => text.replace('poisson: 240/s', 'poisson: 170/s');

  it('where the others have room', () => {
    const { formula, failure } = seen(enough(shop('drain: payments, replicas: one, at: 30s, for: 60s')));
    expect(formula).toBeUndefined();
    expect(failure).toBeLessThan(0.01);
  });

  it('where those who choose the dead one fail, and the others notice nothing', () => {
    const { formula, failure } = seen(shop('crash: payments, replicas: one, at: 30s, for: 60s'));
    expect(formula).toBeUndefined();
    // one of three, and no more
    expect(failure).toBeLessThan(0.35);
  });

  it.each([
    ['where it is soon over', shop('drain: payments, replicas: one, at: 30s, for: 2s')],
    ['where all are taken', shop('crash: payments, at: 30s, for: 60s', check)],
    [
      'where a door turns the rest away',
      shop(
        'drain: payments, replicas: one, at: 30s, for: 60s',
        'admission: [ { limiter: { kind: concurrency, limit: 12 } } ]',
      ),
    ],
    [
      'where callers panic, and ask the dead again',
      shop('crash: payments, replicas: 2, at: 30s, for: 60s', check),
    ],
    [
      'where a budget keeps retries few',
      shop('crash: payments, replicas: one, at: 30s, for: 60s', '', ', retry: { attempts: 3, budget: 10% }'),
    ],
  ])('%s', (_, text) => {
    expect(lint(scenarioOf(text)).findings.map(({ code }) => code)).not.toContain('L109');
  });
});
