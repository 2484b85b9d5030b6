/** What the sums say comes true in a run: what is found loses goodput, and what is not found does not. */
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/index.ts';
import { servedInTime, settledLoad } from '../../src/lint/sketch/index.ts';
import { metricNamed, Run } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';

/** Codes that are found in a scenario, and the goodput of its first load in an interval of it. */
function seen(text: string, from: number, to: number) {
  const scenario = scenarioOf(text);
  const run = new Run(scenario.plan, { windows: false, moments: [from * 1e9, to * 1e9] });
  run.advance();
  const goodput = metricNamed('goodput')?.valueOf(run.interval(from * 1e9, to * 1e9), {
    kind: 'load',
    index: 0,
  });
  return { codes: lint(scenario).findings.map(({ code }) => code), goodput: goodput ?? Number.NaN };
}

/** Systems that can serve 100 requests of `ask` a second, each for another reason. */
const systems: Readonly<Record<string, string>> = {
  'threads that compute': `  web: { concurrency: { threads: 10 }, queue: { limit: 20 }, operations: { ask: [ { work: { exponential: 100ms } } ] } }`,
  'threads that wait for others': `  web: { concurrency: { threads: 10 }, queue: { limit: 20 }, operations: { ask: [ { work: 10ms }, { call: back.work, timeout: 5s } ] } }
  back: { concurrency: { threads: 500 }, operations: { work: [ { work: { uniform: { from: 60ms, to: 120ms } } } ] } }`,
  'the slower of two calls at a time': `  web: { concurrency: { threads: 500 }, operations: { ask: [ { parallel: [ { call: back.work, timeout: 5s }, { call: back.rest, timeout: 5s } ] } ] } }
  back: { replicas: 2, concurrency: { threads: 5 }, queue: { limit: 20 }, operations: { work: [ { work: 60ms } ], rest: [ { work: 40ms } ] } }`,
  'calls that some make once and some three times': `  web: { concurrency: { threads: 500 }, operations: { ask: [ { branch: [ { weight: 1, steps: [ { call: back.work, timeout: 5s } ] }, { weight: 1, steps: [ { repeat: { times: 3, steps: [ { call: back.work, timeout: 5s } ] } } ] } ] } ] } }
  back: { concurrency: { threads: 10 }, queue: { limit: 20 }, operations: { work: [ { work: { exponential: 50ms } } ] } }`,
  'shared cores': `  web: { concurrency: { async: 40 }, cores: 2, queue: { limit: 10 }, operations: { ask: [ { work: { exponential: 20ms } }, { sleep: 30ms } ] } }`,
};

describe('a service', () => {
  const text = (services: string, rate: number) => `title: An agreement
run: { length: 100s, warmup: 20s, seed: 1 }
services:
${services}
load:
  - { name: people, operation: web.ask, arrivals: { poisson: ${rate}/s }, within: 5s }
`;

  it.each(Object.entries(systems))(
    'that is found overloaded loses requests, one that is not does not: %s',
    (_, services) => {
      const over = seen(text(services, 125), 40, 100);
      expect(over.codes).toContain('L101');
      expect(over.goodput).toBeLessThan(0.9);
      const under = seen(text(services, 75), 40, 100);
      expect(under.codes).toEqual([]);
      expect(under.goodput).toBeGreaterThan(0.98);
    },
  );
});

/** Orders ask payments, which serve 200 a second of the 140 they get; payments are slow for a minute. */
const storm = (
  change: Partial<Record<'rate' | 'attempts' | 'timeout' | 'queue' | 'slots' | 'policies', string>>,
) => {
  const {
    rate = '140/s',
    attempts = '4',
    timeout = '500ms',
    queue = '{ limit: 400 }',
    slots = '5000',
    policies = '',
  } = change;
  return `title: An agreement
run: { length: 6m, warmup: 10s, seed: 1 }
services:
  orders:
    concurrency: { threads: ${slots} }
    queue: { limit: 50 }
    operations:
      place:
        - call: payments.charge
          retry: { attempts: ${attempts} }
          timeout: ${timeout}${policies}
  payments:
    replicas: 2
    concurrency: { threads: 5 }
    queue: ${queue}
    operations: { charge: [ { work: { exponential: 50ms } } ] }
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: ${rate} } }
faults:
  - { slow: payments, factor: 10, at: 30s, for: 60s }
`;
};

describe('a service that is slow for a minute', () => {
  it.each([
    ['four attempts', {}],
    ['two attempts', { attempts: '2' }],
    ['few requests and many attempts', { rate: '60/s', attempts: '8' }],
    ['just enough slots before it', { slots: '120' }],
    ['a budget too large', { attempts: '4, budget: 60%' }],
    ['hedges', { attempts: '1', policies: '\n          hedge: { delay: 200ms, max: 3 }' }],
  ] as const)('does not heal where its retries are found to keep it down: %s', (_, change) => {
    const { codes, goodput } = seen(storm(change), 300, 360);
    expect(codes).toContain('L104');
    expect(goodput).toBeLessThan(0.1);
  });

  it.each([
    [140, 4],
    [140, 3],
    [100, 5],
    [170, 2],
  ])(
    'serves as few in time as the sum says, where those who wait no more leave the queue: %i/s, %i attempts',
    (rate, attempts) => {
      const queue = '{ limit: 400 }\n    cancellation: queued';
      const { codes, goodput } = seen(
        storm({ rate: `${rate}/s`, attempts: String(attempts), queue }),
        300,
        360,
      );
      expect(codes).toContain('L104');
      const load = settledLoad(rate / 200, attempts, 5);
      const isGood = servedInTime(load, 5) / load;
      const bound = 1 - (1 - isGood) ** attempts;
      // some of those whose caller has left are served, until the news of it has come: a little fewer are in time
      expect(goodput).toBeLessThan(bound);
      expect(goodput).toBeGreaterThan(bound / 2);
    },
  );

  it.each([
    ['one attempt', { attempts: '1' }],
    ['so few requests that all attempts can be served', { rate: '40/s' }],
    ['a budget', { attempts: '4, budget: 20%' }],
    ['hedges with a budget', { attempts: '1', policies: '\n          hedge: { delay: 200ms, budget: 10% }' }],
    ['a door', { queue: '{ limit: 400 }\n    admission: [ { limiter: { kind: concurrency, limit: 30 } } ]' }],
    ['a short queue', { queue: '{ limit: 40 }' }],
    ['a queue that outlasts the timeout by little', { queue: '{ limit: 55 }' }],
    ['those who came last first', { queue: '{ limit: 400, order: lifo }' }],
    ['a wait that has an end', { queue: '{ limit: 400, wait: 300ms }' }],
    ['a timeout longer than the queue', { timeout: '5s' }],
    ['too few slots before it for a storm', { slots: '80' }],
    [
      'a queue that those leave who wait no more, and few attempts',
      { rate: '110/s', attempts: '2', queue: '{ limit: 400 }\n    cancellation: queued' },
    ],
    ['work that stops when its caller leaves', { queue: '{ limit: 400 }\n    cancellation: full' }],
    ['a breaker', { policies: '\n          breaker: { window: 20, minimum: 10, open: 5s }' }],
  ] as const)('heals where nothing is found: %s', (_, change) => {
    const { codes, goodput } = seen(storm(change), 300, 360);
    expect(codes).not.toContain('L104');
    expect(goodput).toBeGreaterThan(0.9);
  });
});
