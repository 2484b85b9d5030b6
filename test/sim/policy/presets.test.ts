/** Presets: what they fill in, what wins over them, and whole chains in the order of their systems. */
import { describe, expect, test } from 'vitest';
import { chains, policies, Run, SYSTEMS } from '../../../src/sim/index.ts';
import type { PolicyDefinition } from '../../../src/sim/policy/contract.ts';
import { planOf } from '../../support/simulate.ts';
import { factsOf } from '../../timelines/facts.ts';

const all = Object.values(policies) as unknown as PolicyDefinition<unknown>[];
const held = all.flatMap((policy) =>
  Object.entries(policy.presets ?? {}).map(([system, written]) => ({ policy, system, written })),
);

/** A call every 20 ms under these policies, of which a third fails and some are slow. */
function shop(policyKeys: Record<string, unknown>): Record<string, unknown> {
  return {
    run: { length: '3s' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 20 },
        operations: { ask: [{ call: 'db.get', ...policyKeys }] },
      },
      db: {
        replicas: 2,
        concurrency: { threads: 2 },
        queue: { limit: 2 },
        operations: { get: [{ work: { exponential: '30ms' } }, { fail: '30%' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '80/s' } }],
  };
}

const hashOf = (policyKeys: Record<string, unknown>) => {
  const run = new Run(planOf(shop(policyKeys)), { seed: '3' });
  run.advance();
  expect(run.checkLedger()).toEqual([]);
  return run.hash;
};

describe('a preset', () => {
  test.each(held)('$policy.name: $system is what it says, written out', ({ policy, system, written }) => {
    expect(Object.keys(SYSTEMS)).toContain(system);
    const filled = policy.params.parse({ preset: system });
    expect(policy.settingsOf(filled)).toEqual(policy.settingsOf(policy.params.parse(written)));
    expect(hashOf({ [policy.name]: { preset: system } })).toBe(hashOf({ [policy.name]: written }));
  });

  const retry = (written: unknown) => policies.retry.params.parse(written);

  test('gives way to what is written beside it, key by key', () => {
    expect(retry({ preset: 'envoy', attempts: 7 })).toEqual({ ...retry({ preset: 'envoy' }), attempts: 7 });
    expect(retry({ preset: 'envoy' })).not.toHaveProperty('preset');
    expect(retry({ preset: 'envoy', backoff: { base: '100ms' } }).backoff).toEqual({
      base: 100e6,
      kind: 'envoy',
      jitter: 'full',
    });
    expect(retry({ preset: 'istio', on: ['error'] }).on).toEqual(['error']);
  });

  test('gives a choice of one among several up as a whole', () => {
    expect(retry({ preset: 'grpc', budget: { aws: {} } }).budget).toEqual({
      aws: { tokens: 500, cost: 10, 'timeout-cost': 10, 'throttling-cost': 5 },
    });
    expect(retry({ preset: 'grpc', budget: 'none' }).budget).toBe('none');
    expect(retry({ preset: 'grpc', budget: '10%' }).budget).toBe(0.1);
  });

  test('of gRPC refuses what gRPC would cut down to five', () => {
    const said = (policy: 'retry' | 'hedge', written: unknown) =>
      policies[policy].params.safeParse(written).error?.issues.map(({ path, message }) => [...path, message]);
    expect(said('retry', { preset: 'grpc', attempts: 8 })).toEqual([
      ['attempts', expect.stringContaining('5 attempts at most')],
    ]);
    expect(said('hedge', { preset: 'grpc', max: 6 })).toEqual([
      ['max', expect.stringContaining('5 tries at most')],
    ]);
    expect(said('retry', { preset: 'grpc', attempts: 5 })).toBeUndefined();
    expect(said('retry', { preset: 'envoy', attempts: 8 })).toBeUndefined();
  });

  test('that nobody knows is one mistake', () => {
    const { error } = policies.retry.params.safeParse({ preset: 'envoi' });
    expect(error?.issues.map(({ path }) => path)).toEqual([['preset']]);
  });

  test('of a system that calls something else a breaker says what to write', () => {
    const said = (written: unknown) => policies.breaker.params.safeParse(written).error?.issues[0].message;
    expect(said({ preset: 'envoy' })).toContain('write bulkhead: { preset: envoy }');
    expect(said({ preset: 'istio' })).toContain('ejection: istio');
    expect(said({ preset: 'nobody' })).toContain('resilience4j');
    expect(said({ scope: 'replica' })).toContain('ejection: linkerd');
  });

  test("is longest at ten times Envoy's base, whatever the base", () => {
    const longest = (written: unknown) =>
      policies.retry.settingsOf(retry(written))[policies.retry.settings.indexOf('max')];
    expect(longest({ preset: 'envoy' })).toBe(250e6);
    expect(longest({ preset: 'envoy', backoff: { base: '100ms' } })).toBe(1e9);
  });
});

describe('a whole chain', () => {
  const names = Object.keys(chains) as (keyof typeof chains)[];
  const writtenOut = (name: keyof typeof chains) =>
    chains[name].policies as readonly Record<string, unknown>[];

  test.each(names)('%s is the list of its policies, and stands alone or in a list', (name) => {
    const hash = hashOf({ policies: [...writtenOut(name)] });
    expect(hashOf({ policies: { preset: name } })).toBe(hash);
    expect(hashOf({ policies: [{ timeout: '1h' }, { preset: name }] })).toBe(hash);
  });

  test('has the order of its system', () => {
    const order = (name: keyof typeof chains) => writtenOut(name).flatMap((entry) => Object.keys(entry));
    expect(Object.fromEntries(names.map((name) => [name, order(name)]))).toEqual({
      grpc: ['retry'],
      envoy: ['timeout', 'retry', 'bulkhead'],
      istio: ['retry', 'timeout'],
      linkerd: ['retry'],
      finagle: ['retry', 'throttle'],
      'aws-sdk': ['retry'],
      'aws-sdk-adaptive': ['retry', 'adaptive-rate'],
      resilience4j: ['retry', 'breaker', 'limiter', 'timeout', 'bulkhead'],
      hystrix: ['breaker', 'bulkhead', 'timeout'],
      polly: ['limiter', 'timeout', 'retry', 'breaker', 'timeout'],
      'dotnet-hedging': ['timeout', 'hedge', 'limiter', 'breaker', 'timeout'],
      dotnet: ['limiter', 'timeout', 'retry', 'breaker', 'timeout'],
    });
  });

  /** Presets of a policy that its system does not lay by default. */
  const ASKED_FOR: Record<string, readonly string[]> = {
    // Both filters are somebody's to configure, and max_requests takes the place of the bulkhead over HTTP/2.
    envoy: ['throttle', 'limiter', 'adaptive-concurrency'],
    // The adaptive mode is asked for, and has a chain of its own.
    'aws-sdk': ['adaptive-rate'],
    // A gRPC method has a policy of retries or one of hedges, never both.
    grpc: ['hedge'],
    // A semaphore takes the place of the pool where it is asked for.
    hystrix: ['limiter'],
    // Backup requests are asked for.
    finagle: ['hedge'],
    // Circuit breaking is opt-in, by an annotation of the service.
    linkerd: ['breaker'],
    // It takes the place of the retry in the other handler.
    polly: ['hedge'],
  };

  test.each(names.filter((name) => Object.hasOwn(SYSTEMS, name)))(
    '%s leaves out no policy that has a preset of that name',
    (name) => {
      const laid = writtenOut(name).flatMap((entry) => Object.keys(entry));
      const missing = held
        .filter(({ system, policy }) => system === name && !laid.includes(policy.name))
        .map(({ policy }) => policy.name);
      expect(missing).toEqual(ASKED_FOR[name] ?? []);
    },
  );

  test('may be part of a named list, and an unknown name says how it is written', () => {
    const system = {
      ...shop({ policies: 'careful' }),
      policies: { careful: [{ timeout: '1s' }, { preset: 'istio' }] },
    };
    expect(planOf(system).sites.map(({ chain }) => chain.map(({ policy }) => policy.name))).toContainEqual([
      'timeout',
      'retry',
      'timeout',
    ]);
    expect(() => planOf(shop({ policies: 'istio' }))).toThrow('there is no policy list "istio" here');
  });
});

test('a retry of resilience4j goes around its breaker, so that a rejection is tried again', () => {
  const system = {
    ...shop({ policies: { preset: 'resilience4j' } }),
    run: { length: '30s' },
    faults: [{ errors: 'db', share: '100%' }],
  };
  const facts = factsOf(system);
  const begun = new Map<number, number>();
  const lengths: number[] = [];
  for (const { what, how, row, at } of facts) {
    if (what === 'call') begun.set(row, at);
    else if (what === 'ended' && how === 'rejected') lengths.push(at - (begun.get(row) as number));
  }
  expect(lengths.length).toBeGreaterThan(100);
  // Two more attempts, half a second apart, come before the failure is told.
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1e9);
});
