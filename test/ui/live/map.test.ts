/** Who talks to whom: loads, services and queues, and the lines between them. */
import { expect, test } from 'vitest';
import { lineNow } from '../../../src/present/live.ts';
import { spread } from '../../../src/present/live-series.ts';
import { type MapLine, mapOf } from '../../../src/present/map.ts';
import { Run } from '../../../src/sim/index.ts';
import { planOf } from '../../support/simulate.ts';
import { SHOP, shopPlan } from './shop.ts';

const linesOf = (plan: ReturnType<typeof shopPlan>): string[] =>
  mapOf(plan.directory).lines.map(({ from, to, kind }) => `${from} ${kind} ${to}`);

test('a message goes to its queue, and from there to the service that handles it', () => {
  expect(linesOf(shopPlan())).toEqual([
    'service:web sync service:orders',
    'service:orders sync service:payments',
    'service:orders async queue:invoices',
    'load:shoppers sync service:web',
    'load:visitors sync service:web',
    'queue:invoices async service:biller',
  ]);
});

test('an event goes to every subscription', () => {
  const plan = planOf({
    ...SHOP,
    faults: [],
    services: {
      web: {
        concurrency: { threads: 64 },
        operations: { checkout: [{ publish: 'placed' }], browse: [{ work: '3ms' }] },
      },
      biller: { concurrency: { threads: 4 }, operations: { issue: [{ work: '10ms' }] } },
    },
    brokers: { bus: { kind: 'queue', topics: { placed: { visibility: '30s' } } } },
    consumers: [
      { from: 'placed', group: 'bills', call: 'biller.issue' },
      { from: 'placed', group: 'copies', call: 'biller.issue' },
    ],
  });
  expect(linesOf(plan)).toEqual(
    expect.arrayContaining([
      'service:web async queue:placed/bills',
      'service:web async queue:placed/copies',
      'queue:placed/copies async service:biller',
    ]),
  );
});

test('a load and a service of one name are two', () => {
  const plan = planOf({ ...SHOP, load: [{ ...SHOP.load[1], name: 'web' }], faults: [] });
  const ids = mapOf(plan.directory).nodes.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['load:web', 'service:web']));
  expect(new Set(ids).size).toBe(ids.length);
});

test('windows are spread over the columns of the whole run, and what is to come is a gap', () => {
  const [second, length] = [1e9, 8e9];
  expect([...spread([1, 3, 5, 7], second, length, 4)]).toEqual([2, 6, Number.NaN, Number.NaN]);
  expect([...spread([1, 3], second, length, 16)].slice(0, 5)).toEqual([1, 1, 3, 3, Number.NaN]);
  expect([...spread([1, 3, 5], second, length, 4)].slice(0, 2)).toEqual([2, Number.NaN]);
});

test('a run whose length is no whole number of windows still reaches its last column', () => {
  const columns = spread([1, 1, 1, 1], 1e9, 4.5e9, 9);
  expect([...columns].filter((value) => value === 1).length).toBeGreaterThanOrEqual(8);
});

test('what a queue gives up goes to the queue for dead letters, and the line says how much', () => {
  const plan = planOf({
    ...SHOP,
    services: {
      ...SHOP.services,
      biller: { concurrency: { threads: 4 }, operations: { issue: [{ work: '10ms' }, { fail: '100%' }] } },
    },
    brokers: {
      jobs: {
        kind: 'queue',
        queues: { invoices: { visibility: '1s', receives: 2, 'dead-letter': 'lost' }, lost: {} },
      },
    },
    faults: [],
  });
  const line = mapOf(plan.directory).lines.find(({ to }) => to === 'queue:lost');
  expect(line).toMatchObject({ from: 'queue:invoices', kind: 'async' });
  const run = new Run(plan, { moments: [20e9, 40e9], windows: false });
  run.advance(40e9);
  const { rate, failing } = lineNow(run.interval(20e9, 40e9), line as MapLine);
  // All of what the 60 shoppers a second buy; an invoice that was handed over twice is given up.
  expect(rate).toBeGreaterThan(50);
  expect(rate).toBeLessThan(70);
  expect(failing).toBe(0);
});
