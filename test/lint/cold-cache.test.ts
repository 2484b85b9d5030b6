/** An empty cache (L162): where it is found never to fill, it does not in a run; where nothing is found it does. */
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/index.ts';
import { entriesOf, missesLeft } from '../../src/lint/sketch/index.ts';
import { metricNamed, Run } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';
import { codesOf, exampleOf, lintOf, saidOf } from './support/findings.ts';

type Change = Partial<
  Record<'keys' | 'cache' | 'policies' | 'queue' | 'timeout' | 'slots' | 'threads' | 'rate', string>
>;

/** A database that serves 80 a second behind the caches of two servers, which fill slowly and are emptied at 100 s. */
const site = (change: Change) => {
  const { keys = '{ count: 300 }', cache = '{ ttl: 2m, jitter: 50% }', policies = '' } = change;
  const {
    queue = '{ limit: 200 }',
    timeout = '500ms',
    slots = '5000',
    threads = '4',
    rate = '40/s',
  } = change;
  return `title: A cold cache
run: { length: 5m, warmup: 70s, seed: 1 }
services:
  web:
    replicas: 2
    concurrency: { threads: ${slots} }
    queue: { limit: 50 }
    operations:
      read:
        - call: database.query
          policies:
            - cache: ${cache}
            - timeout: ${timeout}${policies}
  database:
    concurrency: { threads: ${threads} }
    queue: ${queue}
    operations: { query: [ { work: { exponential: 50ms } } ] }
load:
  - name: readers
    operation: web.read
    keys: ${keys}
    arrivals: { poisson: ${rate} }
    profile: [ { ramp: 5, at: 0s, for: 60s } ]
faults:
  - { restart: web, down: 2s, at: 100s }
`;
};

/** Is it found, and what becomes of the readers long after the restart? */
function seen(change: Change) {
  const scenario = scenarioOf(site(change));
  const run = new Run(scenario.plan, { windows: false, moments: [80, 100, 240, 300].map((at) => at * 1e9) });
  run.advance();
  const goodput = (from: number, to: number) =>
    metricNamed('goodput')?.valueOf(run.interval(from * 1e9, to * 1e9), { kind: 'load', index: 0 });
  return {
    isFound: lint(scenario).findings.some(({ code }) => code === 'L162'),
    before: goodput(80, 100),
    after: goodput(240, 300),
  };
}

describe('a cache that is emptied', () => {
  it.each<[string, Change]>([
    ['as it is', {}],
    ['a thousand keys', { keys: '{ count: 1000 }' }],
    ['some keys asked for more often', { keys: '{ count: 3000, zipf: 0.8 }' }],
    ['callers who give up early', { timeout: '300ms' }],
    [
      'a limit above what can be served',
      { policies: '\n            - limiter: { kind: token-bucket, rate: 80/s, burst: 10 }' },
    ],
    ['a bulkhead too large', { policies: '\n            - bulkhead: { limit: 40 }' }],
    [
      'calls that are made as one',
      { policies: '', cache: '{ ttl: 2m, jitter: 50% }\n            - coalesce: {}' },
    ],
    ['retries', { cache: '{ ttl: 2m, jitter: 50% }\n            - retry: { attempts: 2 }' }],
    ['just enough slots before it', { slots: '110' }],
  ])('stays empty where that is found: %s', (_, change) => {
    const { isFound, before, after } = seen(change);
    expect(isFound).toBe(true);
    expect(before).toBeGreaterThan(0.95);
    expect(after).toBeLessThan(0.1);
  });

  it.each<[string, Change]>([
    ['few keys', { keys: '{ count: 20 }' }],
    ['one answer for all', { cache: '{ ttl: 2m, per: all }' }],
    ['keys asked for much more often', { keys: '{ count: 100, zipf: 1.5 }' }],
    ['callers who wait longer than the queue', { timeout: '3s' }],
    ['a short queue', { queue: '{ limit: 25 }' }],
    ['those who came last first', { queue: '{ limit: 200, order: lifo }' }],
    ['those who have left leave the queue', { queue: '{ limit: 200 }\n    cancellation: full' }],
    ['a limit', { policies: '\n            - limiter: { kind: token-bucket, rate: 35/s, burst: 10 }' }],
    ['a bulkhead', { policies: '\n            - bulkhead: { limit: 10 }' }],
    ['a door', { queue: '{ limit: 200 }\n    admission: [ { limiter: { kind: concurrency, limit: 20 } } ]' }],
    ['too few slots before it to ask for more', { slots: '12' }],
    ['a database that can do all', { threads: '12' }],
  ])('fills where nothing is found: %s', (_, change) => {
    const { isFound, before, after } = seen(change);
    expect(isFound).toBe(false);
    expect(before).toBeGreaterThan(0.95);
    expect(after).toBeGreaterThan(0.95);
  });
});

describe('the finding of an empty cache (L162)', () => {
  const withSteps = (steps: string) =>
    exampleOf('L162', [
      `- call: database.query
          policies:
            - cache: { ttl: 60s }
            - timeout: 500ms`,
      steps,
    ]);

  it('stands at the cache, with what it comes to', () => {
    const [found] = lintOf(exampleOf('L162')).findings;
    expect(found.range?.line).toBe(11);
    expect(found.formula).toBe(
      '300/s without a hit − 4% kept by then, or held back = 288/s > 1 replica × 4 threads ÷ 50ms = 80/s; 200 waiting take 2.5s, and nobody waits longer than 500ms',
    );
  });

  it('counts what comes past the cache', () => {
    const beside = exampleOf('L162', [
      'poisson: 300/s }',
      'poisson: 90/s }\n  - { name: robots, operation: database.query, timeout: 500ms, arrivals: { poisson: 60/s } }',
    ]);
    expect(lintOf(beside).findings.find(({ code }) => code === 'L162')?.formula).toContain(
      '+ 60/s of others',
    );
  });

  it('is told once for all calls of a service that are emptied together', () => {
    const cached = (path: string) =>
      `- { call: database.query, policies: [ { cache: { ttl: 60s${path} } }, { timeout: 500ms } ] }`;
    const half = withSteps(cached('')).replace('300/s', '70/s');
    expect(codesOf(half)).toEqual([]);
    const both = `${cached('')}\n        ${cached('')}`;
    expect(saidOf('L162', withSteps(both).replace('300/s', '70/s'))).toHaveLength(1);
    // one that both read is filled by either
    const shared = `${cached(', scope: edge')}\n        ${cached(', scope: edge')}`;
    expect(codesOf(withSteps(shared).replace('300/s', '70/s'))).toEqual([]);
  });

  it('is not made of answers for ever, of what must not be done twice, or of what keeps nothing', () => {
    expect(codesOf(exampleOf('L162', ['- timeout: 500ms', '']))).not.toContain('L162');
    expect(
      codesOf(
        exampleOf('L162', ['queue: { limit: 200 }', 'queue: { limit: 200 }\n    not-idempotent: [ query ]']),
      ),
    ).not.toContain('L162');
    expect(codesOf(exampleOf('L162', ['ttl: 60s', 'ttl: 0s']))).toContain('L101');
  });

  it('is nothing of where somebody on the way holds back', () => {
    const front = (more: string) =>
      exampleOf(
        'L162',
        [
          'services:',
          `services:\n  front:\n    concurrency: { async: 5000 }\n    operations: { show: [ { call: web.read${more}, timeout: 2s } ] }`,
        ],
        ['operation: web.read', 'operation: front.show'],
      );
    expect(codesOf(front(''))).toEqual(['L162']);
    expect(codesOf(front(', breaker: { window: 100, minimum: 20 }'))).toEqual([]);
    expect(codesOf(front('').replace('async: 5000', 'async: 40'))).not.toContain('L162');
  });
});

describe('a queue of misses', () => {
  const alike = (count: number, perSecond: number) => ({
    entries: [{ count, perSecond: perSecond / count }],
    most: Number.POSITIVE_INFINITY,
    isCoalesced: false,
  });
  const behind = { capacity: 100, others: 0, limit: 1e9 };

  it('leaves nothing where all can be served', () => {
    expect(missesLeft([alike(1e6, 100)], behind)).toBeUndefined();
  });

  it('leaves nearly all where hardly any key comes twice', () => {
    expect(missesLeft([alike(1e6, 300)], behind)).toBeCloseTo(300, 0);
  });

  it('leaves what e^(−λt) says of the time it takes to outlast the callers', () => {
    // 100 a second too many come, so it takes as long as they wait, and a third more by luck (3 ÷ √100)
    const left = missesLeft([alike(2000, 200)], behind) ?? Number.NaN;
    expect(left).toBeGreaterThan(200 * Math.exp(-(200 / 2000) * 1.3 * 1.2));
    expect(left).toBeLessThan(200 * Math.exp(-(200 / 2000) * 1.3));
  });

  it('has as many entries as there are keys, and is asked for as often', () => {
    const asked = Float64Array.from({ length: 5000 }, (_, key) => 1 / (key + 1));
    const entries = entriesOf(asked);
    expect(entries.length).toBeLessThan(100);
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
    const all = asked.reduce((sum, each) => sum + each, 0);
    expect(entries.reduce((sum, { count, perSecond }) => sum + count * perSecond, 0)).toBeCloseTo(all, 9);
  });
});
