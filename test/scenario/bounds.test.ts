/** What is bounded lest memory runs out may be as large as the bound says, and no larger; what the bound is not about has none. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';

type Raw = Record<string, unknown>;

const sentences = (system: Raw): string[] =>
  compile(parseSystem(system)).problems?.map(({ sentence }) => sentence) ?? [];

const shop = (load: Raw, more: Raw = {}, web: Raw = {}): Raw => ({
  run: { length: '1000s' },
  services: { web: { concurrency: { threads: 4 }, operations: { ask: [{ work: '1ms' }] }, ...web } },
  load: [{ name: 'people', operation: 'web.ask', ...load }],
  ...more,
});
const open = { arrivals: { poisson: '10/s' } };

describe('pairs of caller and callee', () => {
  const pairs = (callers: number, callees: number, web: Raw = {}) =>
    sentences(shop({ ...open, replicas: callers }, {}, { replicas: callees, ...web }));

  test('may be five million', () => {
    expect(pairs(1000, 5000)).toEqual([]);
    expect(pairs(1001, 5000)).toEqual([
      'every caller replica keeps an eye on every replica it calls: with people -> web.ask that makes more than 5000000 pairs',
    ]);
  });

  test('count once for each balancer that the calls of an edge go by', () => {
    const systemOf = (balancer: unknown) =>
      sentences({
        run: { length: '10s' },
        services: {
          web: {
            concurrency: { threads: 4 },
            replicas: 1500,
            operations: { ask: [{ call: 'db.get' }, { call: 'db.get', balancer }] },
          },
          db: { concurrency: { threads: 4 }, replicas: 2000, operations: { get: [{ work: '1ms' }] } },
        },
        load: [{ name: 'people', operation: 'web.ask', ...open }],
      });
    expect(systemOf('round-robin')).toEqual([]);
    expect(systemOf('random')).toEqual([
      'every caller replica keeps an eye on every replica it calls: with web -> db.get that makes more than 5000000 pairs',
    ]);
  });

  test('are not those of checks, of which each asks one replica', () => {
    const check = { every: '10s', operation: 'ask' };
    expect(pairs(1, 2300, { health: { check } })).toEqual([]);
  });
});

describe('tables of balancers', () => {
  test('may have four million numbers, those that calls name included', () => {
    const system = (count: number, again = 1) => ({
      run: { length: '10s' },
      services: {
        web: {
          concurrency: { threads: 4 },
          operations: {
            ask: [
              ...Array.from({ length: count * again }, (_, i) => ({
                call: 'db.get',
                balancer: { 'ring-hash': { 'virtual-nodes': 1000 - Math.floor(i / again) } },
              })),
              // A mistake, so that no ring is laid out for this test.
              { call: 'db.get', balancer: 'weighted' },
            ],
          },
        },
        db: { concurrency: { threads: 4 }, replicas: 1000, operations: { get: [{ work: '1ms' }] } },
      },
      load: [{ name: 'people', operation: 'web.ask', ...open }],
    });
    const mistake = '`weighted` goes by weights, and db has none';
    // A ring of 1000 replicas with 1000 points each is two million numbers; the same ring again is none.
    expect(sentences(system(2))).toEqual([mistake]);
    expect(sentences(system(2, 3))).toEqual([mistake]);
    expect(sentences(system(3))).toEqual([
      'with this, the tables of all balancers have more than 4200000 numbers',
      mistake,
    ]);
  });
});

describe('users', () => {
  const users = (count: number, factor: number, surge = 1) =>
    sentences(
      shop(
        { users: count, think: '1h', profile: [{ spike: factor, at: '10s', for: '10s' }] },
        surge === 1 ? {} : { faults: [{ surge: 'people', factor: surge, at: '100s', for: '10s' }] },
      ),
    );

  test('may be five million, at the peak of their profile', () => {
    expect(users(50_000, 100)).toEqual([]);
    expect(users(50_001, 100)).toEqual(['at its peak this load has 5000100 users, more than 5000000']);
  });

  test('are no requests: of those any number may come', () => {
    const storm = { faults: [{ surge: 'people', factor: 1_000_000, at: '100s', for: '10s' }] };
    const spike = { spike: 1_000_000, at: '10s', for: '10s' };
    const profile = [spike, spike];
    expect(sentences(shop({ arrivals: { poisson: '1000000/s' }, profile }, storm))).toEqual([]);
  });

  test('may be no more in a surge, which may come at that peak', () => {
    expect(users(5000, 100, 10)).toEqual([]);
    expect(users(5001, 100, 10)).toEqual(['at its peak people would have 5001000 users, more than 5000000']);
  });
});

test('a call may have sixty-four policies around it, those of whole chains counted', () => {
  const chains = (count: number, more: Raw[] = []) =>
    sentences(shop({ ...open, policies: [...Array(count).fill({ preset: 'resilience4j' }), ...more] }));
  const timeouts = (count: number) => Array(count).fill({ timeout: '1s' });
  const inOne = 5;
  expect(chains(12, timeouts(64 - 12 * inOne)).filter((each) => each.includes('64'))).toEqual([]);
  expect(chains(13)).toEqual(['65 policies around one call are more than 64']);
});

test('a profile may have a thousand waves in a run', () => {
  const waves = (period: string) => sentences(shop({ ...open, profile: [{ daily: 2, period }] }));
  expect(waves('1s')).toEqual([]);
  expect(waves('999ms')).toEqual(['the run has more than 1000 such periods']);
});

test('a repeat may go round a thousand times on average', () => {
  const rounds = (again: string) =>
    sentences(shop(open, {}, { operations: { ask: [{ repeat: { again, steps: [{ work: '0ms' }] } }] } }));
  expect(rounds('99.9%')).toEqual([]);
  expect(rounds('99.91%')).toEqual(['this goes round more than a thousand times on average']);
});
