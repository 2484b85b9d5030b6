/** What takes part in a failure besides load and queues, read from real runs. */
import { expect, test } from 'vitest';
import { edgeSigns, serviceSigns } from '../../src/present/signs.ts';
import { type Interval, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const SECOND = 1e9;

/** A front that calls a stock of four, with something in between or at its door. */
function shop(call: object, stock: object, faults: readonly object[] = []) {
  return planOf({
    run: { length: '60s', warmup: '0s', seed: 1 },
    network: { latency: '1ms' },
    services: {
      front: {
        replicas: 2,
        concurrency: { threads: 200 },
        operations: { order: [{ work: '1ms' }, { call: 'stock.take', ...call }] },
      },
      stock: {
        replicas: 4,
        concurrency: { threads: 8 },
        operations: { take: [{ work: { exponential: '20ms' } }] },
        ...stock,
      },
    },
    load: [{ name: 'users', operation: 'front.order', arrivals: { poisson: '200/s' } }],
    faults,
  });
}

/** What is said of the stock and of the calls to it, between two instants (s). */
function said(plan: ReturnType<typeof shop>, from: number, to: number) {
  const run = new Run(plan, { moments: [from * SECOND, to * SECOND] });
  run.advance(to * SECOND);
  const interval: Interval = run.interval(from * SECOND, to * SECOND);
  const { directory } = plan;
  const stock = directory.services.findIndex(({ name }) => name === 'stock');
  const edge = directory.edges.findIndex(({ name }) => name === 'front -> stock.take');
  return {
    stock: serviceSigns(interval, plan, stock, (replica) => run.standingOf(replica)).map(
      ({ words }) => words,
    ),
    calls: edgeSigns(interval, edge).map(({ words }) => words),
  };
}

test('where everybody does their work nothing is said', () => {
  const plan = shop({ breaker: {}, retry: { attempts: 2 }, timeout: '1s' }, { ejection: 'envoy' });
  expect(said(plan, 10, 20)).toEqual({ stock: [], calls: [] });
});

test('a replica that fails is ejected, and it is said of how many', () => {
  const errors = [{ errors: 'stock', share: '100%', replicas: 1, at: '10s' }];
  const plan = shop({ timeout: '1s' }, { ejection: { preset: 'envoy', most: '100%' } }, errors);
  expect(said(plan, 15, 25).stock).toEqual(['1/4 ejected']);
});

test('where too few are left callers panic, which is said first', () => {
  const errors = [{ errors: 'stock', share: '100%', replicas: 3, at: '10s' }];
  const plan = shop({ timeout: '1s' }, { ejection: { preset: 'envoy', most: '100%' } }, errors);
  const [first, second] = said(plan, 20, 30).stock;
  expect(first).toBe('panic');
  expect(second).toBe('3/4 ejected');
});

test('an open breaker is said with how many of the callers have it open, and not once more as what it turns back', () => {
  const errors = [{ errors: 'stock', share: '100%', at: '10s' }];
  const breaker = { consecutive: 5, open: '100s' };
  const plan = shop({ breaker, timeout: '1s' }, {}, errors);
  expect(said(plan, 20, 30).calls).toEqual(['breaker open 2 of 2']);
});

test('what is refused at a full queue, and shed by a gate, is said a second', () => {
  const narrow = { concurrency: { threads: 1 }, queue: { limit: 0 } };
  expect(said(shop({}, narrow), 10, 20).stock).toEqual([expect.stringMatching(/^refused \d+\/s$/)]);
  const limited = { admission: [{ limiter: { kind: 'token-bucket', rate: '10/s', burst: 1 } }] };
  expect(said(shop({}, limited), 10, 20).stock).toEqual([expect.stringMatching(/^shed 1\d\d\/s$/)]);
});

test('replicas that were scaled in or out are told against those there were', () => {
  const scaled = [{ scale: 'stock', to: 6, at: '10s' }];
  const plan = shop({}, { scaling: { most: 8 } }, scaled);
  expect(said(plan, 2, 8).stock).toEqual([]);
  expect(said(plan, 40, 50).stock).toEqual(['6 replicas, not 4']);
});

test('retries that a budget withholds are told', () => {
  const errors = [{ errors: 'stock', share: '50%', at: '10s' }];
  const plan = shop({ retry: { attempts: 3, budget: '10%' } }, {}, errors);
  expect(said(plan, 20, 30).calls).toEqual([expect.stringMatching(/^retries withheld \d+\/s$/)]);
});

test('a replica that has died and one that is drained are told apart, and in a small box too', () => {
  const faults = [
    { crash: 'stock', replicas: 'one', at: '10s' },
    { drain: 'stock', replicas: 2, at: '25s', for: '10s' },
  ];
  const plan = shop({ timeout: '1s' }, {}, faults);
  expect(said(plan, 12, 20).stock[0]).toBe('1/4 dead');
  // One of the two that are to be drained is dead already.
  const run = new Run(plan, { moments: [28 * SECOND, 30 * SECOND] });
  run.advance(30 * SECOND);
  const signs = serviceSigns(run.interval(28 * SECOND, 30 * SECOND), plan, 1, (each) => run.standingOf(each));
  expect(signs.map(({ short }) => short)).toEqual(expect.arrayContaining(['dead 1', 'drain 1']));
  expect(said(plan, 40, 50).stock).not.toContain('1/4 draining');
});

test('one that lets nobody in before it stops is draining until it is killed', () => {
  const stop = [{ 'graceful-stop': 'stock', replicas: 'one', grace: '5s', at: '10s', for: '15s' }];
  const long = { operations: { take: [{ work: '20s' }] }, concurrency: { threads: 4000 } };
  const plan = shop({}, long, stop);
  expect(said(plan, 11, 13).stock).toContain('1/4 draining');
  expect(said(plan, 17, 20).stock).toContain('1/4 dead');
  const back = said(plan, 30, 40).stock;
  expect(back.join()).not.toMatch(/dead|draining/);
});

test('a replica that is scaled in drains for its grace, and then is none of them', () => {
  const scaled = [{ scale: 'stock', to: 3, at: '10s' }];
  const plan = shop({}, { scaling: { most: 4, grace: '10s' } }, scaled);
  expect(said(plan, 12, 18).stock).toContain('1/4 draining');
  expect(said(plan, 30, 40).stock).toEqual(['3 replicas, not 4']);
});
