/** L139: a check that most healthy replicas fail. */
import type { Nanos } from '../../base/time.ts';
import { sayLength } from '../../present/words.ts';
import { linkBetween } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import { lengthOf, medianOf, type Service, type Sketch } from '../sketch/index.ts';
import { type Check, checksOf } from './checks.ts';

export const hastyCheck: Rule = {
  code: 'L139',
  title: 'A check that healthy replicas fail',
  about:
    'The way there and back and the work that the check asks for, at their medians, take longer than the check waits: more than half of the checks fail although nothing is wrong and nobody waits. A check that restarts then kills healthy replicas again and again; one that removes takes them out, until so few are left that callers panic and disregard every check. Steps that are taken by chance count as no time.',
  formula: 'timeout of the check < 2 × latency + work, each at its median',
  cure: 'A longer timeout, or an operation that hardly works.',
  example: {
    scenario: `services:
  shop:
    replicas: 4
    concurrency: { threads: 50 }
    queue: { limit: 20 }
    operations:
      show: [ { work: 250ms } ]
    health:
      check: { operation: show, every: 1s, timeout: 200ms, on-failure: restart }
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 40/s } }`,
    mended: ['timeout: 200ms', 'timeout: 2s'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) =>
      checksOf(service).flatMap((check) => findIn(sketch, service, check)),
    ),
};

function findIn(sketch: Sketch, service: Service, check: Check): Finding[] {
  const { timeout, operation, path, does } = check;
  const way = wayOf(sketch, service, check);
  const work = operation === undefined ? 0 : sketch.times.leastMedian(`${service.name}.${operation}`);
  if (!(timeout < way + work)) return [];
  const [short, long] = lengthsApart(timeout, way + work);
  const parts = [
    ...(way > 0 ? [`${sayLength(way)} there and back`] : []),
    ...(work > 0 ? [`${sayLength(work)} in ${service.name}.${operation}`] : []),
  ];
  return [
    {
      path: [...path, 'timeout'],
      sentence: `most checks of ${service.name} fail even when nothing is wrong, and each replica is ${does}`,
      formula: `${short} < ${parts.length > 1 ? `${parts.join(' + ')} = ${long}` : parts.join('')} (medians)`,
      fix: `well above ${long}${work > 0 ? ', or an operation that hardly works' : ''}`,
    },
  ];
}

/** There and back between a checker and a replica; what zones add is left out. */
function wayOf({ scenario: { system } }: Sketch, { name }: Service, { caller }: Check): Nanos {
  const { latency, jitter } = linkBetween(system.network, caller, name);
  return 2 * (medianOf(lengthOf(latency)) + medianOf(lengthOf(jitter)));
}
