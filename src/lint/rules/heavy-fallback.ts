/** L108: a fallback to a service that cannot carry what would come to it. */
import type { Nanos } from '../../base/time.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity } from '../say.ts';
import { type CallSite, firstBound, type Service, type Sketch, type Wrap } from '../sketch/index.ts';

export const heavyFallback: Rule = {
  code: 'L108',
  title: 'A fallback is more than its service can serve',
  about:
    'While all is well a fallback asks little of the service behind it, which is sized for that. When the callee fails, all its calls come at once: the database behind the cache goes down for good measure, and with it everybody else who needs it. What others ask of that service is not counted, nor are retries: the truth is no less. Nothing is said of calls that a policy outside of the fallback may hold back, and of a service with `admission`; users who wait for their answers are not counted.',
  formula:
    'calls a second whose fallback leads there > replicas × slots ÷ time each is held (or cores ÷ work)',
  cure: 'Room for all of it, `admission` at its service, or an answer that costs nothing: `fallback: { value: degraded }`.',
  example: {
    scenario: `services:
  shop:
    replicas: 2
    concurrency: { threads: 100 }
    operations:
      show: [ { call: cache.get, timeout: 300ms, fallback: { call: database.read } } ]
  cache:
    concurrency: { threads: 50 }
    operations:
      get: [ { work: 2ms } ]
  database:
    concurrency: { threads: 5 }
    queue: { limit: 20 }
    operations:
      read: [ { work: 50ms } ]
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 400/s } }`,
    mended: ['threads: 5 }', 'threads: 30 }'],
  },
  find: (sketch) => gatheredIn(sketch).flatMap((gathered) => findIn(sketch, gathered)),
};

/** All that comes to one service instead when another one fails. */
interface Gathered {
  readonly failing: string;
  readonly service: Service;
  readonly ways: readonly Way[];
}

interface Way {
  readonly site: CallSite;
  readonly wrap: Wrap;
  readonly operation: string;
  readonly perSecond: number;
}

function gatheredIn(sketch: Sketch): Gathered[] {
  const { sites, operations, services } = sketch.wiring;
  const gathered = new Map<string, { failing: string; service: Service; ways: Way[] }>();
  for (const site of sites) {
    if (site.isInstead) continue;
    for (const [at, wrap] of site.chain.entries()) {
      const operation = wrap.trait.calls?.call;
      if (operation === undefined) continue;
      if (site.chain.slice(0, at).some(({ trait }) => trait.restrains || !trait.passes)) continue;
      const failing = operations.get(site.callee)?.service;
      const service = services.get(operations.get(operation)?.service ?? '');
      const perSecond = sketch.openCallsOf(site);
      // one that fails cannot answer instead of itself either
      if (failing === undefined || service === undefined || service.name === failing || !(perSecond > 0))
        continue;
      const key = `${failing} ${service.name}`;
      const known = gathered.get(key) ?? { failing, service, ways: [] };
      known.ways.push({ site, wrap, operation, perSecond });
      gathered.set(key, known);
    }
  }
  return [...gathered.values()];
}

function findIn({ times }: Sketch, { failing, service, ways }: Gathered): Finding[] {
  if (service.gates.length > 0) return [];
  const offered = ways.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const mean = (of: (operation: string) => Nanos) =>
    ways.reduce((sum, { operation, perSecond }) => sum + perSecond * of(operation), 0) / offered;
  const bound = firstBound(
    service,
    mean((name) => times.answer(name)),
    mean(times.work),
  );
  if (bound === undefined || !(offered > bound.perSecond)) return [];
  const [all, capacity] = ratesApart(offered, bound.perSecond);
  const [most] = [...ways].sort((a, b) => b.perSecond - a.perSecond);
  const others = ways.length === 1 ? '' : ` in all ${ways.length} places`;
  return [
    {
      path: most.wrap.path,
      sentence: `if ${failing} fails, this fallback brings down ${service.name}: it cannot serve so many`,
      formula: `${all} of calls with a fallback there${others} > ${sayCapacity(service, bound, capacity)}`,
      fix: `room for them in ${service.name}, or admission there; or fallback: { value: degraded }`,
    },
  ];
}
