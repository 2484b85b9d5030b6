/** An event that looks through thousands of things counts as more than one where a budget of events is held against it. */
import { expect, it } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const flapping = (replicas: number) =>
  planOf({
    run: { length: '1s' },
    services: { web: { replicas, concurrency: { threads: 4 }, operations: { home: [{ work: '1ms' }] } } },
    load: [{ name: 'people', operation: 'web.home', arrivals: { constant: '1/s' } }],
    faults: [{ slow: 'web', factor: 2, for: '1s', flap: { on: '1us', off: '1us' } }],
  });

it('a fault that comes and goes at thousands of replicas soon uses up a budget', () => {
  const [few, many] = [1, 2000].map((replicas) => new Run(flapping(replicas)));
  for (const run of [few, many]) expect(run.advance(1e9, 1000)).toBe(false);
  expect(few.events).toBe(1000);
  expect(many.events).toBeLessThan(20);
  expect(many.effort).toBeGreaterThanOrEqual(1000);
});

it('and slices, however they fall, change nothing of what happens', () => {
  const [whole, sliced] = [new Run(flapping(50)), new Run(flapping(50))];
  whole.advance(1e6);
  while (!sliced.advance(1e6, 7));
  expect(sliced.stateHash()).toBe(whole.stateHash());
  expect(sliced.events).toBe(whole.events);
});

it('requests that come all at once count one by one', () => {
  const plan = planOf({
    run: { length: '1s' },
    services: { web: { concurrency: { threads: 4 }, operations: { home: [{ work: '1ms' }] } } },
    load: [{ name: 'people', operation: 'web.home', arrivals: { bursts: { size: 5000, every: '1us' } } }],
  });
  const run = new Run(plan);
  expect(run.advance(1e9, 20_000)).toBe(false);
  expect(run.events).toBeLessThan(20);
});
