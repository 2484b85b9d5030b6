/** L104: a service survives first tries, but not when every call uses all its attempts. */
import { sayCount, sayLength, sayNumberOf, sayRate, sayShare } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity, sayOffered } from '../say.ts';
import {
  type CallSite,
  type Demand,
  type FullQueue,
  repeatsOf,
  type Service,
  type Sketch,
  type Storm,
  servedInTime,
  settledLoad,
  staleQueue,
  stormAt,
  triesAgainAfterSilence,
  type Wrap,
} from '../sketch/index.ts';
import { isOverloaded, usualDemand } from './overloaded.ts';

export const vulnerable: Rule = {
  code: 'L104',
  title: 'Retries alone can keep a service down',
  about:
    'The service copes with first tries. Once it has been slow for long enough, everybody uses all attempts, and these alone are more than it can serve; its queue then holds only work whose callers have left, so it goes on working for nobody after the cause is gone. This is the vulnerable state of a metastable failure (N. Bronson and others, "Metastable failures in distributed systems", HotOS 2021). Said only where such a queue can form: first come first served, no cancellation: full, no policy that holds calls back on the way or at its door, and places enough. When the cause is gone there are first tries only, one timeout later second tries too, and so on: until there are enough of them the queue drains, and if its wait falls below the timeout meanwhile, all is well again. Health checks in the shared lane come on top, as often as their timeouts let them. Slots on the way that are held by timeouts let less through; that is taken into account. A budget that is a share of the calls allows no more retries than that share; of other budgets nothing is said. With cancellation: queued those who have left are not served, and still nearly all work is in vain: whose turn comes has waited nearly as long as it is waited for. Said there only where so few are served in time that their not asking again changes little: the load settles at 1.5 times the capacity or more.',
  formula:
    'first tries < capacity < first tries × attempts (or × (1 + budget)), and queue limit ÷ capacity ≥ timeout × (1 + Σ (1 − k × utilisation), k = 1, 2, … while that is positive); with cancellation: queued: of n slots, at a load of r capacities, 1 ÷ (1 + n × (r − 1)) serve in time, and what r settles at is ≥ 1.5',
  cure: 'Fewer attempts; a breaker or a budget around them; a short queue; order: lifo; cancellation: full.',
  example: {
    scenario: `services:
  orders:
    replicas: 2
    concurrency: { threads: 500 }
    operations:
      place:
        - call: payments.charge
          retry: { attempts: 4 }
          timeout: 1s
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    queue: { limit: none }          # knockon: allow L116: it takes a queue to keep it down
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 140/s } }`,
    mended: ['retry: { attempts: 4 }', 'retry: { attempts: 1 }'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

/** Equal but for rounding. */
const ALMOST = 1 - 1e-9;

function findIn(sketch: Sketch, service: Service): Finding[] {
  const demand = usualDemand(sketch, service);
  if (demand === undefined || !(demand.utilisation <= 1) || isOverloaded(sketch, service)) return [];
  const full = staleQueue(sketch, service, demand);
  // a door turns away before its queue is full
  if (full === undefined || service.gates.length > 0) return [];
  const storm = stormAt(sketch, service);
  if (storm === undefined || !(storm.offered >= demand.bound.perSecond * ALMOST)) return [];
  const { cancellation } = service.spec;
  if (
    !(cancellation === 'none'
      ? outlastsRetries(full, demand)
      : cancellation === 'queued' && isTorn(storm, demand))
  )
    return [];
  const retry = busiestRetry(sketch, service, storm);
  if (retry === undefined) return [];
  const [wanted, capacity] = ratesApart(storm.wanted, demand.bound.perSecond);
  const times = sayCount(storm.wanted / demand.offered);
  const { narrowest } = storm;
  const through =
    narrowest === undefined
      ? ''
      : ` (${narrowest.name}'s ${sayNumberOf(narrowest.replicas * narrowest.slots, 'slot')} let ${sayRate(storm.offered)} through)`;
  const inTime = servedInTime(storm.offered / demand.bound.perSecond, demand.bound.each);
  const late =
    cancellation === 'queued'
      ? `, and whose turn comes has waited nearly ${sayLength(full.longest.limit)}: at most ${sayShare(inTime)} of those served are served in time`
      : '';
  const first = sayOffered(demand);
  const repeats = retry.wrap.trait.hedge === undefined ? 'retries' : 'hedges';
  return [
    {
      path: retry.wrap.path,
      sentence: `a long enough trouble in ${service.name} will not heal by itself: its ${repeats} alone are more than it can serve`,
      formula: `${first.includes(' ') ? `(${first})` : first} × ${times} attempts = ${wanted}${through} ${storm.wanted > demand.bound.perSecond ? '>' : '≥'} ${sayCapacity(service, demand.bound, capacity)}${late}`,
      fix: `fewer attempts, a ${repeatsOf(retry.wrap.trait)?.hasBudget === true ? 'smaller ' : ''}budget, or a breaker; or in ${service.name} a short queue, order: lifo or cancellation: full`,
    },
  ];
}

/**
 * In the k-th timeout after the cause is gone, the last k tries of everybody come: the queue grows by
 * (k × utilisation − 1) × capacity × timeout. Even at its lowest it must hold more than is waited for.
 */
function outlastsRetries(full: FullQueue, demand: Demand): boolean {
  // so many timeouts it drains: the sum of 1 − k × utilisation over those k for which that is positive
  const drains = Math.ceil(1 / demand.utilisation) - 1;
  const drained = drains - (demand.utilisation * drains * (drains + 1)) / 2;
  return full.wait >= (1 + drained) * full.longest.limit;
}

/** So far above its capacity no run of luck brings the queue to heal by itself. */
const TORN = 1.5;

/** Does a queue without those who have left go on serving too late? */
function isTorn(storm: Storm, { bound, offered }: Demand): boolean {
  if (bound.what !== 'slots') return false;
  return settledLoad(offered / bound.perSecond, storm.offered / offered, bound.each) >= TORN;
}

/** The retry that most attempts come from; those next to the service before those further away. */
function busiestRetry(
  sketch: Sketch,
  service: Service,
  { calls }: Storm,
): { site: CallSite; wrap: Wrap } | undefined {
  const retries = [...calls].flatMap(([site, perSecond]) => {
    const isNext = sketch.wiring.operations.get(site.callee)?.service === service.name;
    const wrap = site.chain.find(
      (each) =>
        triesAgainAfterSilence(each) ||
        each.trait.hedge !== undefined ||
        (!isNext && (each.trait.retry?.triesAgainOn('error', 'deeper') ?? false)),
    );
    return wrap === undefined
      ? []
      : [{ site, wrap, isNext, perSecond: perSecond * (1 + (repeatsOf(wrap.trait)?.retries ?? 0)) }];
  });
  return retries.sort((a, b) => Number(b.isNext) - Number(a.isNext) || b.perSecond - a.perSecond).at(0);
}
