/** L162: behind a cache that is empty, a service answers too late for anything to be kept. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayRate, sayShare } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity } from '../say.ts';
import {
  attemptLimit,
  type Bound,
  firstBound,
  fullQueue,
  missesLeft,
  type Service,
  type Sketch,
  type Wrap,
} from '../sketch/index.ts';
import { type Cached, cachedAt, emptied } from './cached-calls.ts';
import { isHeldBack, shareWithSlots } from './way-there.ts';

export const coldCache: Rule = {
  code: 'L162',
  title: 'A cache that is empty never fills again',
  about:
    "Behind a cache a service is sized for the misses. When all replicas of the caller have been restarted their caches are empty, and every call is a miss. If that is more than the service can serve its queue grows, and answers are kept only until its wait is longer than the callers' timeout: from then on each comes too late for anybody to keep it, all ask again, and the caches stay empty though the restart is long over. A cache does fill where so much is kept in that time that the service can serve the rest: few keys, or some that are asked for much more often than others. A queue shorter than the callers wait, one that is not first come, first served, a `cancellation` or `admission` of the service let some be answered in time, and so does a limit around the call that lets no more through than can be served: of these nothing is said, nor of a breaker around the call or on the way to it. Only loads that ask whatever happens are counted, and no retries: the truth is no less.",
  formula:
    'misses that are left when the queue outlasts the timeout > capacity, and queue limit ÷ capacity > timeout',
  cure: 'A limiter inside of the cache that lets no more through than can be served, `admission` at the service, or a queue shorter than the timeout.',
  example: {
    scenario: `services:
  web:
    replicas: 2
    concurrency: { async: 2000 }
    operations:
      read:
        - call: database.query
          policies:
            - cache: { ttl: 60s }
            - timeout: 500ms
  database:
    concurrency: { threads: 4 }
    queue: { limit: 200 }
    operations:
      query: [ { work: { exponential: 50ms } } ]
load:
  - name: readers
    operation: web.read
    keys: { count: 1000 }
    arrivals: { poisson: 300/s }`,
    mended: [
      '- timeout: 500ms',
      '- timeout: 500ms\n            - limiter: { kind: token-bucket, rate: 35/s, burst: 10 }',
    ],
  },
  find: (sketch) => groupsIn(sketch).flatMap((group) => findIn(sketch, group)),
};

/** The calls of one service behind caches, of one callee: a restart empties all of these. */
interface Group {
  readonly caller: Service;
  readonly callee: Service;
  readonly sites: readonly Cached[];
}

function groupsIn(sketch: Sketch): Group[] {
  const { services, operations, sites } = sketch.wiring;
  const groups = new Map<string, { caller: Service; callee: Service; sites: Cached[] }>();
  for (const site of sites) {
    const cache = site.chain.find(({ trait }) => trait.keeps !== undefined);
    const caller = site.caller.kind === 'operation' ? services.get(site.caller.owner) : undefined;
    const callee = services.get(operations.get(site.callee)?.service ?? '');
    if (cache === undefined || caller === undefined || callee === undefined || site.isInstead) continue;
    const cached = cachedAt(sketch, caller, site, cache);
    if (cached === undefined) continue;
    const key = `${caller.name} ${callee.name}`;
    const group = groups.get(key) ?? { caller, callee, sites: [] };
    // where steps share a cache one of them fills it for the others: the busiest stands for all
    const twin = group.sites.findIndex((one) => one.site.callee === site.callee && isShared(one.cache));
    if (twin < 0 || !isShared(cache)) group.sites.push(cached);
    else if (group.sites[twin].perSecond < cached.perSecond) group.sites[twin] = cached;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function isShared({ trait }: Wrap): boolean {
  return trait.keeps?.isShared === true;
}

function findIn(sketch: Sketch, { caller, callee, sites }: Group): Finding[] {
  const limit = Math.max(...sites.map(({ site }) => attemptLimit(site)));
  const bound = boundOf(sketch, callee, sites);
  if (bound === undefined || !isStale(callee, bound, limit) || isHeldBack(sketch, caller)) return [];
  const others = sketch.openCallsAt(callee);
  const left = missesLeft(
    sites.map((site) => emptied(sketch, site)),
    { capacity: bound.perSecond, others, limit },
  );
  if (left === undefined) return [];
  const coming = (left + others) * shareWithSlots(sketch, caller, sites);
  if (!(coming > bound.perSecond)) return [];
  const all = sites.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const [asked, capacity] = ratesApart(left + others, bound.perSecond);
  const beside = others > 0 ? ` + ${sayRate(others)} of others` : '';
  const kept = left < all * HARDLY_LESS ? ` − ${sayShare(1 - left / all)} kept by then, or held back` : '';
  const [busiest] = [...sites].sort((a, b) => b.perSecond - a.perSecond);
  const { places, wait } = fullQueue(callee, bound) ?? { places: Number.NaN, wait: Number.NaN };
  const queue =
    wait < Number.POSITIVE_INFINITY
      ? `${sayCount(places)} waiting take ${sayLength(wait)}`
      : 'its queue has no limit';
  const sum = `${sayRate(all)} without a hit${kept}${beside}`;
  return [
    {
      path: busiest.cache.path,
      sentence: `when ${caller.name} is restarted and this cache is empty, it never fills again: ${callee.name} answers the misses too late to be kept`,
      formula: `${sum}${kept === '' && beside === '' ? '' : ` = ${asked}`} > ${sayCapacity(callee, bound, capacity)}; ${queue}, and nobody waits longer than ${sayLength(limit)}`,
      fix: `a limiter inside of the cache that lets less than ${capacity} through in all, admission in ${callee.name}, or a queue limit there well below ${sayCount(Math.max(1, Math.floor(((bound.perSecond / bound.replicas) * limit) / SECOND)))}`,
    },
  ];
}

/** What differs by less is said as one. */
const HARDLY_LESS = 0.995;

/** What the callee can serve of such calls. */
function boundOf({ times }: Sketch, callee: Service, sites: readonly Cached[]): Bound | undefined {
  const all = sites.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const mean = (of: (operation: string) => Nanos) =>
    sites.reduce((sum, { site, perSecond }) => sum + perSecond * of(site.callee), 0) / all;
  return firstBound(
    callee,
    mean((name) => times.answer(name)),
    mean(times.work),
  );
}

/** How much the places of a full queue take varies by their square root; three times as much comes seldom enough. */
const SELDOM = 3;

/** Can it hold so many that hardly anybody is answered in time, whatever it draws? */
function isStale(callee: Service, bound: Bound, limit: Nanos): boolean {
  const { gates, spec } = callee;
  if (gates.length > 0 || spec.scaling !== undefined || spec.cancellation !== 'none') return false;
  const full = fullQueue(callee, bound);
  if (full === undefined || !(limit < Number.POSITIVE_INFINITY) || spec.queue.wait !== undefined)
    return false;
  if (full.places === Number.POSITIVE_INFINITY) return true;
  return full.places - SELDOM * Math.sqrt(full.places) >= (full.perSecond * limit) / SECOND;
}
