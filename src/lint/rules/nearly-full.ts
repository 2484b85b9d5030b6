/** L102: a service is so busy that any fault is too much. */
import { sayRate, sayShare } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { sayCapacity, sayOffered, sayReplicas } from '../say.ts';
import { isOverloaded, usualDemand } from './overloaded.ts';

/** Waiting grows as 1 ÷ (1 − utilisation): here it is seven times what it is at rest. */
const NEARLY_FULL = 0.85;

export const nearlyFull: Rule = {
  code: 'L102',
  title: 'A service has no room left',
  about:
    'The service copes while nothing is wrong, and has nothing to spare. Waiting grows as 1 ÷ (1 − utilisation), a small fault makes a queue, and a queue that has grown goes down slowly. Users who ask again only after an answer keep a service from more than this: then they wait for each other.',
  formula: 'arrivals × calls per request ÷ capacity > 85%',
  cure: 'More replicas, more slots (or cores), or shorter requests.',
  example: {
    scenario: `services:
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 180/s } }`,
    mended: ['poisson: 180/s', 'poisson: 160/s'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) => {
      const demand = usualDemand(sketch, service);
      if (demand === undefined || !(demand.utilisation > NEARLY_FULL) || isOverloaded(sketch, service))
        return [];
      const { utilisation, bound } = demand;
      const isFull = utilisation > 1;
      return [
        {
          path: service.path,
          sentence: isFull
            ? `${service.name} is always full: its users wait for each other`
            : `${service.name} is ${sayShare(utilisation)} busy before anything goes wrong`,
          formula: isFull
            ? `${sayOffered(demand)} if nobody waited > ${sayCapacity(service, bound)}`
            : `${sayOffered(demand)} ÷ (${sayCapacity(service, bound, sayRate(bound.perSecond))}) = ${sayShare(utilisation)}`,
          fix: sayReplicas(demand),
        },
      ];
    }),
};
