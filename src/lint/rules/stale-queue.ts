/** L116: a full queue holds only work that nobody waits for. */
import { SECOND } from '../../base/time.ts';
import { sayCount, sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge, sayReplicaCapacity } from '../say.ts';
import { type Service, type Sketch, staleQueue } from '../sketch/index.ts';
import { usualDemand } from './overloaded.ts';

export const staleQueueRule: Rule = {
  code: 'L116',
  title: 'A full queue holds only work that nobody waits for',
  about:
    'Whoever joins a full queue is served after limit ÷ capacity. If all callers have left by then, a queue that has once filled makes its service work for nobody: whenever the turn of a request comes, its caller has gone. A queue is worth no more than what can be served within the patience of its callers. Said of queues that serve the longest wait first (fifo, priority), have no shorter `wait`, keep what its callers have left (cancellation: none), and have no `admission` before them; where all share cores, those in service count too.',
  formula: 'queue limit ÷ capacity of a replica ≥ longest timeout of its callers',
  cure: 'A shorter queue, order: lifo, or cancellation: full.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 10 }
    queue: { limit: 400 }
    operations:
      serve: [ { work: { exponential: 100ms } } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s }, timeout: 1s }`,
    mended: ['limit: 400', 'limit: 50'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const demand = usualDemand(sketch, service);
  // with a door, it is not the queue alone that says how many wait
  if (demand === undefined || service.spec.cancellation !== 'none' || service.gates.length > 0) return [];
  const full = staleQueue(sketch, service, demand);
  if (full === undefined) return [];
  const { perSecond, longest, places, wait } = full;
  const capacity = sayReplicaCapacity(service, demand.bound);
  const who = sayEdge(longest.site);
  const inTime = (perSecond * longest.limit) / SECOND;
  const enough = Math.floor(inTime / 2 - (places - service.queueLimit || 0));
  const [waits, limit] = lengthsApart(wait, longest.limit);
  const held =
    demand.bound.what === 'cores'
      ? `(${service.slots} in service + ${service.queueLimit} waiting)`
      : String(service.queueLimit);
  const isEndless = service.queueLimit === Number.POSITIVE_INFINITY;
  return [
    {
      path: [...service.path, 'queue', 'limit'],
      sentence: isEndless
        ? `the queue of ${service.name} may grow until it holds only work that nobody waits for`
        : `a full queue of ${service.name} holds only work that nobody waits for`,
      formula: isEndless
        ? `no limit, and after ${sayCount(inTime)} (${capacity}, × ${sayLength(longest.limit)} of ${who}) nobody waits any more`
        : `${held} ÷ (${capacity}) = ${waits} ≥ ${limit} (${who})`,
      fix:
        enough >= 1
          ? `limit: ${enough} is served in half of that time; or order: lifo, or cancellation: full`
          : 'fewer slots, a longer timeout, or cancellation: full',
    },
  ];
}
