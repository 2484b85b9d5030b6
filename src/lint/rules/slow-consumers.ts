/** L105: more messages are published than their consumers can handle. */
import { sayLength, sayNumberOf } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { ratesApart } from '../say.ts';

export const slowConsumers: Rule = {
  code: 'L105',
  title: 'Consumers are slower than what is published',
  about:
    'A message is handled in the time that the call of its consumer takes. When more messages come than all consumers of a queue or subscription together can handle, it grows until it is full, and every message waits longer than the one before. Deliveries of a message that failed come on top.',
  formula: 'messages published > replicas × concurrency ÷ time to handle one',
  cure: 'More concurrency or replicas of the consumer, or a quicker operation.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 20 }
    operations:
      order: [ { send: invoices, timeout: 1s } ]
  biller:
    concurrency: { threads: 20 }
    operations:
      issue: [ { work: { exponential: 50ms } } ]
brokers:
  jobs: { kind: queue, queues: { invoices: {} } }
consumers:
  - { from: invoices, call: biller.issue, concurrency: 4, timeout: 1s }
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 100/s } }`,
    mended: ['concurrency: 4', 'concurrency: 8'],
  },
  find: (sketch) =>
    sketch.scenario.plan.directory.queues.flatMap(({ name }, depot) => {
      const consumers = sketch.wiring.consumers.filter((consumer) => consumer.depot === depot);
      const [first] = consumers;
      const [published, handled] = [sketch.messagesOf(depot), sketch.handledOf(depot)];
      if (first === undefined || !(published > handled)) return [];
      const [messages, capacity] = ratesApart(published, handled);
      const terms = consumers.map(
        ({ workers, site }) =>
          `${sayNumberOf(workers, 'message')} at a time ÷ ${sayLength(sketch.times.call(site))}`,
      );
      const needed = Math.ceil((first.workers * published) / handled / 0.7);
      return [
        {
          path: ['consumers', first.index, 'concurrency'],
          sentence: `${name} gets more messages than its consumers can handle`,
          formula: `${messages} > ${terms.join(' + ')} = ${capacity}`,
          fix: `${needed} at a time would be ${Math.round((100 * first.workers * published) / handled / needed)}% busy, with as many slots in ${first.site.callee.split('.')[0]}`,
        },
      ];
    }),
};
