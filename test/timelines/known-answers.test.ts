/** Metrics against systems so small that the answer is known without running them. */
import { describe, expect, test } from 'vitest';
import { metricNamed, type Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';

type Keys = Record<string, unknown>;

/** `service shop`, `edge web -> shop.buy`. A duration in ms, a number to nine digits. */
type Answers = Readonly<Record<string, Readonly<Record<string, number>>>>;

function told(run: Run, questions: Answers): Answers {
  const { directory } = run.plan;
  const interval = run.interval(0, run.plan.length);
  return Object.fromEntries(
    Object.entries(questions).map(([who, metrics]) => {
      const [kind, ...words] = who.split(' ');
      const name = words.join(' ');
      const subject = subjectsOf(directory, kind as SubjectKind).find((each) => each.name === name);
      if (subject === undefined) throw new Error(`nobody is called ${who}`);
      const values = Object.keys(metrics).map((key) => {
        const metric = metricNamed(key);
        if (metric?.subjects.includes(subject.kind) !== true) throw new Error(`${kind} has no ${key}`);
        const value = metric.valueOf(interval, subject) / (metric.unit === 'duration' ? 1e6 : 1);
        // Percentiles are read from a histogram: exact to 0.4%.
        return [key, /-p\d+$/.test(key) ? Number(value.toPrecision(2)) : Number(value.toFixed(9))];
      });
      return [who, Object.fromEntries(values)];
    }),
  );
}

function expectOf(system: unknown, answers: Answers): void {
  expect(told(simulate(system), answers)).toEqual(answers);
}

/** Requests of `people` to `shop.buy`, every 10 ms from 10 ms to 990 ms: 99 of them. */
function shop(steps: readonly Keys[], more: Keys = {}, load: Keys = {}, rest: Keys = {}) {
  return {
    run: { length: '1s' },
    services: { shop: { concurrency: { threads: 100 }, operations: { buy: steps }, ...more } },
    load: [{ name: 'people', operation: 'shop.buy', arrivals: { constant: '100/s' }, ...load }],
    ...rest,
  };
}

const EDGE = 'edge people -> shop.buy';

test('one slot, no queue, 15 ms of work every 10 ms: every other request is refused', () => {
  // 99 requests at 10, 20, … 990 ms; those at 10, 30, … 990 ms are served, 50 in all, the last until 1005 ms.
  const narrow = { concurrency: { threads: 1 }, queue: { limit: 0 } };
  expectOf(shop([{ work: '15ms' }], narrow), {
    'service shop': {
      offered: 99,
      started: 50,
      throughput: 49,
      'turned-away': Number((49 / 99).toFixed(9)),
      availability: 0.5,
      utilisation: 0.745,
      'in-flight': 0.745,
      'frame-time-mean': 15,
      'queue-wait-max': 0,
      'queue-depth': 0,
    },
    'load people': {
      success: 0.5,
      refused: 0.5,
      'latency-mean': 15,
      'time-to-end-mean': 7.5,
      goodput: Number((49 / 99).toFixed(9)),
      'in-flight': 0.745,
    },
  });
});

test('ten at once for one slot, with patience for 45 ms: five are served, five wait in vain', () => {
  const system = {
    run: { length: '1s' },
    services: {
      shop: {
        concurrency: { threads: 1 },
        queue: { limit: 20, wait: '45ms' },
        operations: { buy: [{ work: '10ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'shop.buy', arrivals: { bursts: { size: 10, every: '500ms' } } }],
  };
  expectOf(system, {
    'service shop': {
      'turned-away': 0.5,
      expired: 0.5,
      // Those that were started had waited 0, 10, … 40 ms; the others 45 ms each.
      'queue-wait-mean': 20,
      'queue-wait-max': 40,
      'queue-depth': (100 + 5 * 45) / 1000,
      utilisation: 0.05,
    },
    'load people': { 'latency-mean': 30, 'latency-max': 50, 'time-to-end-mean': 37.5, 'time-to-end-p99': 50 },
  });
});

test('whoever fails and tries three times sends three for one', () => {
  const retry = { retry: { attempts: 3, backoff: { base: '0ms' } } };
  expectOf(shop([{ work: '2ms' }, { fail: '100%' }], {}, retry), {
    [EDGE]: { offered: 99, attempts: 297, retries: 198, hedges: 0, amplification: 3, errors: 1, success: 0 },
    'service shop': { availability: 0, started: 297, throughput: 0, 'in-flight': 0.594 },
    'run run': { amplification: 3, attempts: 297, failure: 1 },
    'load people': { 'time-to-end-mean': 6 },
  });
});

test('a hedge beside each call that takes 12 ms, sent after 10 ms', () => {
  // The last request, at 990 ms, is neither answered nor hedged.
  expectOf(shop([{ work: '12ms' }], {}, { hedge: { delay: '10ms' } }), {
    [EDGE]: { attempts: 99 + 98, hedges: 98, 'hedges-won': 0, 'latency-mean': 12 },
    // A hedge works 2 ms for its caller and 10 ms for nobody; that of 980 ms only 8 before the end.
    'service shop': { wasted: Number(((97 * 10 + 8) / (98 * 12 + 10 + 97 * 12 + 10)).toFixed(9)) },
  });
});

test('what is answered in time, late, by a fallback, and not at all', () => {
  expectOf(shop([{ work: '5ms' }], {}, { within: '5ms' }), { 'load people': { goodput: 1, late: 0 } });
  expectOf(shop([{ work: '6ms' }], {}, { within: '5ms' }), {
    'load people': { goodput: 0, late: 1, success: 1, 'goodput-rate': 0, throughput: 99 },
  });
  const fallback = { fallback: { value: 'degraded' } };
  expectOf(shop([{ fail: '100%' }], {}, fallback), {
    'load people': { goodput: 0, degraded: 1, success: 1, failure: 0, fallbacks: 1 },
  });
});

test('two shared cores of which one is always in use', () => {
  const cores = { cores: 2, concurrency: { threads: 10 } };
  expectOf(shop([{ work: '10ms' }, { sleep: '10ms' }], cores), {
    // From 10 ms on one request computes and another one sleeps.
    'service shop': { 'cores-utilisation': 0.495, utilisation: (0.99 + 0.98) / 10, 'frame-time-mean': 20 },
  });
});

test('one replica of two held to be unwell for a quarter of the time', () => {
  const health = { check: { every: '10ms', unhealthy: 1, healthy: 1, lane: 'dedicated' } };
  const more = { replicas: 2, health };
  const faults = [
    { misjudge: 'shop', as: 'unhealthy', share: '100%', replicas: [1], at: '500ms', for: '250ms' },
  ];
  const run = simulate(shop([{ work: '1ms' }], more, {}, { faults }));
  const value = told(run, { 'service shop': { healthy: 0 } })['service shop'].healthy;
  // A check each 10 ms may be as late.
  expect(Math.abs(value - 0.875)).toBeLessThanOrEqual(0.005);
});

describe('messages', () => {
  /** Ten a second, from 100 ms on; each is sent in no time. */
  const post = (consumer: Keys, work: string, queue: Keys = {}, length = '2s') => ({
    run: { length },
    services: {
      web: { concurrency: { threads: 100 }, operations: { ask: [{ send: 'jobs' }] } },
      clerk: { concurrency: { threads: 100 }, operations: { file: [{ work }] } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: { ...queue } } } },
    consumers: [{ from: 'jobs', call: 'clerk.file', ...consumer }],
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
  });

  test('that are handled as they come', () => {
    expectOf(post({}, '50ms', {}, '2001ms'), {
      'queue jobs': {
        lag: 1,
        'queue-depth': 0,
        unacknowledged: Number(((19 * 50 + 1) / 2001).toFixed(9)),
        redelivered: 0,
        duplicates: 0,
        'handled-after-mean': 50,
        age: 1,
        published: Number((20 / 2.001).toFixed(9)),
        acknowledged: Number((19 / 2.001).toFixed(9)),
      },
    });
  });

  test('that come twice as fast as they are handled', () => {
    // 20 by 2 s, at 100, 200, … ms; one is done at 300, 500, … 1900 ms, nine in all.
    expectOf(post({}, '200ms', {}, '2001ms'), {
      'queue jobs': {
        lag: 11,
        // The tenth came at 1 s.
        age: 1001,
        'handled-after-max': 1000,
        // Done after 200, 300, … 1000 ms.
        'handled-after-mean': 600,
        unacknowledged: Number((1901 / 2001).toFixed(9)),
      },
    });
  });

  test('that take longer than they stay unseen', () => {
    // Each is seen again after 100 ms and done after 150 ms, once more after 250 ms.
    expectOf(post({ concurrency: 10 }, '150ms', { visibility: '100ms' }, '10099ms'), {
      'queue jobs': {
        redelivered: Number((99 / 199).toFixed(9)),
        duplicates: 98,
        'handled-after-mean': 150,
        'dead-letters': 0,
        delivered: Number((199 / 10.099).toFixed(9)),
        handled: Number((197 / 10.099).toFixed(9)),
        acknowledged: Number((99 / 10.099).toFixed(9)),
      },
    });
  });
});

test('calls that a limit turns back', () => {
  const limiter = { limiter: { kind: 'concurrency', limit: 1 } };
  // 15 ms each, every 10 ms: every other one is turned back.
  expectOf(shop([{ work: '15ms' }], {}, limiter), {
    'load people': {
      'turned-back': Number((49 / 99).toFixed(9)),
      rejected: 0.5,
      'turned-back-by-limiter': Number((49 / 99).toFixed(9)),
    },
    [EDGE]: { attempts: 50, amplification: 1, limit: 1 },
  });
});
