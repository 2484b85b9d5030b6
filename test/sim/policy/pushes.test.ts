/** Every parameter that a push may set, of every policy: what is written in the policy and what is pushed come to the same. */
import { expect, test } from 'vitest';
import { policies } from '../../../src/sim/index.ts';
import { type PlacedPolicy, push, pushable } from '../../../src/sim/policy/pushes.ts';

type Written = Record<string, unknown>;

/** For each policy some ways to write it, in full, and for each parameter another value. */
const cases: Record<string, { readonly written: readonly Written[]; readonly other: Written }> = {
  timeout: { written: [{ after: '1s', connect: '10ms' }], other: { after: '3s', connect: '20ms' } },
  retry: {
    written: [{ attempts: 3, backoff: { base: '10ms' }, budget: '10%' }],
    other: {
      attempts: 5,
      'backoff.base': '20ms',
      'backoff.factor': 3,
      'backoff.max': '1s',
      'backoff.jitter': '20%',
      'backoff.kind': 'fixed',
      'backoff.base-when-shed': '30ms',
      on: ['error'],
      where: 'here',
      elsewhere: true,
      'idempotent-only': true,
      pushback: 'ignore',
      budget: '20%',
    },
  },
  breaker: {
    written: [{ window: 100 }, { window: '10s' }],
    other: {
      'failure-rate': '70%',
      'slow-rate': '70%',
      slow: '1s',
      consecutive: 4,
      minimum: 7,
      evaluate: 'failure',
      open: '3s',
      'open-factor': 2,
      'open-most': '9s',
      'open-jitter': '10%',
      probes: 3,
      'probe-wait': '1s',
      bucket: '2s',
      'buckets-begin': 'each-call',
      'open-ends': 'at',
      'half-open': 'time',
      on: ['error'],
      ignore: ['shed'],
      forced: 'open',
    },
  },
  throttle: {
    written: [{}],
    other: {
      'success-rate': '80%',
      window: '1s',
      memory: 'average',
      requests: 'answered',
      aggression: 2,
      most: '80%',
      minimum: '4/s',
      on: ['error'],
    },
  },
  bulkhead: { written: [{ limit: 5, queue: 3, wait: '1s' }], other: { limit: 7, queue: 'none', wait: '2s' } },
  hedge: {
    written: [{ delay: '10ms', budget: '10%' }],
    other: { delay: '20ms', on: [], elsewhere: false, 'cancel-losers': false, budget: '3%' },
  },
  fallback: { written: [{ stale: '3s' }], other: { stale: '9s', on: ['error'] } },
  coalesce: { written: [{ followers: 3 }], other: { followers: 'none' } },
  cache: { written: [{ ttl: '3s' }], other: { ttl: '9s', jitter: '10%' } },
  limiter: {
    written: [
      { kind: 'token-bucket', rate: '10/s', burst: 3, wait: '1s' },
      { kind: 'concurrency', limit: 4 },
      { kind: 'fixed-window', limit: 4, window: '1s' },
    ],
    other: { rate: '20/s', burst: 5, wait: '2s', limit: 9, window: '3s', interval: '100ms' },
  },
  'adaptive-rate': {
    written: [{}],
    other: { beta: '50%', scale: 0.8, smoothing: '30%', minimum: '2/s', burst: 5, on: ['error'] },
  },
  'adaptive-concurrency': {
    written: [{ kind: 'aimd' }, { kind: 'gradient2' }, { kind: 'gradient' }, { kind: 'vegas' }],
    other: {
      max: 300,
      min: 9,
      timeout: '1s',
      backoff: '80%',
      smoothing: '30%',
      headroom: 7,
      tolerance: 2,
      window: 70,
      update: '200ms',
      remeasure: '9s',
      jitter: '10%',
      requests: 9,
      buffer: '80%',
      probe: 9,
    },
  },
  shed: {
    written: [
      { by: 'queue-length', limit: 20 },
      { by: 'expected-wait', target: '1s' },
      { by: 'utilisation' },
      { by: 'dagor' },
    ],
    other: {
      limit: 7,
      target: '3s',
      above: '70%',
      all: '95%',
      interval: '1s',
      window: '2s',
      smoothing: '20%',
      levels: ['90%', '30%'],
      requests: 9,
      down: '7%',
      up: '3%',
    },
  },
};

const every = Object.values(policies).flatMap((definition) => {
  const { name } = definition;
  return cases[name].written.map((written) => [name, JSON.stringify(written), written] as const);
});

/** The written policy with a value at a path. */
function withValue(written: Written, path: string, value: unknown): Written {
  const [key, inner] = path.split('.');
  if (inner === undefined) return { ...written, [key]: value };
  return { ...written, [key]: { ...(written[key] as Written), [inner]: value } };
}

test.each(every)('%s %s', (name, _, written) => {
  const definition = policies[name as keyof typeof policies] as unknown as PlacedPolicy['definition'];
  const schema = definition.params;
  const params = schema.parse(written);
  const placed = { definition, schema, params };
  const before = definition.settingsOf(params);
  const tried: string[] = [];
  for (const path of pushable(placed)) {
    const value = cases[name].other[path];
    if (value === undefined) continue;
    tried.push(path);
    const pushed = push(placed, path, value);
    if ('sentence' in pushed) throw new Error(`${path}: ${pushed.sentence}`);
    const after = before.map((number, place) => pushed.get(place) ?? number);
    expect(after, path).toEqual(definition.settingsOf(schema.parse(withValue(written, path, value))));
    // What it was written with is set, too: a push may undo another one.
    expect(pushed.size, path).toBeGreaterThan(0);
    expect(push(placed, path, { nonsense: 1 }), path).toHaveProperty('sentence');
  }
  expect(tried.length).toBeGreaterThan(0);
});

test('only what may be pushed is offered', () => {
  const definition = policies.breaker as unknown as PlacedPolicy['definition'];
  const params = definition.params.parse({});
  const offered = pushable({ definition, schema: definition.params, params });
  expect(offered).toContain('open');
  expect(offered).not.toContain('size');
});
