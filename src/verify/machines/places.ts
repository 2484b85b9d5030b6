/** Places around a call: bulkheads, and calls that share one. */
import type { DocumentedMachine } from './contract.ts';

const where = 'people -> web.ask';

/** Calls to a service with room for all of them, through a policy. */
function through(policy: object, ms: number, arrivals: object, steps: readonly unknown[], more: object = {}) {
  return {
    run: { length: `${ms}ms` },
    services: { web: { concurrency: { threads: 100 }, operations: { ask: steps } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals, policies: [policy], ...more }],
  };
}

const FIVE_AT_ONCE = { bursts: { size: 5, every: '100ms' } };
const EVERY_TEN = { constant: '100/s' };
const ABOUT_ONE = { keys: { count: 1 } };

export const places: readonly DocumentedMachine[] = [
  {
    name: 'bulkhead',
    title: 'A bulkhead lets two through at a time and rejects the others at once',
    source: 'resilience4j documentation, Bulkhead: maxConcurrentCalls 2, maxWaitDuration 0',
    rule: 'With a maxWaitDuration of 0 a full bulkhead is a BulkheadFullException.',
    system: through({ bulkhead: { limit: 2 } }, 190, FIVE_AT_ONCE, [{ work: '20ms' }]),
    facts: ['try', 'ended'],
    where,
    expected: [
      '100ms try',
      '100ms try',
      '100ms ended: rejected',
      '100ms ended: rejected',
      '100ms ended: rejected',
      '120ms ended: ok',
      '120ms ended: ok',
    ],
  },
  {
    name: 'bulkhead-wait',
    title: 'Whoever waits longer than it may is rejected',
    source: 'resilience4j documentation, Bulkhead: maxConcurrentCalls 1, maxWaitDuration 15 ms',
    rule: 'A call waits for its turn as long as maxWaitDuration; the place goes to who came first of those who still wait.',
    system: through({ bulkhead: { limit: 1, queue: 'none', wait: '15ms' } }, 66, EVERY_TEN, [
      { work: '40ms' },
    ]),
    facts: ['try', 'ended'],
    where,
    // Those of 20 and 30 ms are gone at 50 ms; that of 40 ms is next.
    expected: [
      '10ms try',
      '35ms ended: rejected',
      '45ms ended: rejected',
      '50ms ended: ok',
      '50ms try',
      '65ms ended: rejected',
    ],
  },
  {
    name: 'bulkhead-queue',
    title: 'A pool of two with a queue for two rejects the fifth',
    source: 'resilience4j documentation, ThreadPoolBulkhead: maxThreadPoolSize 2, queueCapacity 2',
    rule: 'Of five at once two run, two wait in their order, and one is rejected.',
    system: through({ bulkhead: { limit: 2, queue: 2 } }, 190, FIVE_AT_ONCE, [{ work: '20ms' }]),
    facts: ['try', 'ended'],
    where,
    expected: [
      '100ms try',
      '100ms try',
      '100ms ended: rejected',
      '120ms ended: ok',
      '120ms try',
      '120ms ended: ok',
      '120ms try',
      '140ms ended: ok',
      '140ms ended: ok',
    ],
  },
  {
    name: 'single-flight',
    title: 'Whoever asks the same while a call is under way waits for it and ends as it does',
    source: 'Go, package golang.org/x/sync/singleflight, Group.Do',
    rule: 'Only one execution is in flight for a key at a time; a duplicate waits for the original and receives the same results.',
    system: through({ coalesce: {} }, 66, EVERY_TEN, [{ work: '25ms' }], ABOUT_ONE),
    facts: ['try', 'ended'],
    where,
    expected: [
      '10ms try',
      '35ms ended: ok',
      '35ms ended: ok',
      '35ms ended: ok',
      '40ms try',
      '65ms ended: ok',
      '65ms ended: ok',
      '65ms ended: ok',
    ],
  },
  {
    name: 'single-flight-error',
    title: 'also when it fails',
    source: 'Go, package golang.org/x/sync/singleflight, Group.Do',
    rule: 'The error is the same for all of them, too; the next call is a new one.',
    system: through({ coalesce: {} }, 45, EVERY_TEN, [{ work: '25ms' }, { fail: '100%' }], ABOUT_ONE),
    facts: ['try', 'ended'],
    where,
    expected: ['10ms try', '35ms ended: error', '35ms ended: error', '35ms ended: error', '40ms try'],
  },
];
