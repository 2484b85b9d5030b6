/** Who is served when: queue orders, limits of waiting, shared cores; by hand-made arrivals, to the nanosecond. */
import { expect, test } from 'vitest';
import { factsOf, timeline, type What } from './facts.ts';

type Raw = Record<string, unknown>;

/** Names of the loads in the order in which their requests were served. */
function served(system: unknown): string[] {
  return timeline(system, ['start']).map((line) => line.split(' ')[2]);
}

/** One slot; `arrivals` gives each load's instant (ms) and what else it says; work 10 ms. */
function oneSlot(queue: Raw, arrivals: Record<string, Raw & { at: number }>, more: Raw = {}): Raw {
  return {
    run: { length: '400ms' },
    services: {
      web: { concurrency: { threads: 1 }, queue, operations: { ask: [{ work: '10ms' }] }, ...more },
    },
    load: Object.entries(arrivals).map(([name, { at, ...rest }]) => ({
      name,
      operation: 'web.ask',
      // One tick of a clock that stops right after it.
      arrivals: {
        replay: {
          rows: [
            [0, 1000 / at],
            [at / 1000, 1000 / at],
            [(at + 0.001) / 1000, 0],
          ],
          spacing: 'constant',
        },
      },
      ...rest,
    })),
  };
}

const FIVE = { a: { at: 1 }, b: { at: 2 }, c: { at: 3 }, d: { at: 4 }, e: { at: 5 } };

test('fifo serves in the order of arrival', () => {
  expect(timeline(oneSlot({ order: 'fifo' }, FIVE), ['start'])).toEqual([
    '1ms start a -> web.ask',
    '11ms start b -> web.ask',
    '21ms start c -> web.ask',
    '31ms start d -> web.ask',
    '41ms start e -> web.ask',
  ]);
});

test('lifo serves whoever came last', () => {
  expect(served(oneSlot({ order: 'lifo' }, FIVE))).toEqual(['a', 'e', 'd', 'c', 'b']);
});

test('priority serves the most important first, equals in their order', () => {
  const arrivals = {
    a: { at: 1 },
    b: { at: 2, priority: 2 },
    c: { at: 3, priority: 1 },
    d: { at: 4, priority: 2 },
    e: { at: 5, priority: 0 },
  };
  expect(served(oneSlot({ order: 'priority' }, arrivals))).toEqual(['a', 'e', 'c', 'b', 'd']);
});

test('edf serves the earliest deadline first, and those without one last', () => {
  const until = (timeout: string) => ({ timeout, deadlines: 'propagate' });
  const arrivals = {
    a: { at: 1 },
    b: { at: 2 },
    c: { at: 3, ...until('200ms') },
    d: { at: 4, ...until('100ms') },
    e: { at: 5, ...until('150ms') },
  };
  expect(served(oneSlot({ order: 'edf' }, arrivals))).toEqual(['a', 'd', 'e', 'c', 'b']);
});

test('one more than the limit is refused at once, and whoever is served makes room', () => {
  expect(timeline(oneSlot({ limit: 2 }, { ...FIVE, f: { at: 12 } }), ['start', 'turned-away'])).toEqual([
    '1ms start a -> web.ask',
    '4ms turned-away d -> web.ask: refused',
    '5ms turned-away e -> web.ask: refused',
    '11ms start b -> web.ask',
    '21ms start c -> web.ask',
    '31ms start f -> web.ask',
  ]);
});

test('whoever has waited as long as the place lets it goes, and whoever is served at that very instant stays', () => {
  // b waits from 2 ms: 9 ms are over at 11 ms, when the slot is free: completion comes before the timer.
  expect(timeline(oneSlot({ wait: '9ms' }, FIVE), ['start', 'turned-away', 'ended'])).toEqual([
    '1ms start a -> web.ask',
    '11ms start b -> web.ask',
    '11ms ended a -> web.ask: ok',
    '12ms turned-away c -> web.ask: expired',
    '12ms ended c -> web.ask: expired',
    '13ms turned-away d -> web.ask: expired',
    '13ms ended d -> web.ask: expired',
    '14ms turned-away e -> web.ask: expired',
    '14ms ended e -> web.ask: expired',
    '21ms ended b -> web.ask: ok',
  ]);
});

test('a burst is served in the order in which it was made', () => {
  const system = {
    run: { length: '199ms' },
    services: {
      web: { concurrency: { threads: 2 }, queue: { limit: 4 }, operations: { ask: [{ work: '10ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 8, every: '100ms' } } }],
  };
  const count = (kind: What) =>
    factsOf(system)
      .filter(({ what }) => what === kind)
      .map(({ at }) => at / 1e6);
  expect(count('start')).toEqual([100, 100, 110, 110, 120, 120]);
  expect(count('turned-away')).toEqual([100, 100]);
});

test('three jobs share one core: each progresses at the rate that the others leave it', () => {
  // a (30 ms of work) alone from 10 to 20: 20 left. With b (10 ms) until 35: a 12.5, b 2.5 left; then c (5 ms) too:
  // b is done when each of three has 2.5: at 42.5, a 10, c 2.5 left; two: c done at 47.5, a 7.5 left: at 55.
  const system = {
    run: { length: '200ms' },
    services: {
      web: {
        concurrency: { threads: 10 },
        cores: 1,
        operations: { long: [{ work: '30ms' }], middle: [{ work: '10ms' }], short: [{ work: '5ms' }] },
      },
    },
    load: [
      {
        name: 'a',
        operation: 'web.long',
        arrivals: {
          replay: {
            rows: [
              [0, 100],
              [0.01, 100],
              [0.010001, 0],
            ],
            spacing: 'constant',
          },
        },
      },
      {
        name: 'b',
        operation: 'web.middle',
        arrivals: {
          replay: {
            rows: [
              [0, 50],
              [0.02, 50],
              [0.020001, 0],
            ],
            spacing: 'constant',
          },
        },
      },
      {
        name: 'c',
        operation: 'web.short',
        arrivals: {
          replay: {
            rows: [
              [0, 1000 / 35],
              [0.035, 1000 / 35],
              [0.035001, 0],
            ],
            spacing: 'constant',
          },
        },
      },
    ],
  };
  expect(timeline(system, ['done'])).toEqual([
    '42.5ms done b -> web.middle: ok',
    '47.5ms done c -> web.short: ok',
    '55ms done a -> web.long: ok',
  ]);
});

test('two cores let two jobs run at full speed, and three at two thirds', () => {
  const system = {
    run: { length: '199ms' },
    services: { web: { concurrency: { threads: 10 }, cores: 2, operations: { ask: [{ work: '20ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 3, every: '100ms' } } }],
  };
  expect(timeline(system, ['done']).map((line) => line.split(' ')[0])).toEqual(['130ms', '130ms', '130ms']);
});
