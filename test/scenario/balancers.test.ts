/** Balancers of calls that mean nothing are told where they are written; `--set` and `--without` reach past them. */
import { describe, expect, it } from 'vitest';
import { framesOf, scenarioOf } from './support/mistakes.ts';

/** A web that asks a store in a step of its own line, behind what else the service and the step say. */
const shop = (step: string, store = 'replicas: 3', load = '') => `title: The shop
run: { length: 1m, warmup: 5s, seed: 7 }
services:
  web:
    concurrency: { threads: 4 }
    operations:
      ask:
        - work: 2ms
        - call: store.get
          ${step}
  store:
    concurrency: { threads: 4 }
    ${store}
    operations: { get: [ work: 1ms ] }
load:
  - name: people
    operation: web.ask
    ${load === '' ? 'priority: 0' : load}
    arrivals: { poisson: 20/s }
`;

describe('the balancer of a call', () => {
  it.each([
    ['an unknown one', 'balancer: round-robbin', 'did you mean "round-robin"?'],
    ['one that takes no such parameter', 'balancer: { random: { speed: 1 } }', 'unknown key "speed"'],
    ['weights where there are none', 'balancer: weighted', '`weighted` goes by weights, and store has none'],
  ])('%s is told at its line', (_, step, sentence) => {
    const told = framesOf(shop(step));
    expect(told).toContain(sentence);
    expect(told).toContain('shop.yaml:10:');
  });

  it('is told at the load, once, though its mix asks for two operations of the callee', () => {
    const text = shop('timeout: 1s', 'replicas: 3', 'balancer: weighted')
      .replace('operation: web.ask', 'mix: { store.get: 1, store.put: 1 }')
      .replace('get: [ work: 1ms ]', 'get: [ work: 1ms ], put: [ work: 1ms ]');
    const told = framesOf(text);
    expect(told.split('goes by weights')).toHaveLength(2);
    expect(told).toContain('shop.yaml:18:');
  });

  it('goes by weights where the callee has some', () => {
    expect(framesOf(shop('balancer: weighted', 'replicas: 3\n    weights: [5, 1, 1]'))).toBe('');
  });

  it('means nothing where nobody chooses among replicas', () => {
    const text = shop('timeout: 1s').replace('call: store.get', 'send: jobs\n          balancer: random');
    expect(framesOf(text)).toContain('balancer');
  });
});

it('a service that names weighted without weights is told so at its own line', () => {
  const told = framesOf(shop('timeout: 1s', 'balancer: weighted'));
  expect(told).toContain('`weighted` goes by weights, and store has none');
  expect(told).toContain('shop.yaml:13:');
});

describe('a slow start', () => {
  const health = 'health: { check: { lane: dedicated }, slow-start: 30s }';
  const people = (balancer: string) => shop(`balancer: ${balancer}`, `replicas: 3\n    ${health}`);

  it('means nothing where all that call the service go by rings', () => {
    expect(framesOf(people('random'))).toBe('');
    expect(framesOf(people('ring-hash'))).toContain('ring-hash knows no slow start');
  });

  it('means something on a ring that nobody goes by', () => {
    const text = people('random').replace('replicas: 3', 'replicas: 3\n    balancer: ring-hash');
    expect(framesOf(text)).toBe('');
    expect(framesOf(text.replace('balancer: random', 'timeout: 1s'))).toContain('knows no slow start');
  });
});

describe('arguments', () => {
  const text = shop('balancer: least-requests\n          timeout: 1s');
  const stepOf = (options: Parameters<typeof scenarioOf>[1]) =>
    scenarioOf(text, options).system.services.web.operations.ask[1];

  it('--without takes the policies of a call and leaves its balancer', () => {
    expect(Object.keys(stepOf({ without: ['web.timeout'] }))).toEqual(['call', 'balancer']);
  });

  it('--set sets the balancer of the callee and leaves that of a call', () => {
    const { services } = scenarioOf(text, { set: ['services.store.balancer=random'] }).system;
    expect(services.store.balancer).toEqual({ random: {} });
    expect(services.web.operations.ask[1]).toMatchObject({ balancer: { 'least-requests': {} } });
  });
});
