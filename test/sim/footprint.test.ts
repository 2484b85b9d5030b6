/** What a run is said to need before its first event is what it takes. */
import { expect, it } from 'vitest';
import { footprintOf, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const web = (replicas: number, more: object = {}) => ({
  replicas,
  concurrency: { threads: 4 },
  operations: { home: [{ call: 'shop.buy', timeout: '1s', retry: { attempts: 3 }, breaker: {} }] },
  ...more,
});

/** Systems that are large each in its own way. */
const systems = {
  'many replicas and what they keep of each other': { web: web(600), shop: { replicas: 600 } },
  'many replicas that are watched': { web: web(300), shop: { replicas: 300, ejection: { preset: 'envoy' } } },
  'many users': { web: web(2), shop: { replicas: 2 }, users: 200_000 },
};

it.each(Object.entries(systems))('%s', (_, { web: front, shop, ...more }) => {
  const users = 'users' in more ? more.users : 100;
  const plan = planOf({
    run: { length: '10s' },
    services: {
      web: front,
      shop: { concurrency: { threads: 4 }, operations: { buy: [{ work: '2ms' }] }, ...shop },
    },
    load: [{ name: 'people', operation: 'web.home', users, think: '1h' }],
  });
  const said = footprintOf(plan, 0).reduce((sum, { bytes }) => sum + bytes, 0);
  const { bytes } = new Run(plan).snapshot().state;
  expect(bytes).toBeGreaterThan(5e6);
  expect(said).toBeGreaterThan(bytes * 0.8);
  expect(said).toBeLessThan(bytes * 4);
});
