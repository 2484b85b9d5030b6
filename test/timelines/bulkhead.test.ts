/** Bulkheads, to the nanosecond: who is inside, who waits in which order, who is turned away, and when. */
import { expect, test } from 'vitest';
import { simulate } from '../support/simulate.ts';
import { factsOf, timeline } from './facts.ts';

/** People ask web, which has room for all of them, through a bulkhead. */
function guarded(
  bulkhead: object,
  load: object,
  more: { work?: string; outside?: object[]; inside?: object[] } = {},
) {
  const { work = '20ms', outside = [], inside = [] } = more;
  return {
    run: { length: '190ms' },
    services: { web: { concurrency: { threads: 100 }, operations: { ask: [{ work }] } } },
    load: [
      { name: 'people', operation: 'web.ask', policies: [...outside, { bulkhead }, ...inside], ...load },
    ],
  };
}

const FIVE_AT_ONCE = { arrivals: { bursts: { size: 5, every: '100ms' } } };
const EVERY_TEN = { arrivals: { constant: '100/s' } };

test('who came first goes first, and a newcomer does not overtake those who wait', () => {
  // One place, 15 ms of work, someone every 10 ms: the room fills, and a place is always free at the instant someone goes.
  const facts = factsOf(guarded({ limit: 1, queue: 'none' }, EVERY_TEN, { work: '15ms' }));
  const rows = (what: string) => facts.filter((fact) => fact.what === what).map(({ row }) => row);
  const ended = rows('ended');
  expect(ended.length).toBe(11);
  expect(rows('call').slice(0, 11)).toEqual(ended);
  // At 40 ms the one of 20 ms has just gone in and the one of 30 ms waits, while the one of 40 ms comes.
  expect(
    timeline(guarded({ limit: 1, queue: 'none' }, EVERY_TEN, { work: '15ms' }), ['try']).slice(0, 4),
  ).toEqual([
    '10ms try people -> web.ask',
    '25ms try people -> web.ask',
    '40ms try people -> web.ask',
    '55ms try people -> web.ask',
  ]);
});

test('a place that comes free at the very instant at which the wait is over is taken', () => {
  const system = (wait: string) => guarded({ limit: 1, queue: 1, wait }, EVERY_TEN);
  // Inside from 10 to 30 ms; the next one has waited since 20 ms.
  expect(timeline(system('10ms'), ['try'])[1]).toBe('30ms try people -> web.ask');
  expect(timeline(system('9999999ns'), ['ended'])[0]).toBe('29.999999ms ended people -> web.ask: rejected');
});

test('a caller who leaves while it waits leaves the room, and who comes after finds a place there', () => {
  // One is inside from 100 to 160 ms. Another waits from 110 ms on, as long as its patience; a third comes at 130 ms.
  const once = (name: string, every: string, more: object = {}) => ({
    name,
    operation: 'front.ask',
    arrivals: { bursts: { size: 1, every } },
    ...more,
  });
  const system = (patience: string) => ({
    run: { length: '190ms' },
    services: {
      front: {
        concurrency: { threads: 10 },
        cancellation: 'full',
        operations: { ask: [{ call: 'web.ask', bulkhead: { limit: 1, queue: 1 } }] },
      },
      web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '60ms' }] } },
    },
    load: [once('first', '100ms'), once('second', '110ms', { patience }), once('third', '130ms')],
  });
  const seen = (patience: string) =>
    timeline(system(patience), ['try', 'ended']).filter((line) => line.includes('front ->'));
  expect(seen('15ms')).toEqual([
    '100ms try front -> web.ask',
    '125ms ended front -> web.ask: cancelled',
    '160ms ended front -> web.ask: ok',
    '160ms try front -> web.ask',
  ]);
  expect(seen('25ms')).toEqual([
    '100ms try front -> web.ask',
    '130ms ended front -> web.ask: rejected',
    '135ms ended front -> web.ask: cancelled',
    '160ms ended front -> web.ask: ok',
  ]);
});

test('a caller who leaves while it is inside leaves its place to the first who waits', () => {
  const system = guarded({ limit: 1, queue: 'none' }, EVERY_TEN, {
    work: '40ms',
    outside: [{ timeout: '25ms' }],
  });
  expect(timeline(system, ['try', 'ended']).slice(0, 6)).toEqual([
    '10ms try people -> web.ask',
    '35ms ended people -> web.ask: timed-out',
    '35ms try people -> web.ask',
    '45ms ended people -> web.ask: timed-out',
    '45ms try people -> web.ask',
    '55ms ended people -> web.ask: timed-out',
  ]);
});

test('a place is held from the first try to the last, pauses included, and by a timeout inside no longer than that', () => {
  const retried = guarded({ limit: 1, queue: 'none' }, FIVE_AT_ONCE, {
    inside: [{ retry: { attempts: 2, backoff: { base: '10ms', factor: 1 } } }, { timeout: '5ms' }],
  });
  expect(timeline(retried, ['try']).slice(0, 4)).toEqual([
    '100ms try people -> web.ask',
    '115ms try people -> web.ask',
    '120ms try people -> web.ask',
    '135ms try people -> web.ask',
  ]);
});

test('each replica of the caller has its own places', () => {
  const system = {
    run: { length: '190ms' },
    services: {
      front: {
        replicas: 2,
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', bulkhead: { limit: 1, queue: 1 } }] },
      },
      web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '20ms' }] } },
    },
    load: [{ name: 'people', operation: 'front.ask', ...FIVE_AT_ONCE }],
  };
  // Three at one replica: one inside, one waits, one is rejected. Two at the other: one inside, one waits.
  expect(timeline(system, ['ended']).filter((line) => line.includes('front ->'))).toEqual([
    '100ms ended front -> web.ask: rejected',
    '120ms ended front -> web.ask: ok',
    '120ms ended front -> web.ask: ok',
    '140ms ended front -> web.ask: ok',
    '140ms ended front -> web.ask: ok',
  ]);
});

test('what a crashed replica had inside and in its room is gone: it begins with all its places', () => {
  const system = {
    run: { length: '230ms' },
    services: {
      front: {
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', bulkhead: { limit: 1, queue: 1 } }] },
      },
      web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '50ms' }] } },
    },
    load: [{ name: 'people', operation: 'front.ask', arrivals: { bursts: { size: 2, every: '100ms' } } }],
    faults: [{ crash: 'front', at: '110ms', for: '20ms' }],
  };
  expect(timeline(system, ['try', 'ended']).filter((line) => line.includes('front -> web'))).toEqual([
    '100ms try front -> web.ask',
    '110ms ended front -> web.ask: cancelled',
    '110ms ended front -> web.ask: cancelled',
    '200ms try front -> web.ask',
  ]);
});

test('a rejection is told as one, by the caller that let nothing through', () => {
  const run = simulate(guarded({ limit: 1 }, FIVE_AT_ONCE));
  const whole = run.interval(0, run.plan.length);
  expect(whole.failures(0).map(({ cause, origin, count }) => ({ cause, origin, count }))).toEqual([
    { cause: 5, origin: 0, count: 4 },
  ]);
});
