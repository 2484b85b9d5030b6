/** A metric of a subject that has not what it measures: an error, rather than an expectation that holds at nothing. */
import { describe, expect, it } from 'vitest';
import { metricCatalog } from '../../src/sim/index.ts';
import { codesOf, framesOf, scenarioOf } from './support/mistakes.ts';

const LIMITS: Readonly<Record<string, string>> = {
  share: '10%',
  rate: '1/s',
  duration: '1s',
  count: '3',
  ratio: '1.5x',
};

/** A shop with what is asked for, and one expectation. */
function shop(expectation: string, { service = '', load = '', more = '' } = {}): string {
  return `title: A shop
run: { length: 1m }
services:
  web: { concurrency: { threads: 4 }, operations: { home: [ { call: orders.place } ] } }
  orders: { replicas: 10, concurrency: { threads: 4 }, operations: { place: [ { work: 2ms } ] }${service} }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s }${load} }
brokers: { jobs: { kind: queue, queues: { mail: {} } } }
${more}
expect:
  - ${expectation}
`;
}

/** What of a caller's policies a metric measures, and the policy. */
const POLICIES: readonly (readonly [metric: RegExp, policy: string])[] = [
  [/^(open|half-open|openings|turned-back|turned-back-by-breaker)$/, 'breaker: {}'],
  [/^coalesced$/, 'keys: { count: 9, zipf: 1 }, coalesce: {}'],
  [/^cache-hits$/, 'cache: { ttl: 60s }'],
  [/^retries-withheld$/, 'retry: { attempts: 3, budget: 10% }'],
  [/^hedges-/, 'hedge: { delay: 50ms, budget: 10% }'],
  [/^fallbacks$/, 'fallback: { value: degraded }'],
  [/^turned-back-by-throttle$/, 'throttle: {}'],
  [/^turned-back-by-bulkhead$/, 'bulkhead: { limit: 10 }'],
  [/^turned-back-by-limiter$/, 'limiter: { kind: token-bucket, rate: 5/s, burst: 1 }'],
  [/^turned-back-by-adaptive-concurrency$/, 'adaptive-concurrency: { preset: envoy }'],
];

/** The same of a policy at the door of a service. */
const DOORS: Readonly<Record<string, string>> = {
  limit: 'adaptive-concurrency: { preset: envoy }',
  'turned-away-by-limiter': 'limiter: { kind: token-bucket, rate: 5/s, burst: 1 }',
  'turned-away-by-adaptive-concurrency': 'adaptive-concurrency: { preset: envoy }',
  'turned-away-by-shed': 'shed: { by: queue-length, limit: 10 }',
};

/** What each metric with a need is asked of, and what brings the mechanism. */
function brought(name: string): { subject: string; with: Parameters<typeof shop>[1] } {
  const policy = POLICIES.find(([metric]) => metric.test(name))?.[1];
  if (policy !== undefined) return { subject: 'visitors', with: { load: `, ${policy}` } };
  if (Object.hasOwn(DOORS, name))
    return { subject: 'orders', with: { service: `, admission: [ { ${DOORS[name]} } ]` } };
  if (name === 'turned-back-by-health')
    return { subject: 'web -> orders.place', with: { service: ', ejection: envoy' } };
  if (name === 'late') return { subject: 'visitors', with: { load: ', within: 1s' } };
  if (name === 'cores-utilisation') return { subject: 'orders', with: { service: ', cores: 2' } };
  if (name === 'rejecting')
    return {
      subject: 'orders',
      with: {
        service:
          ', admission: [ { limiter: { kind: token-bucket, rate: 5/s, burst: 1 }, reject-cost: 1ms } ]',
      },
    };
  if (name === 'restarts')
    return {
      subject: 'orders',
      with: {
        service: ', health: { check: { lane: dedicated, every: 1s, timeout: 1s, on-failure: restart } }',
      },
    };
  if (['healthy', 'ejected', 'ejections', 'panic'].includes(name))
    return { subject: 'orders', with: { service: ', ejection: envoy' } };
  return {
    subject: 'mail',
    with: { more: 'consumers: [ { from: mail, call: orders.place } ]' },
  };
}

describe.each(metricCatalog.filter(({ needs }) => needs !== undefined))('$name', ({ name, unit }) => {
  const { subject, with: mechanism } = brought(name);
  const expectation = `{ ${name}: ${subject}, at-most: ${LIMITS[unit]} }`;

  it('is refused where its subject has not what it measures', () => {
    expect(codesOf(shop(expectation))).toEqual(['E303']);
  });

  it('is expected where its subject has it', () => {
    expect(scenarioOf(shop(expectation, mechanism)).expectations).toHaveLength(1);
  });
});

it('shows the subject, and says what to write for it', () => {
  expect(framesOf(shop('{ ejections: orders, at-most: 0 }'))).toContain(
    `ejections of orders means nothing: orders has no ejection
  --> shop.yaml:11:18
   |
10 | expect:
11 |   - { ejections: orders, at-most: 0 }
   |                  ^^^^^^ write ejection: envoy, or expect another metric`,
  );
});

it('does not mind that nobody ever panics where the threshold is said to be zero', () => {
  const service = ', ejection: linkerd';
  expect(framesOf(shop('{ panic: orders, at-most: 10% }', { service }))).toContain('never panic');
});

it.each([
  '{ retries: web -> orders.place, at-most: 0/s }',
  '{ hedges: orders, at-most: 0/s }',
  '{ shed: orders, at-most: 0% }',
  '{ dead-letters: mail, at-most: 0 }',
  '{ queue-depth: orders, at-most: 1 }',
])('lets a claim that something never happens stand: %s', (expectation) => {
  expect(codesOf(shop(expectation))).toEqual([]);
});
