/** Systems in which things take no time at all come to an end, and their books balance. */
import { expect, test } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { timeline } from '../timelines/facts.ts';
import { runTo, troubles } from './inside.ts';
import type { RawSystem } from './random-system.ts';

/** One service that answers at once, and whatever else is said. */
function instant(more: RawSystem): RawSystem {
  return {
    run: { length: '1s', window: '100ms' },
    services: { web: { concurrency: { threads: 1 }, queue: { limit: 0 }, operations: { ask: [] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    ...more,
  };
}

const SYSTEMS: Record<string, RawSystem> = {
  'no work and no latency': instant({}),
  'ten thousand at once, with immediate retries, at a queue of none': instant({
    services: {
      web: { concurrency: { threads: 1 }, queue: { limit: 0 }, operations: { ask: [{ work: '1ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 10_000, every: '500ms' } },
        retry: { attempts: 3 },
      },
    ],
  }),
  'a hundred calls in parallel, each of them refused': instant({
    services: {
      web: {
        concurrency: { threads: 100 },
        operations: { ask: [{ parallel: new Array(100).fill({ call: 'db.get', retry: { attempts: 5 } }) }] },
      },
      db: { concurrency: { threads: 1 }, queue: { limit: 0 }, operations: { get: [{ work: '1s' }] } },
    },
  }),
  'users who do not think, before a breaker that is open': instant({
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ fail: '100%' }] } } },
    load: [
      { name: 'people', operation: 'web.ask', users: 20, breaker: { window: 1, minimum: 1, open: '10s' } },
    ],
  }),
  'users who do not think, before replicas that are all held out': instant({
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 1 },
        operations: { ask: [{ fail: '100%' }] },
        ejection: { preset: 'linkerd', consecutive: 1 },
      },
    },
    load: [
      { name: 'people', operation: 'web.ask', users: 20, retry: { attempts: 3, on: ['rejected', 'error'] } },
    ],
  }),
  'a check that fails at once, again every fifty microseconds': instant({
    services: {
      web: {
        replicas: 3,
        concurrency: { threads: 1 },
        operations: { ask: [], ready: [{ fail: '100%' }] },
        health: { check: { operation: 'ready', every: '50us', unhealthy: 1 } },
      },
    },
  }),
  'a consumer whose breaker is open, and messages that come back at once': instant({
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ send: 'jobs' }] } },
      worker: { concurrency: { threads: 1 }, operations: { work: [{ fail: '100%' }] } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: { 'on-failure': 'now' } } } },
    consumers: [{ from: 'jobs', call: 'worker.work', breaker: { window: 1, minimum: 1, open: '10s' } }],
  }),
  'an operation that tells a thousand others in no time': instant({
    services: {
      web: {
        concurrency: { threads: 10 },
        operations: { ask: [{ repeat: { times: 1000, steps: [{ notify: 'log.write' }] } }] },
      },
      log: { concurrency: { threads: 1 }, queue: { limit: 0 }, operations: { write: [] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '5/s' } }],
  }),
  'a topic with two hundred subscriptions whose consumers are all busy': instant({
    services: {
      web: { concurrency: { threads: 10 }, operations: { ask: [{ publish: 'news' }] } },
      reader: { concurrency: { threads: 1000 }, operations: { read: [{ work: '10s' }] } },
    },
    brokers: { bus: { kind: 'queue', topics: { news: {} } } },
    consumers: Array.from({ length: 200 }, (_, i) => ({ from: 'news', group: `g${i}`, call: 'reader.read' })),
  }),
};

test.each(Object.entries(SYSTEMS))('%s: it ends, and the books balance', (_, system) => {
  const run = runTo(new Run(planOf(system)));
  expect(run.now).toBe(1e9);
  expect(troubles(run)).toEqual([]);
});

test('a message that makes another for ever in one instant is stopped by a budget', () => {
  const system = instant({
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ send: 'jobs' }] } },
      worker: { concurrency: { threads: 1 }, operations: { work: [{ send: 'jobs' }] } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: {} } } },
    consumers: [{ from: 'jobs', call: 'worker.work' }],
  });
  const run = new Run(planOf(system));
  expect(run.advance(1e9, 11)).toBe(false);
  expect(troubles(run)).toEqual([]);
});

test.each(['3ns', '28ns', '333333ns', '10ms'])(
  'a ramp of %s climbs from a twentieth to the whole, and comes to its end',
  (length) => {
    const system = instant({
      faults: [
        { slow: 'web', factor: 3, name: 'x', at: '10ms', for: '50ms', ramp: { in: length, out: length } },
      ],
    });
    const strengths = timeline(system, ['fault']).map((line) => Number(line.split(': ')[1]));
    const peak = strengths.indexOf(1);
    expect(strengths.slice(0, peak + 1)).toEqual(strengths.slice(0, peak + 1).sort((a, b) => a - b));
    expect(strengths.slice(peak)).toEqual(strengths.slice(peak).sort((a, b) => b - a));
    expect(strengths[0]).toBeGreaterThan(0);
    expect(strengths[strengths.length - 1]).toBe(0);
  },
);
