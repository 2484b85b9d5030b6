/** A plain queue, message by message. */
import { expect, test } from 'vitest';
import { timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Messages at 100 ms (and every 100 ms) for a handler that does `steps`. */
function queue(steps: unknown[], jobs: Raw, more: Raw = {}): Raw {
  return {
    run: { length: '199ms' },
    services: {
      web: { concurrency: { threads: 9 }, operations: { ask: [{ send: 'jobs' }] } },
      worker: { concurrency: { threads: 9 }, operations: { work: steps } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs, ...((more.queues as Raw) ?? {}) } } },
    consumers: [{ from: 'jobs', call: 'worker.work', concurrency: 1, ...((more.consumer as Raw) ?? {}) }],
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '100ms' } },
        ...((more.load as Raw) ?? {}),
      },
    ],
  };
}

const MESSAGES = ['published', 'delivered', 'handled', 'left'] as const;

test('a message is published, delivered, handled and gone, while its sender only waits for the broker', () => {
  const system = { ...queue([{ work: '20ms' }], {}), network: { latency: '1ms' } };
  expect(timeline(system, [...MESSAGES, 'ended'])).toEqual([
    '102ms published jobs',
    '102ms delivered jobs',
    '103ms ended web -> jobs: ok',
    '104ms ended people -> web.ask: ok',
    '124ms ended jobs -> worker.work: ok',
    '124ms handled jobs: ok',
    '124ms left jobs: acknowledged',
  ]);
});

test('one more than the limit is refused to its sender, and what is with a consumer takes its place too', () => {
  const system = queue(
    [{ work: '50ms' }],
    { limit: 2 },
    { load: { arrivals: { bursts: { size: 4, every: '100ms' } } } },
  );
  const lines = timeline(system, ['published', 'turned-away', 'tried']).filter(
    (line) => line.includes('jobs') && !line.includes('worker'),
  );
  expect(lines.filter((line) => line.includes('published')).length).toBe(2);
  expect(lines.filter((line) => line.endsWith('refused'))).toEqual([
    '100ms tried web -> jobs: refused',
    '100ms tried web -> jobs: refused',
  ]);
});

test('an outage refuses senders and lets consumers wait; the messages are safe and go on afterwards', () => {
  const system = {
    ...queue([{ work: '30ms' }], {}, { load: { arrivals: { bursts: { size: 2, every: '50ms' } } } }),
    faults: [{ outage: 'bus', at: '60ms', for: '60ms' }],
  };
  // Two at 50 ms: the second waits for the consumer, which is free at 80 ms, and gets it at 120 ms, when the broker is back.
  const lines = timeline(system, ['delivered', 'left', 'tried'], { until: 150e6 });
  expect(lines.filter((line) => line.includes('jobs'))).toEqual([
    '50ms delivered jobs',
    '50ms tried web -> jobs: ok',
    '50ms tried web -> jobs: ok',
    '80ms tried jobs -> worker.work: ok',
    '80ms left jobs: acknowledged',
    '100ms tried web -> jobs: refused',
    '100ms tried web -> jobs: refused',
    '120ms delivered jobs',
  ]);
});

test('every subscription of a topic gets its own copy, and a slow one holds up nobody else', () => {
  const system = {
    run: { length: '199ms' },
    services: {
      web: { concurrency: { threads: 9 }, operations: { ask: [{ publish: 'news' }] } },
      mail: { concurrency: { threads: 9 }, operations: { send: [{ work: '5ms' }] } },
      search: { concurrency: { threads: 9 }, operations: { index: [{ work: '60ms' }] } },
    },
    brokers: { bus: { kind: 'queue', topics: { news: {} } } },
    consumers: [
      { from: 'news', group: 'mail', call: 'mail.send' },
      { from: 'news', group: 'search', call: 'search.index' },
    ],
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 1, every: '100ms' } } }],
  };
  expect(timeline(system, ['published', 'left'])).toEqual([
    '100ms published news/mail',
    '100ms published news/search',
    '105ms left news/mail: acknowledged',
    '160ms left news/search: acknowledged',
  ]);
});
