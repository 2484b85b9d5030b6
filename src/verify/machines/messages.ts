/** A message queue with a visibility timeout, message by message. */
import type { DocumentedMachine } from './contract.ts';

/** A message at 100 ms for a handler that does `steps`. */
function queue(steps: readonly unknown[], jobs: object, { queues = {}, concurrency = 1 } = {}) {
  return {
    run: { length: '199ms' },
    services: {
      web: { concurrency: { threads: 9 }, operations: { ask: [{ send: 'jobs' }] } },
      worker: { concurrency: { threads: 9 }, operations: { work: steps } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs, ...queues } } },
    consumers: [{ from: 'jobs', call: 'worker.work', concurrency }],
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 1, every: '100ms' } } }],
  };
}

const MESSAGES = ['published', 'delivered', 'handled', 'left'] as const;

export const messages: readonly DocumentedMachine[] = [
  {
    name: 'dead-letter',
    title: 'A message that keeps failing becomes a dead letter',
    source: 'Amazon SQS Developer Guide, Visibility timeout; Dead-letter queues',
    rule: 'Not deleted, it is visible again after its timeout (10 ms), each time; received maxReceiveCount (3) times, it moves to the dead-letter queue.',
    system: queue(
      [{ work: '2ms' }, { fail: '100%' }],
      { visibility: '10ms', receives: 3, 'dead-letter': 'dead' },
      { queues: { dead: {} } },
    ),
    facts: MESSAGES,
    expected: [
      '100ms published jobs',
      '100ms delivered jobs',
      '102ms handled jobs: error',
      '110ms delivered jobs',
      '112ms handled jobs: error',
      '120ms delivered jobs',
      '122ms handled jobs: error',
      '130ms left jobs: dead letter',
      '130ms published dead',
    ],
  },
  {
    name: 'visibility-too-short',
    title: 'A handler slower than that makes a duplicate',
    source: 'Amazon SQS API Reference, ReceiveMessage, VisibilityTimeout',
    rule: 'Too short a timeout lets the message become visible before its processing is complete: it is processed twice.',
    system: queue([{ work: '25ms' }], { visibility: '10ms' }, { concurrency: 2 }),
    facts: MESSAGES,
    where: 'jobs',
    expected: [
      '100ms published',
      '100ms delivered',
      '110ms delivered',
      '125ms handled: ok',
      '125ms left: acknowledged',
      '135ms handled: ok, again',
    ],
  },
  {
    name: 'delivery-limit',
    title: 'A message that is returned goes out again at once, up to the delivery limit',
    source: 'RabbitMQ documentation, Quorum queues: poison message handling, delivery-limit; basic.nack',
    rule: 'Requeued by its consumer it is ready again without a pause; returned more often than the delivery-limit (2) it is dead-lettered.',
    system: queue([{ work: '2ms' }, { fail: '100%' }], {
      visibility: '50ms',
      receives: 3,
      'on-failure': 'now',
    }),
    facts: MESSAGES,
    where: 'jobs',
    expected: [
      '100ms published',
      '100ms delivered',
      '102ms handled: error',
      '102ms delivered',
      '104ms handled: error',
      '104ms delivered',
      '106ms handled: error',
      '106ms left: dead letter',
    ],
  },
  {
    name: 'message-expires',
    title: 'What nobody has taken by the end of its time is gone',
    source: 'RabbitMQ documentation, Time-To-Live and Expiration: per-queue message TTL',
    rule: 'A message expires when it has been in the queue for longer than the TTL (15 ms); one that is with a consumer does not.',
    system: {
      ...queue([{ work: '20ms' }], { keep: '15ms' }),
      load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 3, every: '100ms' } } }],
    },
    facts: MESSAGES,
    where: 'jobs',
    expected: [
      '100ms published',
      '100ms delivered',
      '100ms published',
      '100ms published',
      '115ms left: expired',
      '115ms left: expired',
      '120ms handled: ok',
      '120ms left: acknowledged',
    ],
  },
];
