/** What is taken against what there was, to the nanosecond, while faults change how much there is. */
import { expect, test } from 'vitest';
import { metricNamed, type Run } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';

type Keys = Record<string, unknown>;

/** Requests at 10, 20, … 390 ms, each with 100 ms of work at web; whoever finds no slot is refused. */
function asked(faults: readonly Keys[], web: Keys = {}, work = '100ms') {
  return {
    run: { length: '400ms', window: '100ms' },
    services: {
      web: {
        concurrency: { threads: 2 },
        queue: { limit: 0 },
        operations: { ask: [{ work }] },
        ...web,
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    faults,
  };
}

function measured(run: Run, metric: string): number {
  const value = metricNamed(metric)?.valueOf(run.interval(0, run.plan.length), { kind: 'service', index: 0 });
  return value ?? Number.NaN;
}

test('slots that a push adds are there while it lasts', () => {
  const push = { config: 'web', setting: 'slots', to: 6, at: '200ms', for: '200ms' };
  const run = simulate(asked([push]));
  // Two slots from 10 and 20 ms on, then six: 4 more from 200, 210, 220 and 230 ms on; less than 10 ms lost at each change of hands.
  const there = 2 * 200 + 6 * 200;
  expect(measured(run, 'utilisation')).toBe((measured(run, 'in-flight') * 400) / there);
  expect([...(run.windows?.series('service', 0, 'slots') ?? [])]).toEqual([2, 2, 6, 6]);
});

test('slots that are taken away are there no more, once they are given back', () => {
  const run = simulate(asked([{ shrink: 'web', to: '50%', at: '150ms', for: '250ms' }]));
  // Frames begin at 10 and 20 ms, then at 110 and 120 ms; those two end at 210 and 220 ms, one of them in a slot that is gone.
  expect([...(run.windows?.series('service', 0, 'slots') ?? [])]).toEqual([2, 2, 1.1, 1]);
  expect(measured(run, 'utilisation')).toBe((measured(run, 'in-flight') * 400) / (200 + 200 + 110 + 100));
});

test('a replica that stands still has its cores all the same', () => {
  const cores = { concurrency: { threads: 100 }, cores: 1 };
  const run = simulate(asked([{ pause: 'web', at: '200ms', for: '100ms' }], cores));
  expect(measured(run, 'cores-utilisation')).toBe((400 - 10 - 100) / 400);
});

test('a core that somebody else has is no core of the replica', () => {
  const cores = { concurrency: { threads: 100 }, cores: 2 };
  const run = simulate(asked([{ 'noisy-neighbour': 'web', share: '50%', at: '200ms', for: '200ms' }], cores));
  expect(measured(run, 'cores-utilisation')).toBe((10 + 2 * 180 + 200) / (400 + 200));
});
