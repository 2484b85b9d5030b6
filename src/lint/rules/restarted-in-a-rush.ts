/** L140: a check that restarts, behind the requests of a full queue. */
import { SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayNumberOf, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { fullQueue, type Service, type Sketch } from '../sketch/index.ts';
import { checksOf } from './checks.ts';
import { usualDemand } from './overloaded.ts';

export const restartedInARush: Rule = {
  code: 'L140',
  title: 'A rush has replicas restarted',
  about:
    'A check in the shared lane waits in the queue of its replica like any request. When the queue is full that takes longer than the check waits: every check fails, and one that restarts kills replicas that do nothing but work. The others get their load, fill up and are restarted in their turn, just when all of them are needed; what waited is lost. Said of queues that serve the longest wait first, without `admission`.',
  formula: 'queue limit ÷ capacity of a replica ≥ timeout of the check',
  cure: '`lane: dedicated`, where whoever is up answers at once; or a queue shorter than the check waits.',
  example: {
    scenario: `services:
  shop:
    replicas: 4
    concurrency: { threads: 5 }
    queue: { limit: 100 }
    operations:
      show: [ { work: { exponential: 50ms } } ]
    health:
      check: { operation: show, every: 1s, timeout: 800ms, on-failure: restart }
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 250/s }, timeout: 2s }`,
    mended: ['operation: show, every: 1s', 'lane: dedicated, every: 1s'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const demand = usualDemand(sketch, service);
  const full = demand && fullQueue(service, demand.bound);
  if (full === undefined || service.gates.length > 0) return [];
  return checksOf(service).flatMap(({ path, operation, restarts, timeout, every, unhealthy }): Finding[] => {
    if (!restarts || operation === undefined || !(full.wait >= timeout)) return [];
    const needed = unhealthy * (timeout + every);
    const long =
      full.wait < Number.POSITIVE_INFINITY
        ? `${sayCount(full.places)} waiting ÷ ${sayRate(full.perSecond)} of a replica = ${sayLength(full.wait)}`
        : 'the wait in a queue without limit';
    const fits = Math.floor((full.perSecond * timeout) / SECOND);
    return [
      {
        path: [...path, 'operation'],
        sentence: `a rush that fills the queue of ${service.name} has its replicas restarted: the check waits in that queue, too`,
        formula: `${long} ≥ ${sayLength(timeout)}; after ${sayNumberOf(unhealthy, 'failure')}, at most ${sayLength(needed)}, the replica dies`,
        fix: fits > 1 ? `lane: dedicated, or a queue limit below ${fits}` : 'lane: dedicated',
      },
    ];
  });
}
