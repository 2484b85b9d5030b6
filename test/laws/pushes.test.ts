/**
 * A bad config push may set anything to anything. Whichever number of a policy is pushed, around a call
 * or at a door: the run goes on, the books balance, no number is lost, and when it is over requests are
 * served again.
 */
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { compile, parseSystem, policies, pushable, Run } from '../../src/sim/index.ts';
import { metricNamed } from '../../src/sim/metrics.ts';
import type { Interval } from '../../src/sim/observe/marks.ts';
import type { PolicyDefinition } from '../../src/sim/policy/contract.ts';
import { runTo, troubles, worldOf } from './inside.ts';

type Raw = Record<string, unknown>;

const all = Object.values(policies) as unknown as PolicyDefinition<unknown>[];

/** Web asks the store under a policy, or the store has it at its door; the store fails now and then and is short of slots. */
function shop(around: readonly unknown[], door: readonly unknown[], setting: string, to: unknown): Raw {
  return {
    run: { length: '3s' },
    services: {
      web: { concurrency: { threads: 40 }, operations: { ask: [{ call: 'store.get', policies: around }] } },
      store: {
        replicas: 2,
        concurrency: { threads: 2 },
        queue: { limit: 30 },
        operations: { get: [{ work: { exponential: '20ms' } }, { fail: '10%' }] },
        admission: door,
      },
      other: { concurrency: { threads: 4 }, operations: { get: [{ work: '1ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { poisson: '150/s' },
        keys: { count: 5 },
        timeout: '500ms',
      },
    ],
    faults: [{ config: around.length > 0 ? 'web' : 'store', setting, to, at: '500ms', for: '1s' }],
  };
}

/** Whatever a parameter may be: those that are none of its values are refused, and the others run. */
const VALUES: readonly unknown[] = [
  ...[0, 1, 2.5, 1000, 1e15, true, false, 'none'],
  ...['0%', '100%', '1ns', '7ms', '1h', '0/s', '1/s', '1000000/s'],
];
/** Pushes that were let through, of all that were tried. */
let accepted = 0;

/** What a breaker was told when it opened, or opened by, it keeps to until its time is over. */
const KEPT = ['failure-rate', 'slow-rate', 'consecutive', 'open', 'open-factor', 'open-jitter'].map(
  (setting) => `breaker.${setting}`,
);

/** Requests answered well in a second, of 150 that ask, when the push is over. */
function servedAfterwards(run: Run): number {
  const after = run.phase('after-faults') as Interval;
  return metricNamed('goodput-rate')?.valueOf(after, { kind: 'load', index: 0 }) ?? Number.NaN;
}

/** Other forms of some policies: numbers mean something else in each. */
const forms: Readonly<Record<string, readonly unknown[]>> = {
  retry: [
    { attempts: 3, backoff: { base: '5ms', kind: 'linear', jitter: '20%' }, budget: { grpc: { tokens: 5 } } },
    { attempts: 3, backoff: { base: '5ms', jitter: 'decorrelated' }, budget: { envoy: { minimum: 1 } } },
    { attempts: 3, backoff: { base: '5ms', jitter: 'polly' }, budget: { aws: { tokens: 20 } } },
  ],
  breaker: [
    { 'failure-rate': '10%', window: '200ms', minimum: 2, open: '20ms', 'open-jitter': '50%', probes: 2 },
    { 'failure-rate': '10%', window: '200ms', 'evaluate-every': '50ms', minimum: 2, open: '20ms' },
    { consecutive: 2, open: '10ms', 'open-factor': 2, 'open-most': '50ms' },
  ],
  throttle: [{ preset: 'finagle', minimum: '0/s' }],
  hedge: [{ delay: '20ms', max: 3, budget: { grpc: { tokens: 5 } } }],
  fallback: [{ value: 'degraded' }, { call: 'other.get' }],
  limiter: [
    { kind: 'gcra', rate: '100/s', burst: 3, wait: '20ms' },
    { kind: 'token-bucket', rate: '100/s', burst: 3, interval: '50ms', per: 'key', buckets: 3 },
    { kind: 'leaky-bucket', rate: '100/s', queue: 3 },
    { kind: 'fixed-window', limit: 10, window: '100ms', wait: '150ms' },
    { kind: 'sliding-window', limit: 10, window: '100ms', wait: '50ms' },
    { kind: 'sliding-window', limit: 10, window: '100ms', count: 'counter' },
    { kind: 'concurrency', limit: 5 },
  ],
  'adaptive-concurrency': [
    { kind: 'vegas', initial: 5, max: 10 },
    { kind: 'aimd', initial: 5, min: 1, max: 10, timeout: '50ms' },
    { kind: 'gradient', requests: 5, update: '20ms', remeasure: '200ms' },
  ],
  shed: [
    { by: 'expected-wait', target: '20ms' },
    { by: 'utilisation', above: '50%', all: '90%', interval: '20ms' },
    { by: 'dagor', target: '10ms', window: '100ms', 'user-levels': 4 },
  ],
};

const places = all.flatMap((policy) => {
  const more = forms[policy.name] ?? [];
  const around = policy.machine === undefined ? [] : [policy.example, ...more];
  const atDoor = policy.gate === undefined ? [] : [policy.gate.example, ...more];
  return [
    ...around.map((written) => ({ policy, at: 'around', written, text: JSON.stringify(written) })),
    ...atDoor.map((written) => ({ policy, at: 'at a door', written, text: JSON.stringify(written) })),
  ];
});

describe.each(places)('$policy.name $at: $text', ({ policy, at, written }) => {
  const entry = { [policy.name]: written };
  const isAround = at === 'around';
  const schema = (isAround ? policy.params : policy.gate?.params) as z.ZodType;
  const names = pushable({ definition: policy, schema, params: schema.parse(written) });
  test.each(names)('%s may be pushed to whatever it may be', (setting) => {
    const name = isAround ? `${policy.name}.${setting}` : `admission.${policy.name}.${setting}`;
    for (const to of VALUES) {
      const { plan } = compile(parseSystem(shop(isAround ? [entry] : [], isAround ? [] : [entry], name, to)));
      if (plan === undefined) continue;
      accepted += 1;
      const run = new Run(plan, { windows: false });
      runTo(run);
      expect(troubles(run), `${to}`).toEqual([]);
      expect(worldOf(run).shared.some(Number.isNaN), `${to}`).toBe(false);
      if (!KEPT.includes(`${policy.name}.${setting}`))
        expect(servedAfterwards(run), `${to}`).toBeGreaterThan(30);
    }
  });
});

test('most of the settings take several of the values', () => expect(accepted).toBeGreaterThan(400));
