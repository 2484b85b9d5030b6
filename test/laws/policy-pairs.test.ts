/**
 * Every policy with every other one, in either order, around every kind of call of one busy system in
 * which everything goes wrong; every gate with every one of them, and with every other gate in either
 * order: the books balance at any instant, and a fork taken in the middle of it comes to the same end.
 * A new policy or gate is here by its example in the catalog.
 */
import { describe, expect, test } from 'vitest';
import { policies, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { runTo, troubles, worldOf } from './inside.ts';
import { isAboutAnswers, type RawSystem } from './random-system.ts';

const LENGTH = 1e9;

/** Each policy as its example has it, and quick forms of those whose example takes its time. Operations they may call: cache.get. */
const FORMS: [string, RawSystem][] = [
  ...Object.values(policies)
    // Those that stand only at a callee's door are not around a call.
    .filter((policy) => 'machine' in policy && policy.machine !== undefined)
    .map((policy): [string, RawSystem] => [policy.name, { [policy.name]: policy.example }]),
  ['short timeout', { timeout: '8ms' }],
  ['quick breaker', { breaker: { window: 5, minimum: 3, open: '20ms', probes: 2 } }],
  ['adaptive rate', { 'adaptive-rate': { minimum: '50/s', on: ['error', 'timed-out'] } }],
  ['small bulkhead', { bulkhead: { limit: 2, queue: 3, wait: '6ms' } }],
  ['quick hedge', { hedge: { delay: '3ms', max: 3, 'cancel-losers': false } }],
  ['short cache', { cache: { ttl: '8ms', entries: 2 } }],
  ['call instead', { fallback: { call: 'cache.get' } }],
];

/** Each gate as its example has it, and some that turn away, hold back or learn within the second. */
const GATES: [string, RawSystem][] = [
  ...Object.values(policies).flatMap((policy): [string, RawSystem][] =>
    'gate' in policy ? [[policy.name, { [policy.name]: policy.gate.example }]] : [],
  ),
  ['few at a time', { limiter: { kind: 'concurrency', limit: 3 }, 'reject-cost': '1ms' }],
  ['a bucket that holds back', { limiter: { kind: 'token-bucket', rate: '200/s', burst: 3, wait: '20ms' } }],
  [
    'a limit for each key',
    { limiter: { kind: 'leaky-bucket', rate: '100/s', queue: 2, per: 'key', buckets: 2 } },
  ],
  [
    'a gradient',
    { 'adaptive-concurrency': { kind: 'gradient', max: 10, requests: 5, update: '10ms', remeasure: '90ms' } },
  ],
  ['an expected wait', { shed: { by: 'expected-wait', target: '4ms' }, 'reject-cost': '500us' }],
  ['dagor', { shed: { by: 'dagor', target: '3ms', window: '20ms', requests: 20, 'user-levels': 3 } }],
];

/**
 * Two web replicas ask a store that is too small, tell a log, and send to a worker; every call is wrapped in
 * the policies, and every service has the gates.
 */
function busy(policies: readonly RawSystem[], gates: readonly RawSystem[] = []): RawSystem {
  const wrapped = { policies };
  const told = { policies: policies.filter((policy) => !isAboutAnswers(policy)) };
  const guarded = gates.length === 0 ? {} : { admission: gates };
  const small = { work: { exponential: '2ms' } };
  return {
    run: { length: '1s', window: '100ms' },
    network: { latency: '500us', loss: '1%' },
    services: {
      web: {
        replicas: 2,
        ...guarded,
        concurrency: { threads: 20 },
        cancellation: 'full',
        deadlines: 'propagate',
        operations: {
          ask: [
            { parallel: [{ call: 'store.read', ...wrapped }, [small, { send: 'jobs', ...told }]] },
            { notify: 'log.write', ...wrapped },
          ],
        },
      },
      store: {
        replicas: 2,
        ...guarded,
        concurrency: { threads: 2 },
        queue: { limit: gates.length === 0 ? 6 : 40 },
        cancellation: 'queued',
        operations: { read: [{ work: { exponential: '6ms' } }, { fail: '5%' }] },
      },
      cache: { concurrency: { threads: 4 }, operations: { get: [{ work: '1ms' }, { fail: '10%' }] } },
      log: {
        ...guarded,
        concurrency: { threads: 1 },
        queue: { limit: gates.length === 0 ? 2 : 40 },
        operations: { write: [small] },
      },
      worker: {
        ...guarded,
        concurrency: { threads: 2 },
        operations: { work: [{ work: { exponential: '8ms' } }, { fail: '10%' }] },
      },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: { limit: 50, visibility: '30ms', receives: 3 } } } },
    consumers: [{ from: 'jobs', call: 'worker.work', replicas: 2, concurrency: 2, ...wrapped }],
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { poisson: '400/s' },
        replicas: 2,
        patience: '60ms',
        deadlines: 'propagate',
        keys: { count: 4 },
        ...wrapped,
      },
      {
        name: 'robots',
        operation: 'web.ask',
        users: 10,
        think: { exponential: '5ms' },
        keys: { count: 2 },
        ...wrapped,
      },
    ],
    faults: [
      { slow: 'store', factor: 5, at: '150ms', for: '150ms', replicas: [0] },
      { errors: 'store.read', share: '60%', at: '250ms', for: '150ms' },
      { crash: 'web', at: '420ms', for: '60ms', replicas: [1] },
      { crash: 'store', at: '450ms', for: '80ms', replicas: [0] },
      { partition: 'web -> store', at: '600ms', for: '60ms' },
      { surge: 'people', factor: 4, at: '640ms', for: '100ms' },
      { outage: 'bus', at: '700ms', for: '60ms' },
    ],
  };
}

/** Runs it with a look at its books every now and then, and a fork taken in the middle. */
function holds(system: RawSystem): void {
  const plan = planOf(system);
  const run = new Run(plan, { seed: '1', windows: false });
  let fork: Run | undefined;
  // Not only at round instants, and in the middle of whatever a fault has set in motion.
  for (let at = 37; at < 1000; at += 53) {
    runTo(run, at * 1e6);
    expect(troubles(run), `at ${at}ms`).toEqual([]);
    if (at > 440 && fork === undefined) fork = run.fork();
  }
  runTo(run, LENGTH);
  runTo(fork as Run, LENGTH);
  expect([fork?.hash, fork?.stateHash(), fork?.events]).toEqual([run.hash, run.stateHash(), run.events]);
  expect(run.events).toBeGreaterThan(1000);
  expect(worldOf(run).arena.taken).toBeLessThan(20_000);
}

describe.each(FORMS)('%s', (_, outer) => {
  test.each(FORMS)(
    'around %s: the books balance, and a fork in the middle comes to the same end',
    (_, inner) => {
      holds(busy([outer, inner]));
    },
  );

  test.each(GATES)('around calls, and %s at every door: the same', (_, gate) => {
    holds(busy([outer], [gate]));
  });
});

describe.each(GATES)('%s', (_, outer) => {
  test.each(GATES)(
    'before %s at every door: the books balance, and a fork comes to the same end',
    (_, inner) => {
      holds(busy([], [outer, inner]));
    },
  );
});
