/** One budget, one limit, one room for the calls of several steps: who shares it, who does not, and what a push and a crash make of it. */
import { describe, expect, test } from 'vitest';
import { metricNamed, type Run, subjectsOf } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { simulate } from '../support/simulate.ts';
import { timeline, type What } from './facts.ts';

type Keys = Record<string, unknown>;

interface More {
  /** What the second step calls. */
  readonly second?: string;
  /** How many come at 10 ms to look, and at 20 ms to buy. */
  readonly sizes?: readonly [number, number];
  /** What both operations of the store do. */
  readonly does?: readonly unknown[];
  readonly faults?: readonly unknown[];
}

/** To look reads in the store, to buy writes there: with these policies around. Either takes 40 ms. */
function shop(look: readonly Keys[], buy: readonly Keys[], more: More = {}): Keys {
  const { second = 'store.write', sizes = [1, 1], does = [{ work: '40ms' }], faults = [] } = more;
  const threads = { concurrency: { threads: 50 } };
  return {
    run: { length: '300ms' },
    services: {
      web: {
        ...threads,
        operations: {
          look: [{ call: 'store.read', policies: look }],
          buy: [{ call: second, policies: buy }],
        },
      },
      store: { ...threads, operations: { read: does, write: does } },
    },
    load: ['look', 'buy'].map((operation, i) => ({
      name: `${operation}ers`,
      operation: `web.${operation}`,
      arrivals: { bursts: { size: sizes[i], every: `${10 * (i + 1)}ms` } },
      profile: [{ step: 0, at: `${10 * (i + 1)}.5ms` }],
    })),
    faults,
  };
}

const EDGE = 'web -> store.';
const told = (system: unknown, kinds: readonly What[] = ['try', 'ended']) =>
  timeline(system, kinds)
    .filter((line) => line.includes(EDGE))
    .map((line) => line.replace(EDGE, ''));

const alike = (policy: Keys, more?: More) => shop([policy], [policy], more);

describe('a limit', () => {
  const limits: [string, (scope: string) => Keys][] = [
    ['bulkhead', (scope) => ({ bulkhead: { limit: 1, scope } })],
    ['limiter of a number at a time', (scope) => ({ limiter: { kind: 'concurrency', limit: 1, scope } })],
    ['token bucket', (scope) => ({ limiter: { kind: 'token-bucket', rate: '1/s', burst: 1, scope } })],
    [
      'learned limit',
      (scope) => ({ 'adaptive-concurrency': { kind: 'aimd', initial: 1, min: 1, max: 1, scope } }),
    ],
  ];

  test.each(limits)('that is a %s is one for each step, for each operation, or for the service', (_, of) => {
    const both = ['10ms try read', '20ms try write', '50ms ended read: ok', '60ms ended write: ok'];
    expect(told(alike(of('call')))).toEqual(both);
    expect(told(alike(of('edge')))).toEqual(both);
    expect(told(alike(of('service')))).toEqual([
      '10ms try read',
      '20ms ended write: rejected',
      '50ms ended read: ok',
    ]);
    const same = { second: 'store.read' };
    expect(told(alike(of('call'), same))).toHaveLength(4);
    expect(told(alike(of('edge'), same))[1]).toBe('20ms ended read: rejected');
  });

  test('that is another one shares nothing', () => {
    const [one, two] = [1, 2].map((limit) => ({ bulkhead: { limit, scope: 'service' } }));
    expect(told(shop([one], [two]), ['try'])).toEqual(['10ms try read', '20ms try write']);
  });

  test('of Envoy is that of its cluster', () => {
    const envoy = { limiter: { preset: 'envoy', limit: 1 } };
    expect(told(alike(envoy))[1]).toBe('20ms ended write: rejected');
    const own = { limiter: { preset: 'envoy', limit: 1, scope: 'call' } };
    expect(told(alike(own))[1]).toBe('20ms try write');
  });

  test('that is pushed at one of the steps is pushed for all', () => {
    const push = { config: 'web -> store.read', setting: 'bulkhead.limit', to: 2, at: '15ms', for: '1s' };
    const one = { bulkhead: { limit: 1, scope: 'service' } };
    expect(told(alike(one, { faults: [push] }), ['try'])).toEqual(['10ms try read', '20ms try write']);
  });

  test('that remembers in numbers of its rate has them carried over once, however many steps share it', () => {
    // At 15 ms half a token is there; the other half takes 50 ms more at ten a second.
    const bucket = {
      limiter: { kind: 'token-bucket', rate: '100/s', burst: 1, wait: '1s', scope: 'service' },
    };
    const push = { config: 'web', setting: 'limiter.rate', to: '10/s', at: '15ms', for: '1s' };
    expect(told(alike(bucket, { faults: [push] }), ['try'])).toEqual(['10ms try read', '65ms try write']);
  });

  test('is forgotten by a replica that crashes, once for all steps', () => {
    const one = { bulkhead: { limit: 1, scope: 'service' } };
    const slow = { does: [{ work: '200ms' }], faults: [{ crash: 'web', at: '12ms', for: '2ms' }] };
    expect(told(alike(one, slow), ['try'])).toEqual(['10ms try read', '20ms try write']);
  });

  test('shows the same on every edge behind it', () => {
    const learned = {
      'adaptive-concurrency': { kind: 'aimd', initial: 1, min: 1, max: 9, scope: 'service' },
    };
    // Only those who look are answered, at 50 ms, and what is learned of them is learned for all.
    const run = simulate(alike(learned, { sizes: [1, 2] }));
    expect(limitOf(run, 'read')).toBeGreaterThan(1);
    expect(limitOf(run, 'write')).toBe(limitOf(run, 'read'));
  });

  const limitOf = (run: Run, operation: string): number | undefined => {
    const directory = run.plan.directory;
    const subject = subjectsOf(directory, 'edge').find(({ name }) => name === EDGE + operation);
    return subject && metricNamed('limit')?.valueOf(run.interval(0, run.plan.length), subject);
  };
});

describe('a room', () => {
  const one = (more: Keys) => ({ bulkhead: { limit: 1, queue: 'none', scope: 'service', ...more } });

  test('that steps share lets in whoever came first, whatever stands around it', () => {
    const system = (wait: Keys = {}) =>
      shop([{ timeout: '2s' }, { retry: { attempts: 2 } }, one(wait)], [one(wait)], { sizes: [2, 2] });
    const served = ['10ms try read', '50ms try read', '90ms try write', '130ms try write'];
    expect(told(system(), ['try'])).toEqual(served);
    // Who has been let in waits no longer: its timer is gone.
    expect(told(system({ wait: '75ms' }))).toEqual([
      '10ms try read',
      '50ms ended read: ok',
      '50ms try read',
      '90ms ended read: ok',
      '90ms try write',
      '95ms ended write: rejected',
      '130ms ended write: ok',
    ]);
  });

  test('goes on where somebody who waited has left', () => {
    const system = shop([one({})], [{ timeout: '25ms' }, one({})], { sizes: [2, 1] });
    expect(told(system)).toEqual([
      '10ms try read',
      '45ms ended write: timed-out',
      '50ms ended read: ok',
      '50ms try read',
      '90ms ended read: ok',
    ]);
  });

  test('is not waited for by whoever has a place of it: two equal ones around one call are two', () => {
    const twice = [one({}), one({})];
    expect(told(shop(twice, twice), ['try'])).toEqual(['10ms try read', '50ms try write']);
  });
});

describe('a budget', () => {
  const fails = { does: [{ fail: '100%' }] };
  const retry = (attempts: number, scope: string) => ({
    retry: { attempts, budget: { aws: { tokens: 10 } }, 'budget-scope': scope },
  });

  test('that two steps share is spent once, also by retries of different attempts', () => {
    const tries = (scope: string) => told(shop([retry(2, scope)], [retry(3, scope)], fails), ['try']);
    expect(tries('call')).toEqual(['10ms try read', '10ms try read', '20ms try write', '20ms try write']);
    expect(tries('edge')).toEqual(tries('call'));
    expect(tries('service')).toEqual(['10ms try read', '10ms try read', '20ms try write']);
  });

  test('of gRPC is that of the server', () => {
    // Four failures of ten tokens leave six; one more, and no more than half are there.
    const grpc = {
      retry: { preset: 'grpc', backoff: { base: '1ms', factor: 1, jitter: 'none' }, on: ['error'] },
    };
    expect(told(alike(grpc, fails), ['try'])).toEqual([
      ...['10ms try read', '11ms try read', '12ms try read', '13ms try read'],
      '20ms try write',
    ]);
  });

  test('that there is not has no scope', () => {
    expect(() => parseSystem(alike({ retry: { attempts: 2, 'budget-scope': 'edge' } }))).toThrow(
      'only means something with a `budget`',
    );
  });
});

describe('a budget of hedges', () => {
  const fails = { does: [{ fail: '100%' }] };
  const hedge = (delay: string, scope: string) => ({
    hedge: { delay, budget: { grpc: { tokens: 3 } }, 'budget-scope': scope },
  });

  test('that two steps share is spent once, also by hedges after different delays', () => {
    const tries = (scope: string) => told(shop([hedge('1s', scope)], [hedge('p95', scope)], fails), ['try']);
    // The first failure leaves two of three tokens, and the next one follows at once; it leaves one.
    expect(tries('call')).toEqual(['10ms try read', '10ms try read', '20ms try write', '20ms try write']);
    expect(tries('edge')).toEqual(tries('call'));
    expect(tries('service')).toEqual(['10ms try read', '10ms try read', '20ms try write']);
  });

  test('leaves each step the times that it has learned', () => {
    // Two hundred reads take 40 ms each. What that makes of a write, which takes 400, nobody knows.
    const budget = { budget: { grpc: { tokens: 3 } }, 'budget-scope': 'service' };
    const { services, load, ...rest } = alike(
      { hedge: { delay: 'p95', ...budget } },
      { sizes: [200, 1], faults: [{ slow: 'store.write', factor: 10, at: '1ms' }] },
    ) as { services: Record<string, object>; load: object[] };
    const wide = Object.entries(services).map(([name, each]) => [
      name,
      { ...each, concurrency: { threads: 500 } },
    ]);
    const late = {
      arrivals: { bursts: { size: 1, every: '100ms' } },
      profile: [{ step: 0, at: '100.5ms' }],
    };
    const system = {
      ...rest,
      services: Object.fromEntries(wide),
      load: [load[0], { ...load[1], ...late }],
    };
    const tries = told(system, ['try']);
    expect(tries.filter((line) => line.includes('read'))).toHaveLength(200);
    expect(tries.filter((line) => line.includes('write'))).toEqual(['100ms try write']);
  });

  test('that there is not has no scope', () => {
    expect(() => parseSystem(alike({ hedge: { delay: '1s', 'budget-scope': 'edge' } }))).toThrow(
      'only means something with a `budget`',
    );
  });
});

test('a throttle that two steps share turns one away for the failures of the other', () => {
  const throttle = (scope: string) => ({ throttle: { requests: 'answered', scope } });
  const rejected = (scope: string) =>
    told(alike(throttle(scope), { sizes: [20, 20], does: [{ fail: '100%' }] }), ['ended']).filter(
      (line) => line === '20ms ended write: rejected',
    ).length;
  expect(rejected('call')).toBe(0);
  // Each with a probability of 20/21, at first.
  expect(rejected('service')).toBeGreaterThan(15);
});
