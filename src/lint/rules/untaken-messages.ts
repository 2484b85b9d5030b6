/** L150: messages go where nobody takes them. */
import { sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { type Destination, destinationsOf, type Sketch } from '../sketch/index.ts';

export const untakenMessages: Rule = {
  code: 'L150',
  title: 'Nobody takes the messages',
  about:
    'Messages are sent to a queue that no consumer takes from, so that it fills until it refuses the next one; or events are published to a topic that nobody subscribes to, and are gone. A queue for dead letters may be left as it is: it is there to be looked into.',
  formula: 'senders > 0, consumers = 0',
  cure: 'A consumer, or no message.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 20 }
    operations:
      order: [ { send: invoices, timeout: 1s } ]
  biller:
    concurrency: { threads: 20 }
    operations:
      issue: [ { work: 5ms } ]
brokers:
  jobs: { kind: queue, queues: { invoices: {} } }
consumers: []
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 100/s } }
  - { name: clerks, operation: biller.issue, arrivals: { poisson: 1/s }, timeout: 1s }`,
    mended: [
      'consumers: []',
      'consumers: [ { from: invoices, call: biller.issue, concurrency: 4, timeout: 1s } ]',
    ],
  },
  find: (sketch) => destinationsOf(sketch).flatMap((one) => findIn(sketch, one)),
};

function findIn(sketch: Sketch, destination: Destination): Finding[] {
  const { name, path, verb, senders, isTaken, isForDeadLetters } = destination;
  if (senders.length === 0 || isTaken || isForDeadLetters) return [];
  const isQueue = verb === 'send';
  const rate = senders.reduce((sum, site) => sum + sketch.callsOf(site), 0);
  const from = [...new Set(senders.map(({ caller }) => caller.owner))].join(', ');
  return [
    {
      path,
      sentence: isQueue
        ? `nobody takes messages from ${name}: they stay, until it is full and refuses more`
        : `nobody subscribes to ${name}: what is published to it is gone`,
      formula: `${Number.isNaN(rate) ? '' : `${sayRate(rate)} `}from ${from}, ${isQueue ? 'consumers' : 'subscriptions'}: 0`,
      fix: isQueue
        ? `consumers: [ { from: ${name}, call: <operation> } ]`
        : `consumers: [ { from: ${name}, group: <name>, call: <operation> } ]`,
    },
  ];
}
