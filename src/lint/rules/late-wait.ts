/** L117: a queue turns nobody away before they have left. */
import type { Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { lengthOf, longestWait, medianOf } from '../sketch/index.ts';

export const lateWait: Rule = {
  code: 'L117',
  title: 'A queue lets everybody wait longer than they do',
  about:
    'The longest wait of a queue is there to turn requests away while their callers can still do something else. When every caller leaves before that, it acts on nobody who waits.',
  formula: 'wait of the queue (its median) ≥ longest timeout of the callers',
  cure: 'A wait well below the timeouts of the callers.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 10 }
    queue: { limit: 50, wait: 2s }
    operations:
      serve: [ { work: { exponential: 100ms } } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s }, timeout: 1s }`,
    mended: ['wait: 2s', 'wait: 300ms'],
  },
  find: ({ wiring }) =>
    [...wiring.services.values()].flatMap((service) => {
      const { wait } = service.spec.queue;
      const longest = longestWait(wiring, service);
      if (wait === undefined || longest === undefined) return [];
      const median = medianOf(lengthOf(wait));
      if (!(median >= longest.limit)) return [];
      const [waits, limit] = lengthsApart(median, longest.limit);
      return [
        {
          path: [...service.path, 'queue', 'wait'],
          sentence: `whoever waits for ${service.name} has left before its queue turns them away`,
          formula: `${waits} ≥ ${limit} (${sayEdge(longest.site)})`,
          fix: `a wait well below ${limit}`,
        },
      ];
    }),
};
